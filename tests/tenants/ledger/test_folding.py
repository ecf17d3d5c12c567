"""How a fact follows from the entries of one report: state and due times of the last, times of the first of each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.common.numbers import make_number
from demo.backdating import backdated
from tenants.ledger.models import Entry, Fact
from tenants.ledger.recording import NewEntry, record
from tenants.seats import province_seat, tenant_seat
from tests.oversight.ledger_rows import event_between
from tests.support.clock import database_now

NUMBER = make_number("36.71", 2026, 900001)
DUE = datetime(2026, 4, 13, 16, 59, tzinfo=UTC)
START = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)

# An entry of the city's own history; the chain is not what is looked at here.
READING = """
INSERT INTO audit_entry (stream, seq, action, actor_kind, actor_label, at, details, columns, digests, previous, hash)
VALUES (%s, %s, 'identity_read', 'staff', 'Siti', now(), '{}', '{}', '{}', sha256(''), sha256(''))
"""


def an_event(seq: int, state: str, **changes) -> NewEntry:
    values = {
        "number": NUMBER,
        "seq": seq,
        "event": "submit",
        "state": state,
        "occurred_at": START + timedelta(hours=seq),
        "kind": "complaint",
        "category_group": "Infrastruktur",
        "unit_type": "",
        "area_code": "36.71.01.1001",
        "due_verify": None,
        "due_first_follow_up": None,
        "due_total": DUE,
        "entry_hash": bytes([seq % 256]) * 32,
    }
    return NewEntry(**values | changes)


@pytest.fixture
def told(db):
    """Tells the ledger a row of states, each one step from the one before, and gives the fact that follows."""

    def tell(*states: str, first: int = 1) -> Fact:
        before = "" if first == 1 else fact_now().state
        with tenant_seat("t3671"):
            for seq, state in enumerate(states, start=first):
                to = "t3602" if state == "transferred" else None
                record(an_event(seq, state, event=event_between(before, state), transfer_to=to))
                before = state
        return fact_now()

    return tell


def fact_now() -> Fact:
    with province_seat():
        return Fact.objects.get(number=NUMBER)


def clock_of(seq: int) -> datetime:
    with province_seat():
        return Entry.objects.get(number=NUMBER, seq=seq).recorded_at


def test_a_new_report(told):
    fact = told("submitted")
    assert (fact.tenant, fact.seq, fact.state, fact.kind, fact.area_code) == (
        "t3671",
        1,
        "submitted",
        "complaint",
        "36.71.01.1001",
    )
    assert fact.received_at == clock_of(1)
    assert (fact.verified_at, fact.first_follow_up_at, fact.answered_at, fact.ended_at) == (None, None, None, None)
    assert fact.due_total == DUE
    assert bytes(fact.head) == b"\x01" * 32


def test_the_straight_road_is_timed_by_the_ledgers_clock(told):
    fact = told("submitted", "verified", "dispatched", "in_progress", "answered", "closed")
    assert fact.received_at == clock_of(1)
    assert fact.verified_at == clock_of(2)
    assert fact.first_follow_up_at == clock_of(4)
    assert fact.answered_at == clock_of(5)
    assert fact.ended_at == clock_of(6)
    assert (fact.seq, fact.state, bytes(fact.head)) == (6, "closed", b"\x06" * 32)


def test_what_happens_a_second_time_keeps_the_time_of_the_first(told):
    fact = told("submitted", "verified", "dispatched", "verified", "dispatched", "answered", "in_progress", "answered")
    assert (fact.verified_at, fact.first_follow_up_at, fact.answered_at) == (clock_of(2), clock_of(6), clock_of(6))


def test_a_question_to_the_reporter_does_not_count_as_verified(told):
    fact = told("submitted", "needs_info", "submitted")
    assert fact.verified_at is None


@pytest.mark.parametrize("state", ["closed", "rejected", "withdrawn", "merged", "transferred"])
def test_each_way_to_end(told, state):
    fact = told("submitted", state)
    assert fact.ended_at == clock_of(2)
    # Withdrawn or handed over, nobody has decided whether it is the office's.
    assert fact.verified_at == (None if state in ("withdrawn", "transferred") else clock_of(2))


def test_a_report_that_is_opened_again_has_no_end(told):
    told("submitted", "verified", "dispatched", "answered", "closed")
    fact = told("verified", first=6)
    assert (fact.state, fact.ended_at) == ("verified", None)
    assert fact.answered_at == clock_of(4)
    assert told("closed", first=7).ended_at == clock_of(7)


def test_the_last_entry_says_kind_category_unit_area_and_due_times(told):
    told("submitted")
    later = {
        "kind": "aspiration",
        "category_group": "Sosial",
        "unit_type": "dinas",
        "area_code": "36.71.02.1001",
        "due_verify": DUE,
        "due_first_follow_up": DUE,
        "due_total": None,
    }
    with tenant_seat("t3671"):
        record(an_event(2, "verified", event="verify", **later))
    with province_seat():
        fact = Fact.objects.get(number=NUMBER)
    assert {name: getattr(fact, name) for name in later} == later


def test_numbers_may_be_left_out_but_not_gone_back(told):
    """A reading of the identity is an entry of the city's history that the ledger is not told."""
    told("submitted")
    with tenant_seat("t3671"), connection.cursor() as cursor:
        for seq in (2, 3, 4):
            cursor.execute(READING, [NUMBER, seq])
    assert told("verified", first=5).seq == 5
    with pytest.raises(IntegrityError, match="leaves out events between 5 and 7"), transaction.atomic():
        told("dispatched", first=7)


def test_the_citys_own_time_is_kept_beside_the_ledgers(told):
    before = database_now()
    told("submitted")
    with province_seat():
        entry = Entry.objects.get(number=NUMBER)
    assert entry.occurred_at == START + timedelta(hours=1)
    assert entry.occurred_at < before <= entry.recorded_at <= database_now()


def test_the_owner_seeds_the_past(owner):
    """Made-up reports of a demonstration: the ledger's time is then the event's."""
    with tenant_seat("t3671"), backdated():
        record(an_event(1, "submitted"))
        record(an_event(2, "verified", event="verify"))
    fact = Fact.objects.get(number=NUMBER)
    assert (fact.tenant, fact.received_at, fact.verified_at) == (
        "t3671",
        START + timedelta(hours=1),
        START + timedelta(hours=2),
    )


def test_facts_follow_from_many_reports_at_once(db):
    """One row a report, whatever the order in which reports take turns."""
    numbers = [make_number("36.71", 2026, 900000 + index) for index in range(20)]
    road = (("submit", "submitted"), ("verify", "verified"), ("resolve_outside", "closed"))
    with tenant_seat("t3671"):
        for seq, (event, state) in enumerate(road, start=1):
            for number in numbers:
                record(an_event(seq, state, number=number, event=event))
    with province_seat():
        facts = dict(Fact.objects.filter(number__in=numbers).values_list("number", "state"))
    assert facts == dict.fromkeys(numbers, "closed")


# -- Hand-over and the rest of the procedure ----------------------------------------------------------------------


def tell(city: str, seq: int, event: str, state: str, **changes) -> None:
    """By Lebak without an area: that of the report is Kota Tangerang's."""
    area = {} if city == "t3671" else {"area_code": ""}
    with tenant_seat(city):
        record(an_event(seq, state, event=event, **area, **changes))


def test_a_report_handed_over_is_the_next_citys_and_counted_once(told):
    told("submitted")
    tell("t3671", 2, "transfer", "transferred", transfer_to="t3602")
    fact = fact_now()
    assert (fact.tenant, fact.pending_to, fact.ended_at) == ("t3671", "t3602", clock_of(2))
    tell("t3602", 3, "receive", "submitted")
    fact = fact_now()
    assert (fact.tenant, fact.pending_to, fact.state, fact.ended_at) == ("t3602", None, "submitted", None)
    assert (fact.received_at, fact.verified_at) == (clock_of(1), None)


@pytest.mark.parametrize(
    ("city", "event"),
    [("t3671", "receive"), ("t3671", "verify"), ("t3602", "verify"), ("t3602", "submit")],
)
def test_between_handing_over_and_receiving_nothing_else_happens(told, city, event):
    told("submitted")
    tell("t3671", 2, "transfer", "transferred", transfer_to="t3602")
    with pytest.raises(ProgrammingError, match="waits to be received by t3602"), transaction.atomic():
        tell(city, 3, event, "submitted")


@pytest.mark.parametrize(("leaves", "arrives"), [("hand_back", "come_back"), ("let_go", "recall")])
@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_a_report_given_back_is_again_the_former_citys(told, leaves, arrives, state):
    before = ["submitted"] if state == "submitted" else ["submitted", "verified"]
    told(*before)
    first = len(before) + 1
    tell("t3671", first, "transfer", "transferred", transfer_to="t3602")
    tell("t3602", first + 1, "receive", "submitted")
    tell("t3602", first + 2, leaves, "transferred", transfer_to="t3671")
    with pytest.raises(ProgrammingError, match="waits to be received by t3671"), transaction.atomic():
        tell("t3602", first + 3, arrives, state)
    tell("t3671", first + 3, arrives, state)
    fact = fact_now()
    assert (fact.tenant, fact.pending_to, fact.state, fact.ended_at) == ("t3671", None, state, None)
    assert fact.verified_at == (clock_of(2) if state == "verified" else None)


def test_what_ran_out_in_the_city_that_gave_it_back_is_late_there(told):
    told("submitted")
    past = database_now() - timedelta(days=1)
    tell("t3671", 2, "transfer", "transferred", transfer_to="t3602")
    tell("t3602", 3, "receive", "submitted", due_verify=past)
    tell("t3602", 4, "hand_back", "transferred", transfer_to="t3671", due_verify=past)
    tell("t3671", 5, "come_back", "submitted", due_verify=past)
    assert (fact_now().tenant, fact_now().late_verify) == ("t3671", "t3602")


@pytest.mark.parametrize("event", ["come_back", "recall"])
def test_nobody_has_again_what_was_not_handed_over(told, event):
    told("submitted")
    with pytest.raises(ProgrammingError, match="is not of"), transaction.atomic():
        tell("t3671", 2, event, "submitted")


@pytest.mark.parametrize("event", ["hand_back", "let_go"])
def test_what_is_given_back_names_the_city(told, event):
    told("submitted")
    with pytest.raises(IntegrityError, match="a transfer names another city"), transaction.atomic():
        tell("t3671", 2, event, "transferred", transfer_to=None)


@pytest.mark.parametrize("city", ["t3671", "t3602"])
def test_nobody_receives_what_was_not_handed_over(told, city):
    told("submitted")
    with pytest.raises(ProgrammingError, match="is not of"), transaction.atomic():
        tell(city, 2, "receive", "submitted")


@pytest.mark.parametrize(("event", "to"), [("transfer", None), ("transfer", "t3671"), ("verify", "t3602")])
def test_only_a_transfer_names_another_city(told, event, to):
    told("submitted")
    with pytest.raises(IntegrityError, match="a transfer names another city"), transaction.atomic():
        tell("t3671", 2, event, "transferred", transfer_to=to)


def test_asking_reopening_escalation_and_scores_are_kept(told):
    told("submitted")
    tell("t3671", 2, "ask", "needs_info")
    tell("t3671", 3, "reply", "submitted")
    tell("t3671", 4, "ask", "needs_info")
    tell("t3671", 5, "escalate", "needs_info", escalation_level=2)
    tell("t3671", 6, "escalate", "needs_info", escalation_level=1)
    tell("t3671", 7, "reply", "submitted")
    tell("t3671", 8, "resolve_outside", "closed")
    tell("t3671", 9, "rate", "closed", score=1)
    tell("t3671", 10, "reopen", "submitted")
    tell("t3671", 11, "resolve_outside", "closed")
    tell("t3671", 12, "rate", "closed", score=4)
    fact = fact_now()
    assert (fact.asked, fact.reopened, fact.escalation_level, fact.score) == (2, 1, 2, 4)
