"""How much time a report's limits could still be given, and until when they would run then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.deadlines.calendars import city_calendars
from core.deadlines.clock import due
from core.deadlines.models import Deadline
from tenants.context import current


@dataclass(frozen=True)
class Extension:
    """A running limit that may be extended, by at most so many days of its own unit, and the day it would end on."""

    deadline: Deadline
    days: int
    until: date


def extensions(deadlines: Iterable[Deadline]) -> list[Extension]:
    """Those of the limits that may still be extended. No query once the calendar is in memory."""
    return [_extension(row) for row in deadlines if row.is_running and row.extension > row.extension_days]


def _extension(row: Deadline) -> Extension:
    days = row.limit + row.paused_days + row.extension
    end = due(row.started_at, days, row.unit, city_calendars().local, current().zone)
    return Extension(row, row.extension - row.extension_days, end.on)
