"""Does the report's own row, and do its clocks, say what the history's last entry says?"""

import json
from collections.abc import Iterator
from typing import Any

from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name
from core.deadlines.clocks import next_due
from core.reports import snapshots
from tenants.context import current

# What history says of the catalogue as it was then; the city's admin may have changed it since.
OF_THE_CATALOGUE = frozenset({"category_group", "unit_type"})


def column_faults(bundle: Bundle) -> Iterator[Fault]:
    report, last = bundle.report, bundle.entries[-1]
    now = {**snapshots.columns(report, bundle.deadlines), **snapshots.digests(report)}
    then: dict[str, Any] = {**last.columns, **last.digests}
    if erased := bundle.copy_lies_erased:
        then |= erased.columns | erased.digests
    row = row_name("reports_report", f"id {report.pk}")
    for name, value in json.loads(json.dumps(now)).items():
        if name == "deadlines":
            yield from _deadline_faults(bundle, value, then.get(name, {}))
        elif name not in OF_THE_CATALOGUE and then.get(name, value) != value:
            yield row, f"{name} is not what the history says"
    yield from _day_faults(bundle)
    if report.next_due_at != next_due(bundle.deadlines):
        yield row, "next_due_at is not the earliest due time still open"


def _deadline_faults(bundle: Bundle, now: dict, then: dict) -> Iterator[Fault]:
    for name in sorted(now.keys() | then.keys()):
        if not _is_told(now.get(name), then.get(name)):
            row = row_name("deadlines_deadline", f"{name} of report id {bundle.report.pk}")
            yield row, "is not what the history says"


def _day_faults(bundle: Bundle) -> Iterator[Fault]:
    """History says when a limit ends to the second; its day follows from that in the city's zone."""
    for deadline in bundle.deadlines:
        if deadline.due_on != deadline.due_at.astimezone(current().zone).date():
            row = row_name("deadlines_deadline", f"{deadline.key} of report id {bundle.report.pk}")
            yield row, "due_on is not the day of due_at"


def _is_told(now: list[Any] | None, then: list[Any] | None) -> bool:
    """Whether a limit is what the history says; older entries say less of it."""
    return now is not None and then is not None and now[: len(then)] == then
