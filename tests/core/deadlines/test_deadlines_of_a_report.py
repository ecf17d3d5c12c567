"""The clocks of one report in Kota Tangerang: which start when, how each ends."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import translation

from core.catalogue.models import Category
from core.deadlines.actions import LawMissing, open_deadlines, preview, settle
from core.deadlines.labels import deadline_label
from core.deadlines.models import Deadline
from core.reports.kinds import Kind
from core.reports.models import Report
from tenants.law import memory
from tenants.law.models import DeadlineRule
from tenants.seats import province_seat, tenant_seat

WIB = ZoneInfo("Asia/Jakarta")
WIT = ZoneInfo("Asia/Jayapura")


def wib(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+07:00")


RECEIVED = wib("2026-03-16")


@pytest.fixture(autouse=True)
def _city(db):
    memory.forget()
    with tenant_seat("t3671"):
        yield
    memory.forget()


def a_report(kind: str = "complaint", number: str = "3671-26-900001-X") -> Report:
    return Report.objects.create(
        number=number,
        kind=kind,
        category=Category.objects.first(),
        identity_level="anonymous",
        visibility="public",
        channel="web",
        description="Lampu jalan padam",
        received_at=RECEIVED,
        code_hash=b"",
        audit_seq=1,
        audit_head=b"",
    )


@pytest.fixture
def report() -> Report:
    return a_report()


@pytest.fixture
def running(report) -> Report:
    """A complaint received on 16 March 2026: verify by the 26th, answer by 13 April."""
    open_deadlines(report, "received", RECEIVED, zone=WIB)
    return report


def outcomes(report: Report) -> dict[str, tuple[str, datetime | None]]:
    return {deadline.rule: (deadline.outcome, deadline.met_at) for deadline in report.deadlines.all()}


@pytest.mark.parametrize(
    ("kind", "total", "confirmed"),
    [
        ("information", date(2026, 3, 30), True),
        ("complaint", date(2026, 4, 13), True),
        ("aspiration", date(2026, 4, 13), False),
        ("misconduct", date(2026, 6, 25), True),
    ],
)
def test_each_kind_gets_its_clocks_at_reception(kind, total, confirmed):
    report = a_report(kind)
    open_deadlines(report, "received", RECEIVED, zone=WIB)
    assert [(d.rule, d.due_on, d.confirmed, d.provisional, d.outcome) for d in report.deadlines.all()] == [
        ("verify", date(2026, 3, 26), True, False, "open"),
        ("total", total, confirmed, False, "open"),
    ]


def test_the_law_knows_the_kinds_a_report_can_have():
    assert set(DeadlineRule.ReportKind.values) == set(Kind.values)


def test_a_deadline_carries_the_terms_it_was_promised_under(running):
    total = running.deadlines.get(rule="total")
    rule = DeadlineRule.objects.get(kind="complaint", code="total")
    assert (total.rule_set, total.limit, total.unit, total.basis) == ("sp4n", 14, "working_days", rule.legal_basis)
    assert total.started_at == RECEIVED
    assert total.due_at == datetime(2026, 4, 13, 16, 59, 59, tzinfo=UTC)


def test_opening_at_reception_is_one_query(report, django_assert_num_queries):
    memory.current_law()
    with django_assert_num_queries(1):
        open_deadlines(report, "received", RECEIVED, zone=WIB)


def test_what_was_opened_is_returned_soonest_first(report):
    opened = open_deadlines(report, "received", RECEIVED, zone=WIB)
    assert [deadline.rule for deadline in opened] == ["verify", "total"]
    assert all(deadline.pk for deadline in opened)


def test_the_follow_up_clock_starts_at_dispatch_and_only_once(running):
    first = open_deadlines(running, "dispatched", wib("2026-03-17"), zone=WIB)
    assert [(deadline.rule, deadline.due_on) for deadline in first] == [("first_follow_up", date(2026, 3, 31))]
    assert open_deadlines(running, "dispatched", wib("2026-03-30"), zone=WIB) == []
    assert running.deadlines.get(rule="first_follow_up").due_on == date(2026, 3, 31)


def test_the_database_refuses_the_same_limit_twice(running):
    with pytest.raises(IntegrityError, match="deadlines_once_a_report"), transaction.atomic():
        open_deadlines(running, "received", RECEIVED, zone=WIB)


def test_the_zone_decides_day_zero():
    late_evening = wib("2026-01-05", "23:30")  # half past one on the 6th in Jayapura
    assert preview("complaint", late_evening, WIB)[0].due_on == date(2026, 1, 8)
    assert preview("complaint", late_evening, WIT)[0].due_on == date(2026, 1, 9)


def test_a_limit_in_a_year_without_decree_is_provisional(report):
    opened = open_deadlines(report, "received", wib("2027-12-27"), zone=WIB)
    assert [(d.rule, d.due_on, d.provisional) for d in opened] == [
        ("verify", date(2027, 12, 30), False),
        ("total", date(2028, 1, 14), True),
    ]


def test_the_preview_promises_what_reception_then_opens(report):
    promised = preview("complaint", RECEIVED, WIB)
    assert Deadline.objects.count() == 0
    opened = open_deadlines(report, "received", RECEIVED, zone=WIB)
    terms = ("rule", "due_on", "due_at", "limit", "unit", "basis", "confirmed", "provisional")
    assert [[getattr(d, term) for term in terms] for d in promised] == [
        [getattr(d, term) for term in terms] for d in opened
    ]


def test_without_a_limit_in_force_reception_fails_loudly(report):
    with province_seat():
        DeadlineRule.objects.all().delete()
    with pytest.raises(LawMissing, match="complaint on 2026-03-16"):
        open_deadlines(report, "received", RECEIVED, zone=WIB)


def test_a_word_that_is_no_event_fails_loudly(running):
    with pytest.raises(ValueError, match="verifed"):
        settle(running, "verifed", wib("2026-03-17"))
    with pytest.raises(ValueError, match="verifed"):
        open_deadlines(running, "verifed", wib("2026-03-17"), zone=WIB)


def test_an_event_no_clock_waits_for_changes_nothing(running):
    assert settle(running, "asked", wib("2026-03-17")) == 0
    assert outcomes(running) == {"verify": ("open", None), "total": ("open", None)}


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (wib("2026-03-26", "23:59:59"), "met"),
        (wib("2026-03-27", "00:00:00"), "late"),
    ],
)
def test_verification_is_met_until_the_end_of_the_local_day(running, django_assert_num_queries, at, outcome):
    with django_assert_num_queries(1):
        assert settle(running, "verified", at) == 1
    assert outcomes(running) == {"verify": (outcome, at), "total": ("open", None)}


def test_a_limit_that_was_met_stays_as_it_was(running):
    settle(running, "verified", wib("2026-03-17"))
    assert settle(running, "verified", wib("2026-04-20")) == 0
    assert outcomes(running)["verify"] == ("met", wib("2026-03-17"))


@pytest.mark.parametrize("event", ["started", "answered"])
def test_the_first_sign_of_work_meets_the_follow_up_limit(running, event):
    open_deadlines(running, "dispatched", wib("2026-03-17"), zone=WIB)
    settle(running, event, wib("2026-03-30"))
    assert outcomes(running)["first_follow_up"] == ("met", wib("2026-03-30"))


def test_the_straight_road_meets_every_limit(running):
    settle(running, "verified", wib("2026-03-17"))
    settle(running, "dispatched", wib("2026-03-17"))
    open_deadlines(running, "dispatched", wib("2026-03-17"), zone=WIB)
    settle(running, "started", wib("2026-03-25"))
    settle(running, "answered", wib("2026-03-26"))
    assert settle(running, "closed", wib("2026-03-27")) == 0
    assert outcomes(running) == {
        "verify": ("met", wib("2026-03-17")),
        "first_follow_up": ("met", wib("2026-03-25")),
        "total": ("met", wib("2026-03-26")),
    }


def test_a_reasoned_refusal_meets_verification_and_answer(running, django_assert_num_queries):
    at = wib("2026-03-27")
    with django_assert_num_queries(1):
        assert settle(running, "rejected", at) == 2
    assert outcomes(running) == {"verify": ("late", at), "total": ("met", at)}


@pytest.mark.parametrize("event", ["withdrawn", "closed"])
def test_an_end_cancels_what_was_still_in_time_and_leaves_delays_standing(running, event):
    assert settle(running, event, wib("2026-03-27")) == 2
    assert outcomes(running) == {"verify": ("late", None), "total": ("cancelled", None)}


@pytest.mark.parametrize("event", ["merged", "transferred"])
def test_merging_or_handing_over_is_a_decision_but_no_answer(running, event):
    settle(running, event, wib("2026-03-17"))
    assert outcomes(running) == {"verify": ("met", wib("2026-03-17")), "total": ("cancelled", None)}


def test_only_the_report_at_hand_is_settled(running):
    other = a_report(number="3671-26-900002-X")
    open_deadlines(other, "received", RECEIVED, zone=WIB)
    settle(running, "closed", wib("2026-03-17"))
    assert outcomes(other) == {"verify": ("open", None), "total": ("open", None)}


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        ("verify", "Diverifikasi paling lambat"),
        ("first_follow_up", "Mulai ditindaklanjuti paling lambat"),
        ("total", "Dijawab paling lambat"),
        ("a_rule_of_tomorrow", "Batas waktu"),
    ],
)
def test_every_limit_has_a_name_on_screen(rule, label):
    with translation.override("id"):
        assert str(deadline_label(rule)) == label
        assert str(Deadline(rule=rule).label) == label
