"""A city tells the ledger only what can have happened: each column within its bounds, each event after the one before.

What it is refused leaves no trace; `tests.tenants.ledger` and the actions' own tests are the other side: all that the
product writes is let in.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core.common.numbers import make_number
from core.reports.kinds import Kind, State
from core.reports.ledger_steps import steps
from tenants.ledger.models import Step
from tenants.ledger.recording import record
from tenants.seats import province_seat, tenant_seat
from tests.attacks.walls import BROKEN_CHECK, an_event, append, falls, run

NUMBER = make_number("36.71", 2026, 900001)
LATE = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def own(db):
    with tenant_seat("t3671"):
        yield


def in_five_years(**more: int) -> datetime:
    now = datetime.now(UTC)
    return now.replace(year=now.year + 5, day=min(now.day, 28)) + timedelta(**more)


# -- One row -------------------------------------------------------------------------------------------------------

# column: (what a city writes, the rule that refuses it)
BEYOND = [
    ("number", "3671-zzz", "ledger_entry_number"),
    ("number", "3671-26-9-X", "ledger_entry_number"),
    ("number", "3671-26-0000001-X", "ledger_entry_number"),
    ("number", "3671-26-99999999999", "ledger_entry_number"),
    ("number", f"{NUMBER}\n", "ledger_entry_number"),
    ("number", NUMBER.lower().replace("-", " "), "ledger_entry_number"),
    ("event", "", "ledger_entry_event"),
    ("event", "Submit", "ledger_entry_event"),
    ("event", "submit'", "ledger_entry_event"),
    ("state", "zzz", "ledger_entry_state"),
    ("state", "", "ledger_entry_state"),
    ("kind", "zzz", "ledger_entry_kind"),
    ("category_group", "Perhubungan\n", "ledger_entry_words"),
    ("unit_type", "dinas\x1b", "ledger_entry_words"),
    ("area_code", "x", "ledger_entry_area"),
    ("area_code", "36.71.01.100", "ledger_entry_area"),
    ("occurred_at", "infinity", "ledger_entry_times"),
    ("occurred_at", "-infinity", "ledger_entry_times"),
    ("occurred_at", "1999-12-31T00:00Z", "ledger_entry_times"),
    ("due_verify", LATE, "ledger_entry_due"),
    ("due_first_follow_up", LATE, "ledger_entry_due"),
    ("due_total", LATE, "ledger_entry_due"),
    ("due_total", "infinity", "ledger_entry_due"),
    ("due_total", "-infinity", "ledger_entry_due"),
    ("due_total", "1999-12-31T00:00Z", "ledger_entry_due"),
    ("entry_hash", b"", "ledger_entry_hash"),
    ("entry_hash", b"\x01" * 31, "ledger_entry_hash"),
    ("entry_hash", b"\x01" * 10_000_000, "ledger_entry_hash"),
    ("transfer_to", "nowhe", "ledger_entry_transfer_to"),
    ("score", 0, "ledger_entry_score"),
    ("score", 99, "ledger_entry_score"),
    ("escalation_level", 0, "ledger_entry_level"),
    ("escalation_level", 4, "ledger_entry_level"),
]


@pytest.mark.parametrize(("column", "value", "rule"), BEYOND, ids=lambda value: str(value)[:30])
def test_a_column_beyond_its_bounds_is_refused(own, column, value, rule):
    with falls(BROKEN_CHECK, rule):
        append(an_event(**{"number": NUMBER, column: value}))


@pytest.mark.parametrize("column", ["due_verify", "due_first_follow_up", "due_total"])
def test_a_deadline_may_lie_as_far_away_as_five_years(own, column):
    with falls(BROKEN_CHECK, "ledger_entry_due"):
        record(an_event(NUMBER, **{column: in_five_years(days=4)}))
    record(an_event(NUMBER, **{column: in_five_years(days=-4)}))


def rule(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("name", "words"), [("ledger_entry_state", State), ("ledger_entry_kind", Kind)])
def test_the_rules_list_what_the_code_lists(db, name, words):
    assert set(re.findall(r"'(\w+)'", rule(name))) == set(words.values)


# -- The number ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("serial", [1, 37, 123, 900001, 999999, 1000000, 9999999999])
def test_only_the_right_check_character_is_taken(own, serial):
    number = make_number("36.71", 2026, serial)
    for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if character != number[-1]:
            with falls(BROKEN_CHECK, "does not end with its check character"):
                record(an_event(number[:-1] + character))
    record(an_event(number))


# -- The event after the one before --------------------------------------------------------------------------------


def test_the_ledger_knows_the_steps_of_the_table(db):
    with province_seat():
        known = set(Step.objects.values_list("event", "source", "target"))
    assert known == steps()
    assert ("submit", "", "submitted") in known
    assert ("close", "answered", "closed") in known


@pytest.mark.parametrize("state", [state for state in State.values if state != State.SUBMITTED])
def test_a_report_begins_as_submitted(own, state):
    with falls(BROKEN_CHECK, f'submit does not lead from "" to "{state}"'):
        record(an_event(NUMBER, state=state))


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("close", "closed"),
        ("auto_close", "closed"),
        ("answer", "answered"),
        ("start", "in_progress"),
        ("dispatch", "dispatched"),
        ("undo_close", "answered"),
        ("verify", "closed"),
        ("correct", "closed"),
        ("zzz", "verified"),
        ("submit", "submitted"),
        ("identity_read", "submitted"),
    ],
)
def test_no_event_leads_where_the_table_does_not(own, event, state):
    record(an_event(NUMBER))
    with falls(BROKEN_CHECK, f'{event} does not lead from "submitted" to "{state}"'):
        record(an_event(NUMBER, 2, event=event, state=state))


@pytest.mark.parametrize("seq", [3, 5, 101, 999_999])
def test_no_event_is_left_out(own, seq):
    record(an_event(NUMBER))
    with falls(BROKEN_CHECK, f"leaves out events between 1 and {seq}"):
        record(an_event(NUMBER, seq, event="verify", state="verified"))


def test_no_number_of_an_event_is_beyond_counting(own):
    record(an_event(NUMBER))
    with falls(BROKEN_CHECK):
        record(an_event(NUMBER, 2_147_483_647, event="verify", state="verified"))


def test_readings_in_the_citys_own_history_make_up_for_numbers_left_out_events_do_not(own):
    record(an_event(NUMBER))
    for seq, action in ((2, "identity_read"), (3, "verify")):
        run(
            "INSERT INTO audit_entry (stream, seq, action, actor_kind, actor_label, at, details, columns, digests,"
            " previous, hash) VALUES (%s, %s, %s, 'staff', '', now(), '{}', '{}', '{}', sha256(''), sha256(''))",
            [NUMBER, seq, action],
        )
    with falls(BROKEN_CHECK, "leaves out events between 1 and 4"):
        record(an_event(NUMBER, 4, event="correct"))
    record(an_event(NUMBER, 3, event="verify", state="verified"))


# -- What belongs to an event --------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["t9999", "t3699", "t0000"])
def test_a_report_is_not_handed_to_nowhere(own, to):
    record(an_event(NUMBER))
    with falls(BROKEN_CHECK, f"cannot be handed over to {to}"):
        record(an_event(NUMBER, 2, event="transfer", state="transferred", transfer_to=to))


@pytest.mark.parametrize(
    "change", ["is_enabled = false", "is_sandbox = true", "province_code = '32'"], ids=lambda change: change.split()[0]
)
def test_a_report_is_handed_to_an_enabled_city_of_the_same_province_only(fresh_database, change):
    fresh_database.owner().cursor().execute(f"UPDATE tenants_tenant SET {change} WHERE schema_name = 't3602'")
    with tenant_seat("t3671"):
        record(an_event(NUMBER))
        with falls(BROKEN_CHECK, "cannot be handed over to t3602"):
            record(an_event(NUMBER, 2, event="transfer", state="transferred", transfer_to="t3602"))


@pytest.mark.parametrize(
    ("event", "state", "more"),
    [
        ("verify", "verified", {"score": 4}),
        ("verify", "verified", {"escalation_level": 3}),
        ("escalate", "submitted", {}),
        ("escalate", "submitted", {"escalation_level": 1, "score": 1}),
    ],
)
def test_scores_and_levels_come_with_their_events_only(own, event, state, more):
    record(an_event(NUMBER))
    with falls(BROKEN_CHECK, "a score comes with a rating, a level with an escalation"):
        record(an_event(NUMBER, 2, event=event, state=state, **more))


def test_an_area_of_another_city_is_refused(own):
    with falls(BROKEN_CHECK, "the area 36.02.01.2002 is not in t3671"):
        record(an_event(NUMBER, area_code="36.02.01.2002"))
    record(an_event(NUMBER, area_code="36.71.01.1001"))


@pytest.mark.parametrize("call", ["SELECT 1 FROM public.ledger_step", "DELETE FROM public.ledger_step"])
def test_a_city_neither_reads_nor_changes_the_steps(own, call):
    with falls("42501"):
        run(call)
