"""One mail a person at the start of the working day: what came to him or her since the last one, what is due today.

Late reports are recorded at any hour (`core.casework.periodic.sweeping`); nobody is written to at night or on a day
off. A mail holds figures and numbers only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import UnitRole
from core.casework.common.staffing import ANSWERS, coordinators, held
from core.catalogue.settings import city_settings
from core.deadlines.arithmetic import due_at
from core.deadlines.calendars import city_calendars
from core.deadlines.models import Escalation
from core.notifications import outbox
from core.notifications.actions import NEEDS
from core.notifications.models import Digest
from core.reports.kinds import OPEN
from core.reports.models import Report
from core.routing.models import Dispatch
from tenants.context import current
from tenants.jobs import tenant_task
from tenants.locks import transaction_lock

# How many numbers a mail lists; the rest is a count.
LISTED = 30
# A digest that could not go out in the morning is left for the next working day.
LATEST = timedelta(hours=4)
KEPT = timedelta(days=31)
UNIT_HEAD, COORDINATOR, _OMBUDSMAN = Escalation.Level
# What is said beside the number of a report another unit answers.
_AS_PART = "(bagian OPD Anda belum selesai)"
# The coordinators' share, beside those of the units, which have their ids.
_OFFICE = 0


@dataclass
class DigestPart:
    """Reports of one kind that concern somebody: how many, and the first of their numbers."""

    total: int = 0
    numbers: list[str] = field(default_factory=list)

    def __add__(self, other: "DigestPart") -> "DigestPart":
        return DigestPart(self.total + other.total, self.numbers + other.numbers)

    def lines(self) -> list[str]:
        more = self.total - len(self.numbers[:LISTED])
        return [*self.numbers[:LISTED], *([f"dan {more} laporan lain"] if more else [])]


@dataclass(frozen=True)
class Reader:
    """Whose escalated reports, and whose due ones, a person reads of: unit ids, and _OFFICE."""

    escalated: set[int] = field(default_factory=set)
    due: set[int] = field(default_factory=set)


@tenant_task
def send_digests() -> int:
    """The digests of the day, if it is time for them; how many mails."""
    return send(at=timezone.now())


def send(*, at: datetime) -> int:
    """Write the day's digests into the outbox at `at`, once a working day; how many."""
    day = timezone.localtime(at, current().zone).date()
    if not _is_time(at, day):
        return 0
    with transaction.atomic():
        transaction_lock(f"{current().schema_name}:digests")
        if Digest.objects.filter(day=day).exists():
            return 0
        return _send(at, day)


def _is_time(at: datetime, day: date) -> bool:
    """The first hours of a working day of this city."""
    begins = datetime.combine(day, city_settings().digest_at, tzinfo=current().zone)
    return begins <= at < begins + LATEST and city_calendars().local.is_working_day(day)


def _send(at: datetime, day: date) -> int:
    readers = _readers()
    escalated, due = _escalated(at), _due(at, day)
    mails = 0
    for user in User.objects.filter(pk__in=readers).order_by("pk"):
        reader = readers[user.pk]
        context = _context(_joined(escalated, reader.escalated), _joined(due, reader.due))
        if context and outbox.to_staff(user, "digest", context, at):
            mails += 1
    Escalation.objects.filter(notified_at=None, at__lte=at).update(notified_at=at)
    Digest.objects.filter(day__lt=day - KEPT).delete()
    # Also for those who had nothing to read: the day's digest is over.
    Digest.objects.bulk_create(Digest(user_id=user, day=day) for user in readers)
    return mails


def _readers() -> dict[int, Reader]:
    """Active coordinators, heads and officers, by their keys. Two queries."""
    readers: dict[int, Reader] = {}
    for user in coordinators().values_list("pk", flat=True):
        readers[user] = Reader({_OFFICE}, {_OFFICE})
    for user, unit, role in held(*ANSWERS).values_list("user_id", "content_object_id", "permission__codename"):
        reader = readers.setdefault(user, Reader())
        reader.due.add(unit)
        if role == UnitRole.HEAD:
            reader.escalated.add(unit)
    return readers


def _escalated(at: datetime) -> dict[int, DigestPart]:
    """What has come to each since the last digest, as far as it is still late and still with that unit."""
    unnotified = Escalation.objects.filter(
        notified_at=None, at__lte=at, report__state__in=OPEN, report__next_due_at__lt=at
    )
    of_units = _shares(unnotified.filter(level=UNIT_HEAD, unit=F("report__unit")), "report__", by="report__unit_id")
    of_office = _shares(unnotified.filter(level=COORDINATOR), "report__")
    return _added(of_units, _parts_open(at)) | of_office


def _parts_open(at: datetime) -> dict[int, DigestPart]:
    """By unit: the reports it holds up with its part, of those that have come to somebody since the last digest."""
    unnotified = Escalation.objects.filter(notified_at=None, at__lte=at, report=OuterRef("report"))
    late = Dispatch.objects.filter(is_part=True, ended_at=None, report__state__in=OPEN, report__next_due_at__lt=at)
    shares = _shares(late.filter(Exists(unnotified)), "report__", by="unit_id")
    return {
        unit: DigestPart(share.total, [f"{number} {_AS_PART}" for number in share.numbers])
        for unit, share in shares.items()
    }


def _added(first: dict[int, DigestPart], second: dict[int, DigestPart]) -> dict[int, DigestPart]:
    """The shares of both, by whom they concern."""
    return {key: first.get(key, DigestPart()) + second.get(key, DigestPart()) for key in first.keys() | second.keys()}


def _due(at: datetime, day: date) -> dict[int, DigestPart]:
    """What is due until the end of the local day, by who has to act."""
    today = Report.objects.filter(next_due_at__gte=at, next_due_at__lte=due_at(day, current().zone))
    at_units = Q(state__in=[state for state, audience in NEEDS.items() if audience == "unit"])
    at_office = Q(state__in=[state for state, audience in NEEDS.items() if audience != "unit"])
    return _shares(today.filter(at_units), by="unit_id") | _shares(today.filter(at_office))


def _shares(rows: QuerySet, prefix: str = "", *, by: str = "") -> dict[int, DigestPart]:
    """The share of each unit (whose key is the column `by`), or of the office: its size and its first numbers, the
    longest due first. `prefix` leads to the report. One query."""
    order = (f"{prefix}next_due_at", f"{prefix}pk")
    parts = [F(by)] if by else None
    ranked = rows.annotate(
        place=Window(RowNumber(), partition_by=parts, order_by=order), total=Window(Count("pk"), partition_by=parts)
    )
    shares: dict[int, DigestPart] = {}
    for number, key, total in (
        ranked.filter(place__lte=LISTED).order_by("place").values_list(f"{prefix}number", by or "pk", "total")
    ):
        share = shares.setdefault(key if by else _OFFICE, DigestPart(total))
        share.numbers.append(number)
    return shares


def _joined(shares: dict[int, DigestPart], keys: Iterable[int]) -> DigestPart:
    return sum((shares[key] for key in sorted(keys) if key in shares), DigestPart())


def _context(escalated: DigestPart, due: DigestPart) -> dict[str, Any]:
    """What fills the text; a share with nothing in it fills no paragraph. Empty when there is nothing to say."""
    if not escalated.total and not due.total:
        return {}
    return dict(_values("", escalated)) | dict(_values("_hari_ini", due))


def _values(ending: str, share: DigestPart) -> Iterator[tuple[str, Any]]:
    yield f"jumlah{ending}", share.total or ""
    yield f"daftar{ending}", share.lines()
