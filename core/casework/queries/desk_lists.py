"""The desk's queues: their rows in due order, and the same rows for a spreadsheet.

Everything starts from `visible_to`, so that nobody counts, lists, searches or exports another unit's reports. The
order is served by the partial index `report_urgent`: a page costs the same however many reports have ended.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role, UnitRole
from core.casework.common.staffing import answering_units
from core.casework.queries.access import visible_to, whole
from core.casework.queries.lists import KeysetPage, key_of, newest
from core.common import numbers
from core.common.errors import Invalid, NotFound
from core.common.text import clean_line
from core.notifications.actions import NEEDS, PART
from core.notifications.models import Notice
from core.reports.kinds import ENDED, OPEN, Kind, State
from core.reports.models import NO_LIMIT, URGENCY, Attachment, Report
from core.routing.models import Dispatch
from tenants.compiled import Compiled, compiled

PAGE = 50
# Rows of an export that are read at once.
EXPORT_PAGE = 1000
WORDS_LENGTH = 100
_SERIAL = re.compile(r"[0-9]{1,10}")

# The desk's queues: name -> states, in the order they are shown.
QUEUES: dict[str, tuple[str, ...]] = {
    "verify": (State.SUBMITTED,),
    "needs_info": (State.NEEDS_INFO,),
    "dispatch": (State.VERIFIED,),
    "unit": (State.DISPATCHED, State.IN_PROGRESS),
    "check": (State.ANSWERED,),
    "all": OPEN,
    "ended": ENDED,
}


@dataclass(frozen=True)
class DeskFilters:
    """What narrows a queue; what is empty narrows nothing. `area` is a kecamatan's or a kelurahan's code."""

    category: str = ""
    area: str = ""
    kind: str = ""
    unit: str = ""
    mine: str = ""
    overdue: str = ""
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "DeskFilters":
        """DeskFilters as they stand in an address; Invalid for a kind there is not, or a switch that is not 1."""
        values = {name: clean_line(given.get(name, "")[: 2 * WORDS_LENGTH]) for name in cls.__dataclass_fields__}
        if values["kind"] and values["kind"] not in Kind.values:
            raise Invalid.at("kind", _("Jenis laporan ini tidak ada."))
        for name in ("mine", "overdue"):
            if values[name] not in ("", "1"):
                raise Invalid.at(name, _("Saringan ini hanya mengenal 1."))
        return cls(**values)

    @property
    def given(self) -> dict[str, str]:
        """Those that narrow something, for an address."""
        return {name: value for name, value in vars(self).items() if value}


def is_turn(actor: Actor, state: str) -> bool:
    """Whether a report in this state waits for a role the actor holds; a unit's only in that unit."""
    audience = NEEDS.get(state)
    return bool(actor.unit_roles) if audience == "unit" else audience is not None and actor.has(audience)


def _turn_of(actor: Actor) -> Q:
    """The reports that wait for this actor; the same that `notices_for` tells of."""
    office = [state for state, audience in NEEDS.items() if actor.has(audience)]
    unit = [state for state, audience in NEEDS.items() if audience == "unit"]
    turn = Q(state__in=office) | Q(state__in=unit, unit_id__in=list(actor.unit_roles))
    if actor.has(Role.COORDINATOR):  # a head's escalated reports are the unit's turn anyway
        turn |= Q(pk__in=_notices(actor).filter(event="escalate").values("report_id"))
    if actor.unit_roles:
        turn |= Q(pk__in=_notices(actor).filter(event=PART).values("report_id"))
    return turn


def unowned(actor: Actor) -> QuerySet[Report]:
    """The reports a unit has that works no more or has nobody who could answer; NotFound for anybody but a
    coordinator, who finds another unit."""
    if not actor.has(Role.COORDINATOR):
        raise NotFound()
    return visible_to(actor).filter(_unowned())


def _unowned() -> Q:
    return Q(state__in=QUEUES["unit"]) & (Q(unit_id=None) | ~Q(unit_id__in=answering_units()))


if TYPE_CHECKING:  # what the query adds to each row
    from django_stubs_ext import WithAnnotations

    class _ListedReport(TypedDict):
        photo_id: UUID | None
        waits_for: list[str]

    ListedReport = WithAnnotations[Report, _ListedReport]
else:
    ListedReport = Report


def desk_list(
    actor: Actor,
    queue: str,
    filters: DeskFilters | None = None,
    *,
    after: str = "",
    size: int = PAGE,
    now: datetime | None = None,
) -> KeysetPage[ListedReport]:
    """One queue of this actor, the most urgent first over the whole set, by keyset. One query.

    Each row has `photo_id`, its first photo or None, and `waits_for`, the short names of the units whose part is open.
    NotFound for a queue there is not.
    """
    return cast(KeysetPage[ListedReport], _page(_listed, actor, queue, filters or DeskFilters(), after, size, now))


def desk_rows(
    actor: Actor, queue: str, filters: DeskFilters, *, after: str = "", size: int = PAGE
) -> KeysetPage[Report]:
    """The same rows with nothing beside them."""
    return _page(whole, actor, queue, filters, after, size, None)


def _listed(rows: QuerySet[Report]) -> QuerySet[Report]:
    first_photo = Attachment.objects.filter(report=OuterRef("pk"), follow_up=None).order_by("uploaded_at")
    parts = Dispatch.objects.filter(report=OuterRef("pk"), is_part=True, ended_at=None).order_by("at", "pk")
    return whole(rows).annotate(
        photo_id=Subquery(first_photo.values("pk")[:1]), waits_for=ArraySubquery(parts.values("unit__short_name"))
    )


Show = Callable[[QuerySet[Report]], QuerySet[Report]]


def _page(
    show: Show, actor: Actor, queue: str, filters: DeskFilters, after: str, size: int, now: datetime | None
) -> KeysetPage[Report]:
    is_first = queue in QUEUES and queue != "ended" and not (filters.given or after)
    if is_first and actor.sees_every_report:
        return _cut(_beginning(show, queue, size)(), size)
    return _part(show(_rows(actor, queue, filters, now or timezone.now())), queue, after, size)


@cache
def _beginning(show: Show, queue: str, size: int) -> Compiled[[], Report]:
    """Of a queue as it is looked at most: from its beginning, without filters, by who sees every report."""
    return compiled(lambda: _by_urgency(show(Report.objects.filter(state__in=QUEUES[queue])))[: size + 1])


def export_part(
    actor: Actor,
    queue: str,
    filters: DeskFilters,
    *,
    after: str = "",
    size: int = EXPORT_PAGE,
    now: datetime | None = None,
) -> KeysetPage[Report]:
    """The same rows without photos and texts, in larger parts. One query each."""
    rows = whole(_rows(actor, queue, filters, now or timezone.now())).defer(
        "description", "public_text", "public_parts"
    )
    return _part(rows, queue, after, size)


def _rows(actor: Actor, queue: str, filters: DeskFilters, now: datetime) -> QuerySet[Report]:
    if queue == "overdue":
        rows = visible_to(actor).filter(state__in=OPEN, next_due_at__lt=now)
    elif queue == "unowned":
        rows = unowned(actor)
    elif queue in QUEUES:
        rows = visible_to(actor).filter(state__in=QUEUES[queue])
    else:
        raise NotFound()
    for condition in _conditions(actor, filters, now):
        rows = rows.filter(condition)
    return rows


def _conditions(actor: Actor, filters: DeskFilters, now: datetime) -> Iterator[Q]:
    for name in ("category", "unit"):
        if code := _plain(getattr(filters, name)):
            yield Q(**{f"{name}__code": code})
    if filters.area:
        yield Q(area_code__startswith=_plain(filters.area))
    if filters.kind:
        yield Q(kind=filters.kind)
    if filters.mine:
        yield _turn_of(actor)
    if filters.overdue:
        yield Q(next_due_at__lt=now)
    if filters.q:
        yield from _words(_plain(filters.q)[:WORDS_LENGTH])


def _plain(value: str) -> str:
    return value.replace("\x00", "")


def _words(text: str) -> Iterator[Q]:
    """A report's number or its serial alone, else every word somewhere in text or address."""
    number = number_in(text)
    if number:
        yield Q(number=number)
        return
    for word in text.split():
        found = Q(description__icontains=word) | Q(address__icontains=word)
        serial = _SERIAL.fullmatch(word)
        yield found | Q(number__contains=f"-{int(word):06}-") if serial else found


def number_in(text: str) -> str:
    """The report number somebody typed, in its one spelling, or "" when it is none."""
    try:
        return numbers.parse_number(text)
    except Invalid:
        return ""


def _part(rows: QuerySet[Report], queue: str, after: str, size: int) -> KeysetPage[Report]:
    return newest(rows, after, size) if queue == "ended" else _most_urgent(rows, after, size)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _by_urgency(rows: QuerySet[Report]) -> QuerySet[Any]:
    """By the earliest deadline still open, those without one last."""
    return rows.annotate(urgency=URGENCY).order_by("urgency", "pk")


def _most_urgent(rows: QuerySet[Report], after: str, size: int) -> KeysetPage[Report]:
    urgent = _by_urgency(rows)
    if after:
        stamp, _separator, key = after.partition("_")
        due = _EPOCH + min(key_of(stamp), (NO_LIMIT - _EPOCH) // _MICROSECOND) * _MICROSECOND
        # The first condition says nothing new, but lets the index begin at the key.
        urgent = urgent.filter(urgency__gte=due).filter(Q(urgency__gt=due) | Q(pk__gt=key_of(key)))
    return _cut(list(urgent[: size + 1]), size)


def _cut(found: Sequence[Any], size: int) -> KeysetPage[Report]:
    """The first `size` of the rows, and the key to those after them."""
    if len(found) <= size:
        return KeysetPage(found)
    last = found[size - 1]
    return KeysetPage(found[:size], f"{(last.urgency - _EPOCH) // _MICROSECOND}_{last.pk}")


def notices_for(actor: Actor, *, size: int = 10) -> list[Notice]:
    """What needs this actor now, newest first, each report once. One query."""
    rows = _notices(actor).select_related("report", "report__category").order_by("-at", "-pk")
    found: dict[int, Notice] = {}
    # A late report has at most two of them: whose turn it is, and to whom it has come.
    for notice in rows[: 2 * size]:
        found.setdefault(notice.report_id, notice)
    return list(found.values())[:size]


def _notices(actor: Actor) -> QuerySet[Notice]:
    office = Q(role__in=list(actor.roles & {Role.COORDINATOR}), unit=None)
    unit = Q(unit_id__in=list(actor.unit_roles), role="")
    head = Q(unit_id__in=actor.units_as(UnitRole.HEAD), role=UnitRole.HEAD)
    return Notice.objects.filter(office | unit | head, handled_at=None)
