"""Work without a person: late reports are escalated, reports whose reporter lets a deadline pass are ended, and
reports that another city has handed over are accepted when nobody gives them back.

All runs go through everything that is due, in pages by key. A report that fails is logged and passed over until the
next run; it neither stops the others nor takes their place in a page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.casework import actions
from core.catalogue.settings import city_settings
from core.common.errors import Refused
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

    def rows(now: datetime) -> QuerySet[Report]:
        standing = Escalation.objects.filter(Q(next_at=None) | Q(next_at__gt=now), report=OuterRef("pk"))
        waits = Exists(standing.filter(at__gt=OuterRef("next_due_at")))
        return Report.objects.annotate(urgency=URGENCY).filter(~waits, state__in=OPEN)

    for page in _pages(rows, "urgency", at, batch):
        yield [pk for _urgency, pk in page]


def _pages(
    rows: Callable[[datetime], QuerySet], moment: str, at: datetime | None, batch: int, *fields: str
) -> Iterator[list[tuple]]:
    """What `rows` has at `at` (now) whose `moment` is past, in its order: (moment, key, fields), a page a query. Who
    fails stays behind: the next page begins after the last one."""
    after = _BEGINNING
    while True:
        now = at or timezone.now()
        following = rows(now).filter(
            # The first condition on the moment says nothing new, but lets an index begin there.
            Q(**{f"{moment}__gt": after[0]}) | Q(**{moment: after[0], "pk__gt": after[1]}),
            **{f"{moment}__gte": after[0], f"{moment}__lt": now},
        )
        found = list(following.order_by(moment, "pk").values_list(moment, "pk", *fields)[:batch])
        if found:
            yield found
        if len(found) < batch:
            return
        after = found[-1][:2]


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
    """End every report whose reporter has let a deadline pass, each in a transaction of its own.

    Where the city wants an independent check, an answer that is not checked waits for it: the deadline of the check is
    the office's, and escalates.
    """
    passed = Deadline.objects.filter(outcome=Deadline.Outcome.OPEN, party=Party.REPORTER, rule__in=ENDINGS)
    if city_settings().independent_check:
        passed = passed.exclude(rule="auto_close", report__checked_at=None)
    tally = SweepCounts()
    for page in _pages(lambda now: passed, "due_at", at, batch, "report_id", "report__number", "rule"):
        for _until, _key, report, number, rule in page:
            tally += _done(partial(ENDINGS[rule], number, at=at), report)
    return tally


# -- Hand-overs ------------------------------------------------------------------------------------------------------


def accept_silent(*, at: datetime | None = None, batch: int = BATCH) -> SweepCounts:
    """Accept every report that another city handed over and whose deadline has passed in silence, each in a
    transaction of its own.
    """
    waiting = Report.objects.filter(state=State.SUBMITTED)
    tally = SweepCounts()
    for page in _pages(lambda now: waiting, "accept_by", at, batch, "number"):
        for _until, key, number in page:
            tally += _done(partial(actions.accept_silently, number, at=at), key)
    return tally


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
