"""When limits end: the worked examples of the national calendar, the time zones, the turn of the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.deadlines import arithmetic
from tenants.law import seeding
from tenants.law.calendar import WorkingCalendar
from tenants.law.models import Holiday

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")


def calendar_of(kinds: set[str]) -> WorkingCalendar:
    days_off = [row for year in seeding.YEARS for row in seeding._days_off(year)]
    decreed = [year for year in seeding.YEARS if seeding._year(year).cuti_bersama_confirmed]
    return WorkingCalendar((row.date for row in days_off if row.kind in kinds), decreed)


@pytest.fixture(scope="module")
def national() -> WorkingCalendar:
    return calendar_of(set(Holiday.Kind.values))


VECTORS = {
    "2026-03-16": {3: "2026-03-26", 5: "2026-03-30", 10: "2026-04-07", 14: "2026-04-13", 60: "2026-06-25"},
    "2025-03-27": {3: "2025-04-10", 5: "2025-04-14", 10: "2025-04-22", 14: "2025-04-28", 60: "2025-07-11"},
    "2025-08-15": {3: "2025-08-21", 5: "2025-08-25", 10: "2025-09-01", 14: "2025-09-08", 60: "2025-11-11"},
    "2026-12-18": {3: "2026-12-23", 5: "2026-12-29", 10: "2027-01-07", 14: "2027-01-13", 60: "2027-03-31"},
}
CASES = [(start, days, end) for start, ends in VECTORS.items() for days, end in ends.items()]


@pytest.mark.parametrize(("start", "days", "end"), CASES)
def test_worked_examples(national, start, days, end):
    received, expected = date.fromisoformat(start), date.fromisoformat(end)
    assert arithmetic.add_working_days(received, days, national, WIB) == expected
    assert arithmetic.working_days_between(received, expected, national, WIB) == days
    assert arithmetic.due(received, days, "working_days", national, WIB).provisional is False


@pytest.mark.parametrize(("days", "end"), [(3, "2026-03-20"), (5, "2026-03-24"), (14, "2026-04-07")])
def test_worked_examples_without_cuti_bersama(days, end):
    holidays_only = calendar_of({"public"})
    assert arithmetic.add_working_days(date(2026, 3, 16), days, holidays_only, WIB) == date.fromisoformat(end)


def test_the_sixty_days_of_the_public_service_law_are_calendar_days(national):
    end = arithmetic.due(date(2026, 3, 16), 60, "calendar_days", national, WIB)
    assert end == arithmetic.Due(
        date(2026, 5, 15), datetime(2026, 5, 15, 23, 59, 59, 999999, tzinfo=WIB), provisional=False
    )


def test_calendar_days_need_no_calendar_even_in_a_year_without_decree(national):
    assert arithmetic.due(date(2028, 2, 1), 14, "calendar_days", national, WIB).provisional is False


def test_friday_afternoon_and_friday_morning_end_together(national):
    morning = datetime(2026, 3, 13, 8, 0, tzinfo=WIB)
    afternoon = datetime(2026, 3, 13, 16, 0, tzinfo=WIB)
    assert arithmetic.add_working_days(morning, 3, national, WIB) == date(2026, 3, 25)
    assert arithmetic.add_working_days(afternoon, 3, national, WIB) == date(2026, 3, 25)


@pytest.mark.parametrize("start", ["2026-03-17", "2026-03-18", "2026-03-21", "2026-03-22", "2026-03-24"])
def test_received_in_the_lebaran_break_starts_after_it(national, start):
    assert arithmetic.add_working_days(date.fromisoformat(start), 1, national, WIB) == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [(WIB, "2026-01-05", "2026-01-08"), (WITA, "2026-01-06", "2026-01-09"), (WIT, "2026-01-06", "2026-01-09")],
)
def test_day_zero_is_the_local_day(national, zone, day, end):
    """16:30 UTC is 23:30 in Jakarta, but already the next day in Makassar and Jayapura."""
    moment = datetime(2026, 1, 5, 16, 30, tzinfo=UTC)
    assert arithmetic.local_day(moment, zone) == date.fromisoformat(day)
    assert arithmetic.add_working_days(moment, 3, national, zone) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        (WIB, "2026-03-26T23:59:59.999999+07:00", datetime(2026, 3, 26, 16, 59, 59, 999999, tzinfo=UTC)),
        (WITA, "2026-03-26T23:59:59.999999+08:00", datetime(2026, 3, 26, 15, 59, 59, 999999, tzinfo=UTC)),
        (WIT, "2026-03-26T23:59:59.999999+09:00", datetime(2026, 3, 26, 14, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_with_the_local_day(zone, text, utc):
    end = arithmetic.due_at(date(2026, 3, 26), zone)
    assert end.isoformat() == text
    assert end == utc


def test_the_last_instant_of_the_year_belongs_to_the_old_year(national):
    last = datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=WIB)
    assert arithmetic.add_working_days(last, 1, national, WIB) == date(2027, 1, 4)
    assert arithmetic.add_working_days(last + timedelta(microseconds=1), 1, national, WIB) == date(2027, 1, 4)
    assert arithmetic.working_days_between(date(2026, 12, 30), last, national, WIB) == 1


@pytest.mark.parametrize(
    ("start", "days", "end", "provisional"),
    [
        ("2027-12-27", 3, "2027-12-30", False),
        ("2027-12-27", 4, "2027-12-31", False),
        ("2027-12-27", 5, "2028-01-03", True),
        ("2027-12-31", 1, "2028-01-03", True),
        ("2028-01-25", 1, "2028-01-27", True),
        ("2031-01-01", 3, "2031-01-06", True),
    ],
)
def test_a_deadline_that_reaches_a_year_without_decree_is_provisional(national, start, days, end, provisional):
    """The known holidays of such a year count already (26 January 2028 is Imlek)."""
    due = arithmetic.due(date.fromisoformat(start), days, "working_days", national, WIB)
    assert (due.on, due.provisional) == (date.fromisoformat(end), provisional)


def test_working_days_backwards_are_negative(national):
    assert arithmetic.working_days_between(date(2026, 3, 26), date(2026, 3, 16), national, WIB) == -3


def test_a_naive_start_is_refused(national):
    with pytest.raises(ValueError, match="aware"):
        arithmetic.add_working_days(datetime(2026, 3, 16, 9, 0), 3, national, WIB)  # noqa: DTZ001


def test_an_unknown_unit_is_refused(national):
    with pytest.raises(ValueError, match="fortnights is not a unit"):
        arithmetic.due(date(2026, 3, 16), 3, "fortnights", national, WIB)


def test_a_deadline_below_one_calendar_day_is_refused():
    with pytest.raises(ValueError, match="at least 1 day"):
        arithmetic.add_calendar_days(date(2026, 3, 16), 0, WIB)
