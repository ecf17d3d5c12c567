"""Counts of one snapshot."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from core.reports.kinds import STATES_OF_STATUS, Status
from core.reports.models import Report


@dataclass(frozen=True)
class StateCounts:
    """Counts of one snapshot; `received` is always the sum of the three."""

    waiting: int
    working: int
    done: int

    @property
    def received(self) -> int:
        return self.waiting + self.working + self.done


def figures(*, since: datetime | None = None) -> StateCounts:
    """All reports of the city by public status, secret ones included. One query, one snapshot."""
    rows = Report.objects.filter(received_at__gte=since) if since else Report.objects.all()
    counts = rows.aggregate(
        **{name: Count("pk", filter=Q(state__in=STATES_OF_STATUS[name])) for name in Status.values}
    )
    return StateCounts(counts[Status.WAITING], counts[Status.WORKING], counts[Status.DONE])
