"""The arithmetic of working days, against NumPy's business days on any calendar."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.law.calendar import WorkingCalendar

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2031, 12, 31))
# Some days off scattered over the years, and whole runs of them such as around Lebaran.
DAYS_OFF = st.builds(
    lambda single, runs: single | {start + timedelta(days=n) for start, length in runs for n in range(length)},
    st.sets(DAYS, max_size=40),
    st.lists(st.tuples(DAYS, st.integers(2, 20)), max_size=4),
)


def numpy_days(days) -> np.ndarray:
    return np.array(sorted(days), dtype="datetime64[D]")


@given(days_off=DAYS_OFF, start=DAYS, days=st.integers(1, 400))
def test_add_agrees_with_numpy(days_off, start, days):
    expected = np.busday_offset(np.datetime64(start), days, roll="backward", holidays=numpy_days(days_off))
    assert WorkingCalendar(days_off, ()).add(start, days) == expected.astype(date)


@given(days_off=DAYS_OFF, one=DAYS, other=DAYS)
def test_between_agrees_with_numpy(days_off, one, other):
    start, end = sorted([one, other])
    after = np.timedelta64(1, "D")  # NumPy counts from the first day, we from the day after it
    expected = np.busday_count(np.datetime64(start) + after, np.datetime64(end) + after, holidays=numpy_days(days_off))
    calendar = WorkingCalendar(days_off, ())
    assert calendar.between(start, end) == expected
    assert calendar.between(end, start) == -expected


@given(days_off=DAYS_OFF, day=DAYS)
def test_is_working_day_agrees_with_numpy(days_off, day):
    expected = np.is_busday(np.datetime64(day), holidays=numpy_days(days_off))
    assert WorkingCalendar(days_off, ()).is_working_day(day) == expected


@given(days_off=DAYS_OFF, start=DAYS, days=st.integers(1, 400))
def test_add_and_between_are_inverse(days_off, start, days):
    calendar = WorkingCalendar(days_off, ())
    end = calendar.add(start, days)
    assert calendar.between(start, end) == days
    assert calendar.is_working_day(end)


@given(days_off=DAYS_OFF, start=DAYS, days=st.integers(1, 100), another=DAYS)
def test_one_more_day_off_never_brings_the_end_forward(days_off, start, days, another):
    before = WorkingCalendar(days_off, ()).add(start, days)
    assert WorkingCalendar(days_off | {another}, ()).add(start, days) >= before


def test_a_day_off_at_the_weekend_counts_once():
    saturday = date(2026, 3, 21)
    assert WorkingCalendar([saturday], ()).add(date(2026, 3, 20), 1) == date(2026, 3, 23)


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_below_one_day_is_refused(days):
    with pytest.raises(ValueError, match="at least 1 working day"):
        WorkingCalendar([], ()).add(date(2026, 1, 5), days)


@pytest.mark.parametrize(
    ("start", "end", "settled"),
    [
        (date(2026, 1, 2), date(2026, 12, 31), True),
        (date(2026, 12, 30), date(2027, 1, 4), True),
        (date(2027, 12, 30), date(2027, 12, 31), True),
        (date(2027, 12, 30), date(2028, 1, 3), False),
        (date(2028, 2, 1), date(2028, 2, 4), False),
        # Day 0 is not counted, so a start on 31 December of an undecreed year touches only the next one.
        (date(2025, 12, 31), date(2026, 1, 5), True),
        (date(2025, 12, 30), date(2026, 1, 5), False),
    ],
)
def test_settled_only_where_every_counted_day_has_a_decree(start, end, settled):
    assert WorkingCalendar([], [2026, 2027]).is_settled(start, end) is settled
