"""The clocks of many reports at once, as history and ledger record them: plain values, without the cost of models."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.deadlines.models import Deadline


class ClockRow(NamedTuple):
    """What an entry of history says of a deadline (`core.reports.snapshots.Clock`)."""

    rule_set: str
    rule: str
    due_at: datetime
    national_due_at: datetime | None
    met_at: datetime | None
    outcome: str
    paused_at: datetime | None
    paused_days: int
    extension_days: int
    started_at: datetime
    limit: int
    unit: str
    basis: str
    confirmed: bool
    met_by: list[str]
    pauses: bool
    party: str
    extension: int
    waits: list[list[datetime | None]]
    late_before: list[dict[str, str]]

    @property
    def key(self) -> str:
        return f"{self.rule_set}.{self.rule}"

    @property
    def national_due(self) -> datetime:
        return self.national_due_at or self.due_at


def clock_rows(reports: Iterable[int]) -> dict[int, list[ClockRow]]:
    """By report's key. One query."""
    found: dict[int, list[ClockRow]] = {key: [] for key in reports}
    rows = Deadline.objects.filter(report__in=list(found)).order_by()
    for report, *values in rows.values_list("report_id", *ClockRow._fields):
        found[report].append(ClockRow(*values))
    return found
