"""The working days of one country, as a value. Plain Python: no database, no clock, no time zone."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

WORKING_DAYS = "working_days"
CALENDAR_DAYS = "calendar_days"

_WORKDAYS_A_WEEK = 5


def _weekdays_until(ordinal: int) -> int:
    """How many Mondays to Fridays lie between 1 Jan of year 1 (a Monday) and this day, the day included."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * _WORKDAYS_A_WEEK + min(rest, _WORKDAYS_A_WEEK)


def _weekday_number(number: int) -> int:
    """The ordinal of the day that is the `number`-th Monday to Friday; the inverse of `_weekdays_until`."""
    weeks, rest = divmod(number - 1, _WORKDAYS_A_WEEK)
    return weeks * 7 + rest + 1


class WorkingCalendar:
    """Monday to Friday less the days off; every working day has a running number.

    The number is (weekdays so far) - (days off so far), so counting working days between two dates is a subtraction
    and nothing is stored but the days off: a few hundred integers for ten years, and no last day.
    """

    def __init__(self, days_off: Iterable[date], decreed_years: Iterable[int]) -> None:
        """`days_off`: national holidays and cuti bersama, weekends among them or not.

        `decreed_years`: the years whose cuti bersama is settled by decree. What is computed in any other year may
        still move.
        """
        self._days_off = sorted({day.toordinal() for day in days_off if day.weekday() < _WORKDAYS_A_WEEK})
        self._decreed_years = frozenset(decreed_years)

    def without(self, days: Iterable[date]) -> "WorkingCalendar":
        """This calendar with more days off: a city's own."""
        more = WorkingCalendar(days, ())
        both = (date.fromordinal(ordinal) for ordinal in {*self._days_off, *more._days_off})
        return WorkingCalendar(both, self._decreed_years)

    @property
    def days_off(self) -> list[date]:
        """Mondays to Fridays that are off, in order."""
        return [date.fromordinal(ordinal) for ordinal in self._days_off]

    @property
    def decreed_years(self) -> list[int]:
        return sorted(self._decreed_years)

    def fingerprint(self) -> bytes:
        """The days off and the decreed years as bytes: equal calendars, equal bytes."""
        return repr((self._days_off, sorted(self._decreed_years))).encode()

    def number(self, day: date) -> int:
        """The running number of the last working day on or before `day`."""
        ordinal = day.toordinal()
        return _weekdays_until(ordinal) - bisect_right(self._days_off, ordinal)

    def is_working_day(self, day: date) -> bool:
        return self.between(date.fromordinal(day.toordinal() - 1), day) == 1

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        return self.number(end) - self.number(start)

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which itself is day 0 and not counted. `days` is at least 1."""
        if days < 1:
            raise ValueError(f"a limit is at least 1 working day, not {days}")
        target = self.number(start) + days
        off_before = bisect_right(self._days_off, start.toordinal())
        # A day off on the way pushes the target further out, where more days off may lie: go on until none is new.
        while True:
            ordinal = _weekday_number(target + off_before)
            off_until = bisect_right(self._days_off, ordinal)
            if off_until == off_before:
                return date.fromordinal(ordinal)
            off_before = off_until

    def is_settled(self, start: date, end: date) -> bool:
        """Whether the cuti bersama of every year with a counted day (after `start` up to `end`) is decreed."""
        first = date.fromordinal(start.toordinal() + 1).year
        return all(year in self._decreed_years for year in range(first, end.year + 1))
