"""From a start and a limit to the day it ends. Pure functions: calendar and zone are given, the time is never taken.

Day 0 is the local day on which the starting event happened and is not counted (PermenPANRB 62/2018 counts working
days from receipt). Limits end with a local day, so half past eleven at night in Jakarta (WIB) and the same instant in
Jayapura (WIT), already the next day there, give different ends.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenants.law.calendar import CALENDAR_DAYS, WORKING_DAYS, WorkingCalendar

# Limits are told as "until the end of the day": 23:59:59 local time.
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Due:
    """The end of a limit: the local day, its last second, and whether the calendar up to there may still change."""

    on: date
    at: datetime
    provisional: bool


def local_day(moment: datetime | date, zone: ZoneInfo) -> date:
    """The local calendar day of an aware datetime; a date is already local. A naive datetime is a ValueError."""
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a clock starts at an aware datetime")
    return moment.astimezone(zone).date()


def add_working_days(start: datetime | date, days: int, calendar: WorkingCalendar, zone: ZoneInfo) -> date:
    """The `days`-th working day (>= 1) after the local day of `start`: Mon-Fri, no holiday, no cuti bersama."""
    return calendar.add(local_day(start, zone), days)


def add_calendar_days(start: datetime | date, days: int, zone: ZoneInfo) -> date:
    """The `days`-th day (>= 1) after the local day of `start`, weekends and holidays counted."""
    if days < 1:
        raise ValueError(f"a limit is at least 1 day, not {days}")
    return local_day(start, zone) + timedelta(days=days)


def working_days_between(
    start: datetime | date, end: datetime | date, calendar: WorkingCalendar, zone: ZoneInfo
) -> int:
    """Working days after the local day of `start` up to and including that of `end`; negative when `end` is first."""
    return calendar.between(local_day(start, zone), local_day(end, zone))


def due_at(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a local day, 23:59:59 with the zone's offset. What happens later is late."""
    return datetime.combine(day, _END_OF_DAY, tzinfo=zone)


def due(start: datetime | date, limit: int, unit: str, calendar: WorkingCalendar, zone: ZoneInfo) -> Due:
    """When a limit of `limit` days of `unit` ends that begins with an event at `start`.

    Provisional: a counted day lies in a year whose cuti bersama is not decreed. Calendar days never are.
    """
    if unit == CALENDAR_DAYS:
        on = add_calendar_days(start, limit, zone)
        return Due(on, due_at(on, zone), provisional=False)
    if unit != WORKING_DAYS:
        raise ValueError(f"{unit} is not a unit of days")
    on = add_working_days(start, limit, calendar, zone)
    return Due(on, due_at(on, zone), provisional=not calendar.is_settled(local_day(start, zone), on))
