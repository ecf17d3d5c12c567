"""Working days for statements: two array look-ups and a subtraction, whatever the number of rows."""

from datetime import UTC, date, datetime, timedelta

from tenants.law.memory import current_law


def working_day_numbers(earliest: date, now: datetime) -> tuple[date, list[int]]:
    """The day the list begins with, and for each day from there to today the running number of the last working day on
    or before it, by the national calendar. A day to spare at both ends, for other time zones."""
    calendar = current_law().calendar
    first, last = earliest - timedelta(days=1), now.astimezone(UTC).date() + timedelta(days=2)
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return first, [calendar.number(day) for day in days]
