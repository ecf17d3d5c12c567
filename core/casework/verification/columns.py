"""Does the report's own row, and do its clocks, say what the history's last entry says?"""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import next_due
from core.reports import snapshots
from tenants.context import current
from tenants.time_zones import ZONES


def column_faults(bundle: Bundle) -> Iterator[Fault]:
    report, last = bundle.report, bundle.entries[-1]
    now = {**snapshots.columns(report, bundle.deadlines), **snapshots.digests(report)}
    then: dict[str, Any] = {**last.columns, **last.digests}
    if erased := bundle.copy_lies_erased:
        then |= erased.columns | erased.digests
    row = row_name("reports_report", f"id {report.pk}")
    for name in snapshots.unlike(json.loads(json.dumps(now)), then):
        kind, _space, key = name.partition(" ")
        limit = row_name("deadlines_deadline", f"{key} of report id {report.pk}")
        if kind == "deadlines":
            yield Fault(limit, "is not what the history says")
        elif kind == "terms":
            yield Fault(limit, "its terms are not what the history says")
        else:
            yield Fault(row, f"{name} is not what the history says")
    yield from _day_faults(bundle)
    if report.next_due_at != next_due(bundle.deadlines):
        yield Fault(row, "next_due_at is not the earliest due time still open")


def _day_faults(bundle: Bundle) -> Iterator[Fault]:
    """History says when a deadline ends to the second; its day follows from that in the city's zone, which for a
    deadline that was over may have been another of Indonesia's.
    """
    for deadline in bundle.deadlines:
        if not any(_ends(deadline, zone) for zone in {current().time_zone, *ZONES}):
            row = row_name("deadlines_deadline", f"{deadline.key} of report id {bundle.report.pk}")
            yield Fault(row, "due_on is not the day of due_at")


def _ends(deadline: Deadline, zone: str) -> bool:
    """Whether the deadline ends in the last minute of its day in this zone."""
    local = deadline.due_at.astimezone(ZoneInfo(zone))
    return (local.date(), local.hour, local.minute) == (deadline.due_on, 23, 59)
