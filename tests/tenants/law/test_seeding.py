"""Seeding fills the law tables, may run again at any time, and never touches what people have written."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Count
from django.db.utils import IntegrityError, ProgrammingError

from tenants.law import memory, seeding
from tenants.law.models import CalendarYear, DeadlineRule, Holiday
from tenants.seats import province_seat, tenant_seat

NOTHING = seeding.Outcome()


@pytest.fixture(autouse=True)
def _province(db):
    """The test database was seeded when it was migrated; the province's role may edit the law."""
    with province_seat():
        yield
    memory.forget()


def test_a_migrated_database_has_the_law_and_seeding_again_changes_nothing():
    assert Holiday.objects.filter(date__year=2026).count() == 25
    assert list(CalendarYear.objects.filter(cuti_bersama_confirmed=True).values_list("year", flat=True)) == list(
        range(2016, 2028)
    )
    by_law = DeadlineRule.objects.order_by().values_list("rule_set").annotate(n=Count("pk"))
    assert dict(by_law) == {"sp4n": 16, "uu25": 8, "practice": 18}
    assert seeding.seed() == NOTHING


@pytest.mark.parametrize(
    ("kind", "total", "confirmed"),
    [("information", 5, True), ("complaint", 14, True), ("aspiration", 14, False), ("misconduct", 60, True)],
)
def test_the_deadlines_of_each_kind(kind, total, confirmed):
    limits = DeadlineRule.objects.filter(kind=kind, rule_set="sp4n", unit="working_days")
    assert set(limits.values_list("code", "limit", "starts_at", "confirmed")) == {
        ("verify", 3, "received", True),
        ("first_follow_up", 5, "dispatched", True),
        ("total", total, "received", confirmed),
        ("auto_close", 10, "answered", True),
    }


@pytest.mark.parametrize("kind", ["complaint", "misconduct"])
def test_the_deadlines_of_a_complaint_by_uu_25_2009(kind):
    limits = DeadlineRule.objects.filter(kind=kind, rule_set="uu25", unit="calendar_days")
    assert set(limits.values_list("code", "limit", "starts_at", "party", "confirmed")) == {
        ("complete", 14, "received", "office", True),
        ("completion", 30, "asked", "reporter", False),
        ("decision", 60, "verified", "office", True),
        ("told", 14, "answered", "office", False),
    }


def test_lost_rows_come_back():
    Holiday.objects.all().delete()
    assert seeding.seed().created > 200
    assert Holiday.objects.filter(pk=date(2026, 8, 17)).exists()


def test_a_row_seeded_with_older_values_is_brought_up_to_date():
    row = Holiday.objects.get(pk=date(2028, 2, 28))
    row.name = "nama lama"
    row.seeded = row.values()
    row.save()
    assert seeding.seed() == seeding.Outcome(updated=1)
    row.refresh_from_db()
    assert row.name == "Hari kedua dari Hari Raya Idul Fitri (perkiraan)"
    assert row.is_untouched


def test_an_estimate_that_moved_leaves_no_second_holiday():
    old = Holiday(date=date(2028, 2, 29), name="perkiraan lama", kind="public", legal_basis="x", confirmed=False)
    old.seeded = old.values()
    old.save()
    assert seeding.seed() == seeding.Outcome(removed=1)
    assert not Holiday.objects.filter(pk=date(2028, 2, 29)).exists()


def test_an_edited_row_is_kept_and_named():
    Holiday.objects.filter(pk=date(2026, 3, 18)).update(is_day_off=False, legal_basis="Keppres baru")
    DeadlineRule.objects.filter(kind="complaint", code="total").update(limit=10)
    outcome = seeding.seed()
    assert outcome == seeding.Outcome(
        kept=["2026-03-18 Cuti Bersama Hari Suci Nyepi", "sp4n total complaint: 10 working_days"]
    )
    assert not Holiday.objects.get(pk=date(2026, 3, 18)).is_day_off
    assert DeadlineRule.objects.get(kind="complaint", code="total").limit == 10


def test_a_row_entered_by_hand_is_kept():
    Holiday.objects.create(
        date=date(2028, 2, 25), name="Cuti Bersama", kind="cuti_bersama", legal_basis="Keppres 2028", confirmed=True
    )
    assert seeding.seed() == NOTHING
    assert Holiday.objects.get(pk=date(2028, 2, 25)).legal_basis == "Keppres 2028"


def test_a_deadline_of_no_days_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="law_rule_limit"), transaction.atomic():
        DeadlineRule.objects.filter(code="verify").update(limit=0)


@pytest.mark.parametrize("model", [Holiday, CalendarYear, DeadlineRule])
def test_a_city_reads_the_law_and_changes_nothing(model):
    with tenant_seat("t3671"):
        assert model.objects.exists()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.update(seeded=None)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.all().delete()
