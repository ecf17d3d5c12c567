"""Everything that reads reports: who may see which rows, and what a surface shows. Constant numbers of queries.

"Absent" and "forbidden" look the same from outside: both are NotFound.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import READS_IDENTITY, Role
from core.audit.models import Entry
from core.audit.sentences import citizen_sentence, desk_sentence
from core.catalogue.models import Category, RejectionReason, Unit
from core.common import crypto, numbers
from core.common.errors import Invalid, NotFound
from core.deadlines.actions import preview
from core.deadlines.models import Deadline
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.reports.kinds import ENDED, OPEN, STATES_OF_STATUS, IdentityLevel, Kind, State, Status, Visibility
from core.reports.models import Attachment, FollowUp, Message, Report
from tenants import sites
from tenants.context import current

UNUSED_PHOTO_KEPT = timedelta(hours=24)
PAGE = 50
PUBLIC_PAGE = 20


# -- Who may see which rows ----------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The reports a person of the office may see: all of them, or those of the units he or she belongs to."""
    if actor.sees_every_report:
        return Report.objects.all()
    return Report.objects.filter(unit_id__in=list(actor.unit_roles))


def may_see(actor: Actor, report: Report) -> bool:
    """Whether `visible_to` holds this report, as it is now in memory."""
    return actor.sees_every_report or report.unit_id in actor.unit_roles


def may_read_identity(actor: Actor, report: Report) -> bool:
    """Whether this actor may open the reporter's identity, where there is one. Opening it is logged."""
    return bool(actor.roles & READS_IDENTITY) and report.identity_level != IdentityLevel.ANONYMOUS


def public_reports() -> QuerySet[Report]:
    """The reports the public may know of. A secret one is absent, as if it had never been."""
    return Report.objects.filter(visibility=Visibility.PUBLIC)


def public_report(number: Any) -> Report:
    """One public report by its number, however it is typed; NotFound for secret ones and for none."""
    report = _whole(public_reports()).filter(number=_number(number)).first()
    if report is None:
        raise NotFound()
    return report


def report_by_code(number: Any, code: Any) -> Report:
    """The reporter's own view: number and receipt code together. NotFound when either is wrong."""
    try:
        wanted, digits = numbers.parse_number(number), numbers.parse_code(code)
    except Invalid as error:
        raise _unknown_pair() from error
    report = _whole(Report.objects.all()).filter(number=wanted).first()
    given = code_hash(wanted, digits)
    if report is None or not crypto.same(bytes(report.code_hash), given):
        raise _unknown_pair()
    return report


def code_hash(number: str, code: str) -> bytes:
    """How a receipt code is kept: only by its keyed hash, bound to the report's number and the city."""
    return crypto.keyed_hash(connection.schema_name, f"{number}:{code}", "receipt-code")


def _unknown_pair() -> NotFound:
    return NotFound("unknown_number_or_code", _("Nomor dan kode ini tidak cocok. Periksa lagi tanda terima Anda."))


def _number(number: Any) -> str:
    try:
        return numbers.parse_number(number)
    except Invalid as error:
        raise NotFound() from error


def _whole(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("category", "unit", "rejection_reason")


# Photos of the report itself and of the answers, unless the coordinator keeps one back. What the reporter sent later,
# to the office, is between the two.
_FOR_THE_PUBLIC = Q(is_hidden=False) & (Q(seq=1) | Q(follow_up__isnull=False))


# -- One report ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """One line of a timeline, with what was said and shown then."""

    action: str
    sentence: str
    at: datetime
    actor: str
    text: str = ""
    photos: list[Attachment] = field(default_factory=list)
    state: str = ""


@dataclass(frozen=True)
class Story:
    """A report with everything one reader may see of it."""

    report: Report
    events: list[Event]
    photos: list[Attachment]
    deadlines: list
    shows_content: bool


def public_story(report: Report) -> Story:
    """What the public sees: states at once; text, photos and answers only when published. Five queries."""
    return _story(report, citizen=True, shows_content=report.is_published, shows_messages=False)


def reporter_story(report: Report) -> Story:
    """What the reporter sees by number and code: everything that is not the office's own business."""
    return _story(report, citizen=True, shows_content=True, shows_messages=True)


def desk_story(report: Report) -> Story:
    """What the desk sees: everything but the identity; also what the office wrote to itself. Six queries."""
    return _story(report, citizen=False, shows_content=True, shows_messages=True)


def _story(report: Report, *, citizen: bool, shows_content: bool, shows_messages: bool) -> Story:
    photos = _photos(report, shows_messages=shows_messages) if shows_content else []
    texts = _texts(report, shows_content=shows_content, shows_messages=shows_messages)
    notes = {} if citizen else _office_notes(report)
    events = [
        Event(
            action=entry.action,
            sentence=sentence,
            at=entry.at,
            actor="" if citizen else entry.actor_label,
            text=texts.get(entry.seq) or notes.get((entry.action, entry.at), ""),
            photos=[photo for photo in photos if photo.seq == entry.seq and entry.action != "submit"],
            state=entry.columns["state"],
        )
        for entry in Entry.objects.filter(stream=report.number)
        if (sentence := _sentence(entry, citizen=citizen)) and (shows_messages or entry.action not in ("ask", "reply"))
    ]
    own = [photo for photo in photos if photo.follow_up_id is None]
    return Story(report, events, own, list(report.deadlines.all()), shows_content)


def _photos(report: Report, *, shows_messages: bool) -> list[Attachment]:
    """The report's photos; those sent to the office in answer to a question only where messages are shown too."""
    return list(report.attachments.all() if shows_messages else report.attachments.filter(_FOR_THE_PUBLIC))


def _sentence(entry: Entry, *, citizen: bool) -> str | None:
    return (citizen_sentence if citizen else desk_sentence)(entry.action, entry.details)


def _texts(report: Report, *, shows_content: bool, shows_messages: bool) -> dict[int, str]:
    texts: dict[int, str] = {}
    if shows_content:
        texts |= dict(FollowUp.objects.filter(report=report).values_list("seq", "text"))
    if shows_messages:
        texts |= dict(Message.objects.filter(report=report).values_list("seq", "text"))
    return texts


def _office_notes(report: Report) -> dict[tuple[str, datetime | None], str]:
    """Notes that stand in no message: of dispatching and sending back (written at the entry's time), of a refusal."""
    notes = {}
    for dispatch in report.dispatches.all():
        notes["dispatch", dispatch.at] = dispatch.note
        notes["send_back", dispatch.ended_at] = dispatch.return_note
    if report.rejection_reason:
        notes["reject", report.ended_at] = f"{report.rejection_reason.sentence}\n{report.rejection_note}".strip()
    return notes


def desk_report(actor: Actor, number: Any) -> Report:
    """One report for the desk; NotFound when it is not one of the actor's."""
    report = _whole(visible_to(actor)).filter(number=_number(number)).first()
    if report is None:
        raise NotFound()
    return report


def public_photo(photo_id: UUID) -> Attachment:
    """A photo anybody may see: of a published report. NotFound otherwise."""
    photo = (
        Attachment.objects.select_related("report").filter(_FOR_THE_PUBLIC, pk=photo_id, report__isnull=False).first()
    )
    if photo is None or not photo.report.is_published:
        raise NotFound()
    return photo


def photo(photo_id: UUID) -> Attachment:
    """A photo by id, for an address that was signed for it."""
    found = Attachment.objects.filter(pk=photo_id).first()
    if found is None:
        raise NotFound()
    return found


def unused_photos(ids: list[UUID]) -> list[Attachment]:
    """Uploaded photos that may still go with a report, in the order of their ids; others are left out. One query.

    Only of these may a form show a picture: the id of a photo in some report must not open it.
    """
    fresh = timezone.now() - UNUSED_PHOTO_KEPT
    found = Attachment.objects.filter(pk__in=ids, report=None, uploaded_at__gte=fresh).in_bulk()
    return [found[photo_id] for photo_id in ids if photo_id in found]


def first_photos(reports: Iterable[Report]) -> dict[int, Attachment]:
    """By report id, the first photo of each report whose photos the public may see. One query."""
    published = [report.pk for report in reports if report.is_published]
    rows = Attachment.objects.filter(report__in=published, seq=1, is_hidden=False)
    rows = rows.order_by("report", "uploaded_at").distinct("report")
    return {photo.report_id: photo for photo in rows}


# -- Lists ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Part of a list, newest (or most urgent) first, with the key to the next part."""

    reports: list[Report]
    next_key: str = ""


def public_list(
    *, status: str = "", category: str = "", area: str = "", after: str = "", size: int = PUBLIC_PAGE
) -> Page:
    """Public reports, newest first, by keyset: any page costs the same. One query."""
    rows = _whole(public_reports())
    if status in STATES_OF_STATUS:
        rows = rows.filter(state__in=STATES_OF_STATUS[status])
    if category:
        rows = rows.filter(category__code=_plain(category))
    if area:
        rows = rows.filter(area_code__startswith=_plain(area))
    if after:
        rows = rows.filter(pk__lt=_key(after))
    found = list(rows.order_by("-pk")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _plain(value: str) -> str:
    return value.replace("\x00", "")


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
    rows = _whole(visible_to(actor)).annotate(photo_id=Subquery(first_photo.values("pk")[:1]))
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


# -- Figures and choices -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Counts of one snapshot; `received` is always the sum of the three."""

    waiting: int
    working: int
    done: int

    @property
    def received(self) -> int:
        return self.waiting + self.working + self.done


def figures(*, since: datetime | None = None) -> Figures:
    """All reports of the city by public status, secret ones included. One query, one snapshot."""
    rows = Report.objects.filter(received_at__gte=since) if since else Report.objects.all()
    counts = rows.aggregate(
        **{name: Count("pk", filter=Q(state__in=STATES_OF_STATUS[name])) for name in Status.values}
    )
    return Figures(counts[Status.WAITING], counts[Status.WORKING], counts[Status.DONE])


def categories() -> Iterable[Category]:
    """The categories citizens may choose, in the city's order. One query."""
    return Category.objects.filter(is_active=True).select_related("lead_unit")


def due_preview(*, at: datetime | None = None) -> dict[str, list[Deadline]]:
    """By kind, the limits a report would get if it were received now. No query once the law is in memory."""
    at = at or timezone.now()
    return {kind: preview(kind, at, current().zone) for kind in Kind.values}


def neighbour_address(city_code: str) -> str:
    """Where another city of this installation is found ("http://kab-tangerang.localhost:8000"), or "". One query."""
    return next((city.url for city in sites.cities() if city.code == city_code), "")


def units() -> list[Unit]:
    """The units a report may be handed to, in the order of their short names. One query."""
    return list(Unit.objects.filter(is_active=True))


def rejection_reasons() -> list[RejectionReason]:
    """Why a report may be refused, in the city's order. One query."""
    return list(RejectionReason.objects.filter(is_active=True))
