"""The clocks of one report in Kota Tangerang: which start when, how each ends."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import translation

from core.catalogue.models import Category
from core.deadlines import calendars
from core.deadlines.labels import deadline_label
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import Clocks, LawMissing, preview, starting
from core.reports.kinds import Kind
from core.reports.models import Report
from tenants.law import memory
from tenants.law.models import DeadlineRule
from tenants.models import Tenant
from tenants.seats import gate, province_seat, seated

WIB = ZoneInfo("Asia/Jakarta")
WIT = ZoneInfo("Asia/Jayapura")
OPEN, MET, LATE, CANCELLED = "open", "met", "late", "cancelled"


def wib(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+07:00")


RECEIVED = wib("2026-03-16")


@pytest.fixture(autouse=True)
def _city(db):
    memory.forget()
    calendars.forget()
    with gate():
        tangerang = Tenant.objects.get(schema_name="t3671")
    with seated(tangerang):
        yield
    memory.forget()
    calendars.forget()


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


def happen(report: Report, event: str, at: datetime, **options) -> Clocks:
    """Tell the report's clocks of an event, and write them."""
    clocks = Clocks.of(report)
    clocks.happened(event, at, **options)
    clocks.save()
    return clocks


@pytest.fixture
def running(report) -> Report:
    """A complaint received on 16 March 2026: verify by the 26th, file complete by the 30th, answer by 13 April."""
    happen(report, "received", RECEIVED)
    return report


def outcomes(report: Report, *rules: str) -> dict[str, tuple[str, datetime | None]]:
    """By rule, how the report's limits stand; only the given ones, or all."""
    found = {deadline.rule: (deadline.outcome, deadline.met_at) for deadline in report.deadlines.all()}
    return {rule: found[rule] for rule in rules} if rules else found


def due_days(report: Report) -> dict[str, str]:
    return {deadline.key: deadline.due_on.isoformat() for deadline in report.deadlines.all()}


# -- What starts when ----------------------------------------------------------------------------------------------

# By kind and event on 16 March 2026: every limit that begins, with its last day, its party, whether it stands still
# while the reporter is asked, whether it was found in the text of the rule, and by how many days it may be extended.
OFFICE, REPORTER = "office", "reporter"
PRACTICE_AFTER_ANSWER = ("practice.check", "2026-03-30", OFFICE, False, False, 0)
AUTO_CLOSE = ("sp4n.auto_close", "2026-04-07", REPORTER, False, True, 0)
VERIFY = ("sp4n.verify", "2026-03-26", OFFICE, True, True, 0)
FIRST = ("sp4n.first_follow_up", "2026-03-30", OFFICE, True, True, 0)
COMPLETE = ("uu25.complete", "2026-03-30", OFFICE, False, True, 0)
DECISION = ("uu25.decision", "2026-05-15", OFFICE, False, True, 0)
TOLD = ("uu25.told", "2026-03-30", OFFICE, False, False, 0)
COMPLETION = ("uu25.completion", "2026-04-15", REPORTER, False, False, 0)
OWN_COMPLETION = ("practice.completion", "2026-04-15", REPORTER, False, False, 0)
OBJECTION = ("practice.objection", "2026-03-30", OFFICE, False, False, 0)
REOPENED = ("practice.reopened", "2026-03-30", OFFICE, False, False, 0)
STARTS: list[tuple[str, str, list[tuple]]] = [
    ("complaint", "received", [VERIFY, COMPLETE, ("sp4n.total", "2026-04-13", OFFICE, True, True, 7)]),
    ("misconduct", "received", [VERIFY, COMPLETE, ("sp4n.total", "2026-06-25", OFFICE, True, True, 30)]),
    ("aspiration", "received", [VERIFY, ("sp4n.total", "2026-04-13", OFFICE, True, False, 7)]),
    ("information", "received", [VERIFY, ("sp4n.total", "2026-03-30", OFFICE, True, True, 2)]),
    ("complaint", "asked", [COMPLETION]),
    ("misconduct", "asked", [COMPLETION]),
    ("aspiration", "asked", [OWN_COMPLETION]),
    ("information", "asked", [OWN_COMPLETION]),
    ("complaint", "verified", [DECISION]),
    ("misconduct", "verified", [DECISION]),
    ("aspiration", "verified", []),
    ("information", "verified", []),
    *((kind, "dispatched", [FIRST]) for kind in Kind.values),
    ("complaint", "answered", [PRACTICE_AFTER_ANSWER, TOLD, AUTO_CLOSE]),
    ("misconduct", "answered", [PRACTICE_AFTER_ANSWER, TOLD, AUTO_CLOSE]),
    ("aspiration", "answered", [PRACTICE_AFTER_ANSWER, AUTO_CLOSE]),
    ("information", "answered", [PRACTICE_AFTER_ANSWER, AUTO_CLOSE]),
    *((kind, "objected", [OBJECTION]) for kind in Kind.values),
    *((kind, "reopened", [REOPENED]) for kind in Kind.values),
    *(
        ("complaint", event, [])
        for event in (
            "replied", "started", "checked", "closed", "rejected", "sent_back", "withdrawn", "merged", "transferred",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "event", "limits"), STARTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_kind_gets_its_clocks_at_each_event(kind, event, limits):
    report = a_report(kind)
    happen(report, event, RECEIVED)
    begun = [
        (d.key, d.due_on.isoformat(), d.party, d.pauses, d.confirmed, d.extension) for d in report.deadlines.all()
    ]
    assert sorted(begun) == sorted(limits)
    assert {(d.outcome, d.provisional, d.started_at) for d in report.deadlines.all()} <= {("open", False, RECEIVED)}


def test_the_law_knows_the_kinds_a_report_can_have():
    assert set(DeadlineRule.ReportKind.values) == set(Kind.values)


def test_a_deadline_carries_the_terms_it_was_promised_under(running):
    total = running.deadlines.get(rule="total")
    rule = DeadlineRule.objects.get(kind="complaint", code="total")
    assert (total.rule_set, total.limit, total.unit, total.basis) == ("sp4n", 14, "working_days", rule.legal_basis)
    assert total.started_at == RECEIVED
    assert total.due_at == total.national_due_at == datetime(2026, 4, 13, 16, 59, 59, 999999, tzinfo=UTC)


def test_a_new_law_moves_no_report_of_before(running):
    with province_seat():
        DeadlineRule.objects.filter(code="total", kind="complaint").update(valid_to=date(2026, 3, 31))
        new = DeadlineRule.objects.get(code="total", kind="complaint")
        new.pk, new.limit, new.valid_from, new.valid_to = None, 7, date(2026, 4, 1), None
        new.save()
    memory.forget()
    later = a_report(number="3671-26-900002-X")
    happen(later, "received", wib("2026-04-01"))
    assert later.deadlines.get(rule="total").due_on == date(2026, 4, 13)
    clocks = Clocks.of(running)
    assert clocks.recalculate() == {}
    assert running.deadlines.get(rule="total").limit == 14


def test_all_deadlines_of_an_event_are_one_query(report, django_assert_num_queries):
    memory.current_law()
    calendars.city_calendars()
    clocks = Clocks.of(report)
    clocks.happened("received", RECEIVED)
    with django_assert_num_queries(1):
        clocks.save()


def test_deadlines_stand_in_the_order_they_end(running):
    assert [deadline.rule for deadline in running.deadlines.all()] == ["verify", "complete", "total"]
    assert [deadline.rule for deadline in Clocks.of(running).rows] == ["verify", "complete", "total"]


def test_the_follow_up_clock_starts_at_dispatch_and_only_once(running):
    happen(running, "dispatched", wib("2026-03-17"))
    assert running.deadlines.get(rule="first_follow_up").due_on == date(2026, 3, 31)
    happen(running, "dispatched", wib("2026-03-30"))
    assert running.deadlines.get(rule="first_follow_up").due_on == date(2026, 3, 31)


def test_the_reporters_time_starts_anew_with_each_question_and_each_follow_up(running):
    happen(running, "asked", wib("2026-03-16"))
    happen(running, "replied", wib("2026-03-17"))
    happen(running, "asked", wib("2026-03-18"))
    assert due_days(running)["uu25.completion"] == "2026-04-17"
    assert outcomes(running, "completion") == {"completion": (OPEN, None)}
    happen(running, "answered", wib("2026-04-13"))
    assert due_days(running)["sp4n.auto_close"] == "2026-04-27"
    happen(running, "answered", wib("2026-04-14"))
    assert due_days(running)["sp4n.auto_close"] == "2026-04-28"


def test_a_deadline_a_city_has_no_use_for_is_not_started(running):
    happen(running, "answered", wib("2026-03-17"), without=("check",))
    assert "practice.check" not in due_days(running)


def test_the_database_refuses_the_same_deadline_twice(running):
    twice = running.deadlines.get(rule="verify")
    twice.pk = None
    with pytest.raises(IntegrityError, match="deadlines_once_a_report"), transaction.atomic():
        twice.save()


def test_the_zone_decides_day_zero():
    late_evening = wib("2026-01-05", "23:30")  # half past one on the 6th in Jayapura
    assert preview("complaint", late_evening, WIB)[0].due_on == date(2026, 1, 8)
    assert preview("complaint", late_evening, WIT)[0].due_on == date(2026, 1, 9)


def test_a_deadline_in_a_year_without_decree_is_provisional(report):
    happen(report, "received", wib("2027-12-27"))
    assert [(d.rule, d.due_on, d.provisional) for d in report.deadlines.all()] == [
        ("verify", date(2027, 12, 30), False),
        ("complete", date(2028, 1, 10), False),  # calendar days know no decree
        ("total", date(2028, 1, 14), True),
    ]


def test_the_preview_promises_what_reception_then_opens(report):
    promised = preview("complaint", RECEIVED, WIB)
    assert Deadline.objects.count() == 0
    happen(report, "received", RECEIVED)
    terms = ("key", "due_on", "due_at", "limit", "unit", "basis", "confirmed", "provisional", "national_due_at")
    assert [[getattr(d, term) for term in terms] for d in promised] == [
        [getattr(d, term) for term in terms] for d in report.deadlines.all()
    ]


def test_without_a_deadline_in_force_reception_fails_loudly(report):
    with province_seat():
        DeadlineRule.objects.all().delete()
    with pytest.raises(LawMissing, match="complaint on 2026-03-16"):
        happen(report, "received", RECEIVED)


def test_a_word_that_is_no_event_fails_loudly(running):
    with pytest.raises(ValueError, match="verifed"):
        happen(running, "verifed", wib("2026-03-17"))


# -- How it ends ---------------------------------------------------------------------------------------------------


def test_an_event_no_clock_waits_for_writes_nothing(running, django_assert_num_queries):
    clocks = Clocks.of(running)
    clocks.happened("sent_back", wib("2026-03-17"))
    with django_assert_num_queries(0):
        clocks.save()


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (wib("2026-03-26", "23:59:59"), MET),
        (wib("2026-03-26", "23:59:59.500"), MET),
        (wib("2026-03-27", "00:00:00"), LATE),
    ],
)
def test_verification_is_met_until_the_end_of_the_local_day(running, at, outcome):
    happen(running, "verified", at)
    assert outcomes(running, "verify", "total") == {"verify": (outcome, at), "total": (OPEN, None)}


def test_a_deadline_that_was_met_stays_as_it_was(running):
    happen(running, "verified", wib("2026-03-17"))
    happen(running, "verified", wib("2026-04-20"))
    assert outcomes(running, "verify") == {"verify": (MET, wib("2026-03-17"))}


@pytest.mark.parametrize("event", ["started", "answered"])
def test_the_first_sign_of_work_meets_the_follow_up_deadline(running, event):
    happen(running, "dispatched", wib("2026-03-17"))
    happen(running, event, wib("2026-03-30"))
    assert outcomes(running, "first_follow_up") == {"first_follow_up": (MET, wib("2026-03-30"))}


def test_the_straight_road_meets_every_deadline(running):
    for event, day in (
        ("verified", "2026-03-17"),
        ("dispatched", "2026-03-17"),
        ("started", "2026-03-25"),
        ("answered", "2026-03-26"),
        ("closed", "2026-03-27"),
    ):
        happen(running, event, wib(day))
    assert outcomes(running) == {
        "verify": (MET, wib("2026-03-17")),
        "complete": (MET, wib("2026-03-17")),
        "first_follow_up": (MET, wib("2026-03-25")),
        "total": (MET, wib("2026-03-26")),
        "decision": (MET, wib("2026-03-26")),
        "check": (MET, wib("2026-03-27")),
        "told": (MET, wib("2026-03-27")),
        "auto_close": (MET, wib("2026-03-27")),
    }


# event: the limits it meets, of all that can run at once.
MEETS = {
    "asked": {"complete"},
    "replied": {"completion"},
    "verified": {"verify", "complete"},
    "started": {"first_follow_up"},
    "answered": {"first_follow_up", "total", "decision", "objection", "reopened"},
    "checked": {"check", "told"},
    "objected": {"check", "auto_close"},
    "sent_back": set(),
    # The final ones; the office's limits they do not meet are cancelled, or late where their time was over.
    "closed": {"check", "told", "auto_close", "objection"},
    "rejected": {"verify", "complete", "total", "decision", "reopened"},
    "withdrawn": set(),
    "merged": {"verify", "complete"},
    "transferred": {"verify", "complete"},
}
FINAL = {"closed", "rejected", "withdrawn", "merged", "transferred"}
ALL = {
    "verify", "complete", "completion", "first_follow_up", "total", "decision", "told", "auto_close", "check",
    "objection", "reopened",
}  # fmt: skip


@pytest.fixture
def everything(report) -> Report:
    """A report on which every limit runs at once, which no real one is."""
    for event in ("received", "asked", "verified", "dispatched", "answered", "objected", "reopened"):
        for limit in starting("complaint", event, RECEIVED, WIB):
            limit.report = report
            limit.save()
    assert {row.rule for row in report.deadlines.all()} == ALL
    return report


@pytest.mark.parametrize("event", MEETS)
def test_each_event_meets_its_deadlines_and_a_final_one_ends_the_rest(everything, event):
    at = wib("2026-03-27")  # one day after the end of `verify`
    happen(everything, event, at)
    found = outcomes(everything)
    met = {rule for rule, (outcome, when) in found.items() if when == at}
    assert met == MEETS[event]
    assert {rule: found[rule][0] for rule in met} == {rule: LATE if rule == "verify" else MET for rule in met}
    rest = {rule: LATE if rule == "verify" else CANCELLED for rule in ALL - met} if event in FINAL else {}
    assert {rule: found[rule] for rule in rest} == {rule: (outcome, None) for rule, outcome in rest.items()}
    assert not rest or OPEN not in {outcome for outcome, _when in found.values()}


def test_the_reporters_silence_is_nobodys_delay(running):
    happen(running, "answered", wib("2026-03-17"))
    clocks = happen(running, "withdrawn", wib("2026-12-01"))
    assert outcomes(running, "auto_close", "told") == {"auto_close": (CANCELLED, None), "told": (LATE, None)}
    assert clocks.next_due() is None


def test_what_the_queue_goes_by_is_the_offices_earliest_deadline_that_runs(running):
    clocks = happen(running, "answered", wib("2026-03-17"))
    assert clocks.next_due() == wib("2026-03-26", "23:59:59.999999")
    clocks = happen(running, "verified", wib("2026-03-18"))
    assert clocks.next_due() == wib(
        "2026-03-31", "23:59:59.999999"
    )  # told; the reporter's ten days are not the office's
    clocks = happen(running, "checked", wib("2026-03-18"))
    assert [row.rule for row in clocks.rows if row.is_open] == ["auto_close", "decision"]


def test_only_the_report_at_hand_is_settled(running):
    other = a_report(number="3671-26-900002-X")
    happen(other, "received", RECEIVED)
    happen(running, "closed", wib("2026-03-17"))
    assert outcomes(other) == {"verify": (OPEN, None), "complete": (OPEN, None), "total": (OPEN, None)}


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        ("verify", "Diverifikasi paling lambat"),
        ("first_follow_up", "Mulai ditindaklanjuti paling lambat"),
        ("total", "Dijawab paling lambat"),
        ("a_rule_of_tomorrow", "Batas waktu"),
    ],
)
def test_every_deadline_has_a_name_on_screen(rule, label):
    with translation.override("id"):
        assert str(deadline_label(rule)) == label
        assert str(Deadline(rule=rule).label) == label


def test_no_rule_lacks_a_name():
    with translation.override("id"):
        codes = set(DeadlineRule.objects.values_list("code", flat=True))
        assert codes == ALL | {"acceptance"}  # which is no clock of a report
        assert {code for code in codes if str(deadline_label(code)) == "Batas waktu"} == set()
