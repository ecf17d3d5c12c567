"""The spans figures are given for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from oversight.periods import ALL, DAYS_30, MONTHS_12, Period, period

WIB = ZoneInfo("Asia/Jakarta")


def at(day: str, clock: str = "00:00", zone: ZoneInfo = WIB) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.strptime(clock, "%H:%M").time(), zone)  # noqa: DTZ007


@pytest.mark.parametrize(
    ("name", "start", "before_start"),
    [
        (DAYS_30, "2026-02-15", "2026-01-16"),
        (MONTHS_12, "2025-03-17", "2024-03-17"),
        ("no such span", "2025-03-17", "2024-03-17"),
    ],
)
def test_a_span_ends_with_today_and_the_one_before_is_as_long(name, start, before_start):
    found = period(name, at("2026-03-16", "14:05"), WIB)
    assert (found.start, found.end, found.before_start) == (at(start), at("2026-03-17"), at(before_start))
    assert found.earliest == at(before_start)
    assert found.name == (name if name == DAYS_30 else MONTHS_12)


def test_all_the_time_has_nothing_before():
    assert period(ALL, at("2026-03-16"), WIB) == Period(ALL, at("2016-01-01"), at("2026-03-17"))


def test_today_is_the_provinces():
    late_evening = datetime.fromisoformat("2026-03-16T18:30+00:00")
    assert period(DAYS_30, late_evening, WIB).end == at("2026-03-18")
    assert period(DAYS_30, late_evening, ZoneInfo("UTC")).end == at("2026-03-17", zone=ZoneInfo("UTC"))


def test_a_leap_day_has_a_place_in_other_years():
    found = period(MONTHS_12, at("2028-02-28", "10:00"), WIB)
    assert (found.start, found.before_start) == (at("2027-03-01"), at("2026-03-01"))
