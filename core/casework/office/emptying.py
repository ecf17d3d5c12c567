"""Nothing may stay with a closed unit: its reports go to the unit that follows, else back to the coordinator.

One report, one transaction. The job looks at the rows, not at what has been done before: interrupted, or raced by
somebody who was just handing a report over, it finds the rest when it runs again. The worker runs it at regular times.
"""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.audit import streams
from core.audit.models import Entry
from core.casework.actions import breaks
from core.casework.actions.dispatching import end_part_of_closed, hand_over
from core.casework.queries.access import lock_report
from core.catalogue.models import Unit
from core.common.rows import in_batches
from core.reports.kinds import OPEN, State
from core.reports.models import Report
from tenants.jobs import tenant_task

log = structlog.get_logger("laksa.office")

BATCH = 500
_AT_UNIT = (State.DISPATCHED, State.IN_PROGRESS)


def reports_at(unit: Unit) -> QuerySet[Report]:
    """Reports that wait for this unit, or for its part."""
    return Report.objects.filter(Q(unit=unit, state__in=_AT_UNIT) | Q(part_units__contains=[unit.pk], state__in=OPEN))


def work_of(unit: Unit) -> QuerySet[Report]:
    """The same and those it has answered, which the coordinator is checking."""
    return Report.objects.filter(Q(unit=unit) | Q(part_units__contains=[unit.pk]), state__in=OPEN)


@tenant_task
def empty_closed_units() -> dict[str, int]:
    """Move what closed units still have. How many reports moved and how many could not."""
    counts = {"moved": 0, "failed": 0}
    for unit in list(Unit.objects.filter(is_active=False)):
        successor = successor_of(unit)
        for number in _to_move(unit, successor):
            counts["moved" if _moved(number, unit, successor) else "failed"] += 1
    return counts


def successor_of(unit: Unit) -> Unit | None:
    """The unit named when it was closed, or that one's successor where it is closed too. A query a step."""
    seen = {unit.pk}
    while not unit.is_active:
        closing = Entry.objects.filter(stream=streams.OFFICE, action="close_unit", details__unit_code=unit.code)
        last = closing.order_by("-seq").first()
        following = Unit.objects.filter(code=last.details["to_code"]).first() if last else None
        if following is None or following.pk in seen:
            return None
        seen.add(following.pk)
        unit = following
    return unit


def _to_move(unit: Unit, successor: Unit | None) -> Iterator[str]:
    """In order, a batch a query. What is answered waits for the coordinator alone: only a successor takes it."""
    wanted = work_of(unit) if successor else reports_at(unit)
    return (report.number for report in in_batches(wanted.only("number"), BATCH))


def _moved(number: str, unit: Unit, successor: Unit | None) -> bool:
    try:
        with transaction.atomic():
            _move(number, unit, successor, timezone.now())
    except Exception:  # one report must not keep the others with a unit that works no more
        log.exception("report not handed over", report=number, unit=unit.pk)
        return False
    return True


def _move(number: str, unit: Unit, successor: Unit | None, at: datetime) -> None:
    report = lock_report(number)
    if report is None:
        return
    breaks.write_down(report)
    if report.unit_id == unit.pk and (report.state in _AT_UNIT or (successor and report.state == State.ANSWERED)):
        hand_over(report, successor, at)
    if unit.pk in report.part_units and report.is_open:
        end_part_of_closed(report, unit, successor, at)
