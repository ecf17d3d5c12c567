"""The working days of this city: the national calendar less the city's own days off, remembered by this process.

What is remembered hangs on the schema, never on the host; every question names the seat the connection is in.
"""

import hashlib
from dataclasses import dataclass

from core.deadlines.models import LocalDayOff
from tenants.connection import connection
from tenants.law import memory
from tenants.law.calendar import WorkingCalendar
from tenants.remembered import Remembered


@dataclass(frozen=True)
class Calendars:
    """The same object twice when the city has no days off of its own."""

    national: WorkingCalendar
    local: WorkingCalendar

    @property
    def digest(self) -> str:
        """What tells two states of the calendar apart: SHA-256 over days off and decreed years."""
        return hashlib.sha256(self.local.fingerprint()).hexdigest()


# By schema.
_memory: Remembered[Calendars] = Remembered(memory.REREAD_SECONDS)


def city_calendars() -> Calendars:
    """The calendars of the present seat's city, at most `memory.REREAD_SECONDS` old. No query when remembered."""
    schema, national = connection.schema_name, memory.current_law().calendar
    known = _memory.fresh(schema)
    if known and known.national is national:
        return known
    days = list(LocalDayOff.objects.filter(is_day_off=True).values_list("date", flat=True))
    return _memory.keep(schema, Calendars(national, national.without(days) if days else national))


def forget() -> None:
    """Drop what this process remembers of every city: after a change, and between tests."""
    _memory.forget()
