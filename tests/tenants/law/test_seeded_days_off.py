"""What the package `holidays` gives for the national calendar, before it reaches the database."""

from datetime import date

import pytest

from tenants.law import seeding


def days_off(year: int) -> dict[date, tuple]:
    return {row.date: (row.kind, row.name, row.confirmed) for row in seeding._days_off(year)}


def test_a_decreed_year_has_holidays_and_cuti_bersama():
    year = days_off(2026)
    assert len(year) == 25
    assert year[date(2026, 3, 20)] == ("cuti_bersama", "Cuti Bersama Hari Raya Idul Fitri", True)
    assert year[date(2026, 8, 17)] == ("public", "Hari Kemerdekaan Republik Indonesia", True)


def test_a_day_added_by_decree_during_the_year_is_there():
    assert days_off(2025)[date(2025, 8, 18)][0] == "cuti_bersama"


def test_a_decreed_year_has_no_estimates():
    year = days_off(2027)
    assert year[date(2027, 3, 10)] == ("public", "Hari Raya Idul Fitri", True)
    assert all(confirmed for _, _, confirmed in year.values())


def test_a_year_without_decree_keeps_its_holidays_and_says_which_are_estimates():
    year = days_off(2028)
    assert {kind for kind, _, _ in year.values()} == {"public"}
    assert year[date(2028, 2, 28)] == ("public", "Hari kedua dari Hari Raya Idul Fitri (perkiraan)", False)
    assert year[date(2028, 8, 17)] == ("public", "Hari Kemerdekaan Republik Indonesia", True)


@pytest.mark.parametrize(("year", "decreed"), [(2016, True), (2026, True), (2027, True), (2028, False), (2030, False)])
def test_a_year_is_confirmed_as_far_as_it_is_decreed(year, decreed):
    row = seeding._year(year)
    assert (row.holidays_confirmed, row.cuti_bersama_confirmed) == (decreed, decreed)
    assert str(year) in row.legal_basis
