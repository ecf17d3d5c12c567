"""Operators are told in time that a year's cuti bersama is missing: as soon as limits that begin now may reach it."""

from datetime import date

import pytest

from tenants.law.calendar import WorkingCalendar
from tenants.law.memory import Law
from tenants.law.models import DeadlineRule
from tenants.law.outlook import undecreed_years


def rule(limit: int, extension: int = 0, unit: str = "working_days", valid_to: date | None = None) -> DeadlineRule:
    return DeadlineRule(
        code="total", rule_set="sp4n", kind="complaint", limit=limit, extension=extension, unit=unit,
        valid_from=date(2019, 1, 1), valid_to=valid_to,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-05-01", []),
        # Ninety working days later is Thursday 31 December …
        ("2026-08-27", []),
        # … and Friday 1 January.
        ("2026-08-28", [2027]),
        ("2026-12-31", [2027]),
        ("2027-01-01", [2027]),
        ("2027-12-31", [2027, 2028]),
    ],
)
def test_a_year_is_missed_when_the_longest_deadline_reaches_it(today, missing):
    law = Law(WorkingCalendar([], [2025, 2026]), (rule(14, 7), rule(60, 30), rule(400, unit="calendar_days")))
    assert undecreed_years(law, date.fromisoformat(today)) == missing


def test_deadlines_that_are_no_longer_in_force_reach_nothing():
    law = Law(WorkingCalendar([], [2026]), (rule(3), rule(200, valid_to=date(2026, 1, 31))))
    assert undecreed_years(law, date(2026, 6, 1)) == []
