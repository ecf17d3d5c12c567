"""The spans figures are given for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from oversight.periods import ALL, LAST_MONTH, MONTHS_12, THIS_MONTH, is_name, months_until, next_month, period, years

WIB = ZoneInfo("Asia/Jakarta")


def at(day: str, clock: str = "00:00", zone: ZoneInfo = WIB) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.strptime(clock, "%H:%M").time(), zone)  # noqa: DTZ007


@pytest.mark.parametrize(
    ("name", "start", "end", "before_first"),
    [
        (THIS_MONTH, "2026-03-01", "2026-04-01", "2026-02-01"),
        (LAST_MONTH, "2026-02-01", "2026-03-01", "2026-01-01"),
        (MONTHS_12, "2025-04-01", "2026-04-01", "2024-04-01"),
        ("2025", "2025-01-01", "2026-01-01", "2024-01-01"),
        ("2026", "2026-01-01", "2027-01-01", "2025-01-01"),
        ("2025-T4", "2025-10-01", "2026-01-01", "2025-07-01"),
        ("2025-12", "2025-12-01", "2026-01-01", "2025-11-01"),
        ("no such span", "2025-04-01", "2026-04-01", "2024-04-01"),
    ],
)
def test_a_span_is_whole_months_and_the_one_before_is_as_long(name, start, end, before_first):
    found = period(name, at("2026-03-16", "14:05"), WIB)
    assert (found.start, found.end, found.before_first) == (at(start), at(end), date.fromisoformat(before_first))
    assert found.name == (MONTHS_12 if name == "no such span" else name)


def test_all_the_time_has_nothing_before():
    found = period(ALL, at("2026-03-16"), WIB)
    assert (found.start, found.end, found.before_first) == (at("2016-01-01"), at("2026-04-01"), None)
    assert found.months == 123


@pytest.mark.parametrize("name", ["2015", "2027", "2026-04", "2026-T2", "2026-13", "2026-T5", "2026-1", "²026", ""])
def test_a_span_that_has_not_begun_or_is_none_is_no_name(name):
    assert not is_name(name, at("2026-03-31", "23:00"), WIB)


def test_the_present_month_is_the_provinces():
    late_evening = datetime.fromisoformat("2026-03-31T18:30+00:00")
    assert period(THIS_MONTH, late_evening, WIB).first == date(2026, 4, 1)
    assert period(THIS_MONTH, late_evening, ZoneInfo("UTC")).first == date(2026, 3, 1)


def test_months_and_years_to_choose_from():
    assert years(at("2018-06-01"), WIB) == ["2018", "2017", "2016"]
    assert months_until(at("2026-02-10"), WIB, 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert next_month(date(2025, 12, 1)) == date(2026, 1, 1)
