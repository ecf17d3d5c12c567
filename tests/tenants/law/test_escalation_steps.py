"""The steps by which a late report comes to higher ears are data of the installation, versioned by day."""

from datetime import date

import pytest

from tenants.law import memory, seeding
from tenants.law.models import EscalationStep
from tenants.seats import province_seat, tenant_seat


@pytest.fixture(autouse=True)
def _province(db):
    memory.forget()
    with province_seat():
        yield
    memory.forget()


def steps(day: str) -> list[tuple[int, int]]:
    return [(step.level, step.after_days) for step in memory.current_law().steps_in_force(date.fromisoformat(day))]


def test_seeded_steps_are_proposals():
    rows = EscalationStep.objects.values_list("level", "after_days", "unit", "confirmed")
    assert list(rows) == [(1, 0, "working_days", False), (2, 3, "working_days", False), (3, 5, "working_days", False)]
    assert seeding.seed() == seeding.Outcome()


def test_the_step_in_force_on_the_day_applies():
    EscalationStep.objects.filter(level=2).update(valid_to=date(2026, 6, 30))
    EscalationStep.objects.create(
        level=2, after_days=1, unit="working_days", legal_basis="x", valid_from=date(2026, 7, 1), confirmed=True
    )
    assert steps("2026-06-30") == [(1, 0), (2, 3), (3, 5)]
    assert steps("2026-07-01") == [(1, 0), (2, 1), (3, 5)]


def test_a_step_changed_by_the_province_is_kept():
    EscalationStep.objects.filter(level=3).update(after_days=7)
    assert seeding.seed().kept == ["3 Ombudsman: 7 working_days"]


def test_cities_read_the_steps():
    with tenant_seat("t3671"):
        assert [step.level for step in EscalationStep.objects.all()] == [1, 2, 3]
