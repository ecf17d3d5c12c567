"""Counts of one snapshot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from core.reports.kinds import STATES_OF_STATUS, Status
from core.reports.models import Report
from tenants.connection import connection
from tenants.remembered import Remembered


@dataclass(frozen=True)
class StateCounts:
    """Counts of one snapshot; `received` is always the sum of the three."""

    waiting: int
    working: int
    done: int

    @property
    def received(self) -> int:
        return self.waiting + self.working + self.done


# Counting reads every report of the year from its index; the home page is what is asked for most.
FIGURES_SECONDS = 60
_memory: Remembered[tuple[StateCounts, datetime]] = Remembered(FIGURES_SECONDS)


def recent_figures(*, since: datetime) -> tuple[StateCounts, datetime]:
    """The same as they were at most a minute ago, in this process, and until when that is so. One query or none."""

    def read() -> tuple[StateCounts, datetime]:
        until = timezone.now() + timedelta(seconds=FIGURES_SECONDS)
        return figures(since=since), until

    return _memory.get((connection.schema_name, since), read)


def forget() -> None:
    """Count anew at the next question; between tests."""
    _memory.forget()


def figures(*, since: datetime | None = None) -> StateCounts:
    """All reports of the city by public status, secret ones included. One query, one snapshot."""
    rows = Report.objects.filter(received_at__gte=since) if since else Report.objects.all()
    counts = rows.aggregate(
        **{name: Count("pk", filter=Q(state__in=STATES_OF_STATUS[name])) for name in Status.values}
    )
    return StateCounts(counts[Status.WAITING], counts[Status.WORKING], counts[Status.DONE])
