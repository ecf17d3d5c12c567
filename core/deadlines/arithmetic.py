"""From a start and a deadline to the day it ends. Pure functions: calendar and zone are given, the time is never
taken.

Day 0 is the local day on which the starting event happened and is not counted (PermenPANRB 62/2018 counts working
days from receipt). Deadlines end with a local day, so half past eleven at night in Jakarta (WIB) and the same instant
in Jayapura (WIT), already the next day there, give different ends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenants.law.calendar import CALENDAR_DAYS, WORKING_DAYS, WorkingCalendar

# A day is half open: everything before the next midnight is in it. This is the last moment a clock can tell apart
# from that midnight, so that "later than the due time" is right for half a second before midnight, too.
_END_OF_DAY = time.max


@dataclass(frozen=True)
class Due:
    """The end of a deadline: the local day, its last moment, and whether the calendar up to there may still change."""

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
    """The last moment of a local day, 23:59:59.999999 with the zone's offset. What happens later is late."""
    return datetime.combine(day, _END_OF_DAY, tzinfo=zone)


def to_the_second(moment: datetime) -> datetime:
    """A due time as it is stated and shown: 23:59:59, the last second of its day."""
    return moment.replace(microsecond=0)


def due(start: datetime | date, limit: int, unit: str, calendar: WorkingCalendar, zone: ZoneInfo) -> Due:
    """When a deadline of `limit` days of `unit` ends that begins with an event at `start`.

    Provisional: a counted day lies in a year whose cuti bersama is not decreed. Calendar days never are.
    """
    if unit == CALENDAR_DAYS:
        on = add_calendar_days(start, limit, zone)
        return Due(on, due_at(on, zone), provisional=False)
    if unit != WORKING_DAYS:
        raise ValueError(f"{unit} is not a unit of days")
    on = add_working_days(start, limit, calendar, zone)
    return Due(on, due_at(on, zone), provisional=not calendar.is_settled(local_day(start, zone), on))


# When the reporter was asked, and when the office could go on: by an answer, or without one. None: not yet.
Wait = Sequence[datetime | None]


@dataclass(frozen=True)
class Standing:
    """How a deadline stands that was paused and extended: its end, the days it stood still (of its own unit), and
    since when it stands still; None while it runs.
    """

    end: Due
    paused_days: int
    paused_at: datetime | None


def reckon(
    start: datetime | date, days: int, unit: str, waits: Iterable[Wait], calendar: WorkingCalendar, zone: ZoneInfo
) -> Standing:
    """Count a deadline of `days` (extension included) from the reporter's waits in their order, anew each time.

    A pause moves the end by the days of its unit after the day of asking up to the day of the answer. The deadline
    does not end before the first working day on which the office can see the answer. A deadline that had lapsed when
    the reporter was asked is not paused by that, nor by any later question: nothing makes late work timely again.
    """
    stood, end = 0, due(start, days, unit, calendar, zone)
    for asked, answered in waits:
        if asked is None or asked > end.at:
            break
        if answered is None:
            return Standing(end, stood, asked)
        stood += max(0, _days_between(unit, asked, answered, calendar, zone))
        counted = due(start, days + stood, unit, calendar, zone)
        end = max(end, counted, _seen(start, answered, unit, calendar, zone), key=lambda found: found.on)
    return Standing(end, stood, None)


def _days_between(unit: str, start: datetime, end: datetime, calendar: WorkingCalendar, zone: ZoneInfo) -> int:
    if unit == CALENDAR_DAYS:
        return (local_day(end, zone) - local_day(start, zone)).days
    return working_days_between(start, end, calendar, zone)


def _seen(start: datetime | date, answered: datetime, unit: str, calendar: WorkingCalendar, zone: ZoneInfo) -> Due:
    """The end of the first working day on which the office can see an answer."""
    day_before = local_day(answered, zone) - timedelta(days=1)
    on = calendar.add(day_before, 1)
    first = day_before if unit == CALENDAR_DAYS else local_day(start, zone)
    return Due(on, due_at(on, zone), provisional=not calendar.is_settled(first, on))
