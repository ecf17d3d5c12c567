"""How much time a report's deadlines could still be given, and until when they would run then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.deadlines.arithmetic import reckon
from core.deadlines.calendars import city_calendars
from core.deadlines.models import Deadline
from tenants.context import current


@dataclass(frozen=True)
class Extension:
    """A running deadline that may be extended, by at most so many days of its own unit, and the day it would end."""

    deadline: Deadline
    days: int
    until: date


def extensions(deadlines: Iterable[Deadline], now: datetime) -> list[Extension]:
    """Those of the deadlines that may still be extended at `now`. No query once the calendar is in memory."""
    return [_extension(row) for row in deadlines if row.may_be_extended(now)]


def _extension(row: Deadline) -> Extension:
    days = row.limit + row.extension
    now = reckon(row.started_at, days, row.unit, row.waits, city_calendars().local, current().zone)
    return Extension(row, row.extension - row.extension_days, now.end.on)
