"""Lists of reports, by keyset: any page costs the same, and the same however many rows there are."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.casework.queries.access import public_reports, visible_to, whole
from core.casework.queries.published import Filter
from core.common.errors import Invalid, NotFound
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.reports.kinds import ENDED, OPEN, State
from core.reports.models import Attachment, Report

PAGE = 50
PUBLIC_PAGE = 20


@dataclass(frozen=True)
class Page:
    """Part of a list, newest (or most urgent) first, with the key to the next part."""

    reports: list[Report]
    next_key: str = ""


def public_list(
    *, status: str = "", category: str = "", area: str = "", words: str = "", after: str = "", size: int = PUBLIC_PAGE
) -> Page:
    """Public reports, newest first, by keyset: any page costs the same. `words` as in `Filter`. One query."""
    rows = Filter(status, category, area, words).of(whole(public_reports()))
    return _newest(rows, after, size)


def _key(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Invalid.at("after", _("Halaman ini tidak ada. Kembali ke halaman pertama."))
    return int(value)


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


def desk_counts(actor: Actor, *, now: datetime | None = None) -> dict[str, int]:
    """How many reports stand in each queue of open ones, how many are overdue, and how many are the actor's turn.

    One query. Ended reports are not counted: they are the many, and nobody waits for them.
    """
    counts = {name: Count("pk", filter=Q(state__in=states)) for name, states in QUEUES.items() if name != "ended"}
    counts["overdue"] = Count("pk", filter=Q(next_due_at__lt=now or timezone.now()))
    counts["mine"] = Count("pk", filter=_turn_of(actor))
    return visible_to(actor).filter(state__in=OPEN).aggregate(**counts)


def is_turn(actor: Actor, state: str) -> bool:
    """Whether a report in this state waits for a role the actor holds; a unit's only in that unit."""
    audience = NEEDS.get(state)
    return bool(actor.unit_roles) if audience == "unit" else bool(audience) and actor.has(audience)


def _turn_of(actor: Actor) -> Q:
    """The reports that wait for this actor; the same that `notices_for` tells of."""
    office = [state for state, audience in NEEDS.items() if actor.has(audience)]
    unit = [state for state, audience in NEEDS.items() if audience == "unit"]
    return Q(state__in=office) | Q(state__in=unit, unit_id__in=list(actor.unit_roles))


def desk_list(actor: Actor, queue: str, *, after: str = "", size: int = PAGE, now: datetime | None = None) -> Page:
    """One queue of this actor, the most urgent first over the whole set, by keyset. One query.

    Each row has `photo_id`, its first photo or None. NotFound for a queue there is not.
    """
    first_photo = Attachment.objects.filter(report=OuterRef("pk"), follow_up=None).order_by("uploaded_at")
    rows = whole(visible_to(actor)).annotate(photo_id=Subquery(first_photo.values("pk")[:1]))
    if queue == "overdue":
        rows = rows.filter(state__in=OPEN, next_due_at__lt=now or timezone.now())
    elif queue in QUEUES:
        rows = rows.filter(state__in=QUEUES[queue])
    else:
        raise NotFound()
    if queue == "ended":
        return _newest(rows, after, size)
    return _most_urgent(rows, after, size)


def _newest(rows: QuerySet[Report], after: str, size: int) -> Page:
    if after:
        rows = rows.filter(pk__lt=_key(after))
    found = list(rows.order_by("-pk")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")


# Reports without an open deadline come last.
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_MICROSECOND = timedelta(microseconds=1)


def _most_urgent(rows: QuerySet[Report], after: str, size: int) -> Page:
    rows = rows.annotate(urgency=Coalesce("next_due_at", _NEVER))
    if after:
        stamp, _separator, key = after.partition("_")
        due = _EPOCH + min(_key(stamp), (_NEVER - _EPOCH) // _MICROSECOND) * _MICROSECOND
        rows = rows.filter(Q(urgency__gt=due) | Q(urgency=due, pk__gt=_key(key)))
    found = list(rows.order_by("urgency", "pk")[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], f"{(last.urgency - _EPOCH) // _MICROSECOND}_{last.pk}")


def notices_for(actor: Actor, *, size: int = 10) -> list[Notice]:
    """What needs this actor now, newest first. One query."""
    return list(_notices(actor).select_related("report", "report__category").order_by("-at")[:size])


def _notices(actor: Actor) -> QuerySet[Notice]:
    mine = Q(role__in=list(actor.roles & {Role.COORDINATOR}), unit=None) | Q(unit_id__in=list(actor.unit_roles))
    return Notice.objects.filter(mine, handled_at=None)
