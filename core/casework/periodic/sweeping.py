"""What no person has to start: late reports come to higher ears, what the reporter lets pass comes to its end, and
what another city has handed over is accepted when nobody gives it back.

All runs go through everything that is due, in pages by key. A report that fails is logged and passed over until the
next run; it neither stops the others nor takes their place in a page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.casework import actions
from core.catalogue.settings import city_settings
from core.common.errors import Refused
from core.common.present import present
from core.deadlines.models import Deadline, Escalation
from core.reports.kinds import OPEN, State
from core.reports.models import URGENCY, Report
from tenants.jobs import tenant_task
from tenants.law.models import Party

log = structlog.get_logger("laksa.sweep")

# Reports of one transaction: enough to share its statements, few enough to keep nobody waiting for their locks.
BATCH = 500
_BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), 0)
# What happens when a deadline of the reporter has passed.
ENDINGS = {"completion": actions.lapse, "auto_close": actions.auto_close}


@dataclass
class SweepCounts:
    """How many reports something was done with, and how many failed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "SweepCounts") -> "SweepCounts":
        return SweepCounts(self.done + other.done, self.failed + other.failed)


@tenant_task
def escalate_late() -> dict[str, int]:
    """Every open report past a deadline of the office takes the step that is due."""
    return vars(sweep())


@tenant_task
def end_silent() -> dict[str, int]:
    """Reports that were not completed in time are withdrawn; answered ones nobody objected to are closed; those that
    nobody gave back are accepted."""
    return vars(close_silent() + accept_silent())


# -- Late in the office ----------------------------------------------------------------------------------------------


def sweep(*, at: datetime | None = None, batch: int = BATCH) -> SweepCounts:
    """The same in the present seat, at `at` (now, unless a test says so)."""
    tally = SweepCounts()
    for keys in _late(at, batch):
        tally += _escalate(keys, at)
    if tally.failed:
        log.error("reports not escalated", **vars(tally))
    return tally


def _late(at: datetime | None, batch: int) -> Iterator[list[int]]:
    """The keys of reports with a step to take, the longest late first. One query a page, by the index of the queues.

    A step of the present round that is the last, or whose successor is not due yet, has no step after it now.
    """
    after = _BEGINNING
    while True:
        now = at or timezone.now()
        standing = Escalation.objects.filter(Q(next_at=None) | Q(next_at__gt=now), report=OuterRef("pk"))
        rows = Report.objects.annotate(urgency=URGENCY).filter(
            # The first condition on the key says nothing new, but lets the index begin there.
            Q(urgency__gt=after[0]) | Q(urgency=after[0], pk__gt=after[1]),
            ~Exists(standing.filter(at__gt=OuterRef("next_due_at"))),
            state__in=OPEN,
            urgency__gte=after[0],
            urgency__lt=now,
        )
        found = list(rows.order_by("urgency", "pk").values_list("urgency", "pk")[:batch])
        if found:
            yield [pk for _urgency, pk in found]
        if len(found) < batch:
            return
        after = found[-1]


def _escalate(keys: Sequence[int], at: datetime | None) -> SweepCounts:
    """A batch in one transaction. When it fails, its halves: so the report at fault is found, and only it is left."""
    try:
        return SweepCounts(actions.escalate(keys, at=at))
    except Exception as error:
        _log_failure(error, keys)
    if len(keys) == 1:
        return SweepCounts(failed=1)
    middle = len(keys) // 2
    return _escalate(keys[:middle], at) + _escalate(keys[middle:], at)


def _log_failure(error: Exception, keys: Sequence[int]) -> None:
    """Log which report failed and how; not the database's own words, which may hold a citizen's. Without a connection
    all the others would fail as well: raised again then."""
    if not connection.is_usable():
        raise error
    if len(keys) == 1:
        log.error("report passed over", report=keys[0], error=type(error).__name__)


# -- The reporter's own time -----------------------------------------------------------------------------------------


def close_silent(*, at: datetime | None = None, batch: int = BATCH) -> SweepCounts:
    """End every report whose reporter has let a deadline pass, each in a transaction of its own."""
    tally = SweepCounts()
    for rows in _silent(at, batch):
        for key, number, rule in rows:
            tally += _end(key, number, rule, at)
    return tally


def _silent(at: datetime | None, batch: int) -> Iterator[list[tuple[int, str, str]]]:
    """(report's key, number, rule) of the reporter's deadlines that have passed, in the order they did.

    Where the city wants an independent check, an answer that is not checked waits for it: the deadline of the check is
    the office's, and escalates.
    """
    passed = Deadline.objects.filter(outcome=Deadline.Outcome.OPEN, party=Party.REPORTER, rule__in=ENDINGS)
    if city_settings().independent_check:
        passed = passed.exclude(rule="auto_close", report__checked_at=None)
    after = _BEGINNING
    while True:
        rows = passed.filter(
            Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]),
            due_at__gte=after[0],
            due_at__lt=at or timezone.now(),
        )
        fields = ("due_at", "pk", "report_id", "report__number", "rule")
        found = list(rows.order_by("due_at", "pk").values_list(*fields)[:batch])
        if found:
            yield [row[2:] for row in found]
        if len(found) < batch:
            return
        until, key = found[-1][:2]
        after = present(until), key


# -- Hand-overs ------------------------------------------------------------------------------------------------------


def accept_silent(*, at: datetime | None = None, batch: int = BATCH) -> SweepCounts:
    """Accept every report that another city handed over and whose deadline has passed in silence, each in a
    transaction of its own.
    """
    tally = SweepCounts()
    waiting = Report.objects.filter(state=State.SUBMITTED).order_by("accept_by", "pk")
    after = _BEGINNING
    while True:
        rows = waiting.filter(
            Q(accept_by__gt=after[0]) | Q(accept_by=after[0], pk__gt=after[1]), accept_by__lt=at or timezone.now()
        )
        found = list(rows.values_list("accept_by", "pk", "number")[:batch])
        for _until, key, number in found:
            tally += _done(partial(actions.accept_silently, number, at=at), key)
        if len(found) < batch:
            return tally
        until, key = found[-1][:2]
        after = present(until), key


def _end(key: int, number: str, rule: str, at: datetime | None) -> SweepCounts:
    return _done(partial(ENDINGS[rule], number, at=at), key)


def _done(act: Callable[[], object], key: int) -> SweepCounts:
    """One report; refused when the reporter or the office was faster."""
    try:
        act()
    except Refused:
        return SweepCounts()
    except Exception as error:
        _log_failure(error, [key])
        return SweepCounts(failed=1)
    return SweepCounts(done=1)
