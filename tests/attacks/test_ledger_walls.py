"""A city appends to the ledger what is its own, with the database's clock, and can do nothing else there."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from psycopg2 import errorcodes

from core.common.numbers import make_number
from demo.backdating import backdated
from tenants.ledger.recording import record
from tenants.seats import gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import (
    BROKEN_CHECK,
    NO_PRIVILEGE,
    an_event,
    append,
    falls,
    run,
)

REPEATED = errorcodes.UNIQUE_VIOLATION
NUMBER = {"t3671": make_number("36.71", 2026, 900001), "t3602": make_number("36.02", 2026, 900001)}


def facts() -> list[tuple]:
    with province_seat():
        return run("SELECT number, tenant, seq, state FROM ledger_fact WHERE number LIKE '%-26-9%' ORDER BY number")


def test_an_event_of_ones_own_is_appended_and_folded(pair):
    """The control: an honest city is not hindered, and the database says whose it is and when it came."""
    own, _ = pair
    with tenant_seat(own):
        record(an_event(NUMBER[own]))
        record(an_event(NUMBER[own], 2, event="verify", state="verified"))
    assert facts() == [(NUMBER[own], own, 2, "verified")]
    with province_seat():
        clocks = run(
            "SELECT tenant, recorded_at BETWEEN now() AND clock_timestamp() FROM ledger_entry WHERE number = %s",
            [NUMBER[own]],
        )
    assert clocks == [(own, True), (own, True)]


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_fact"])
@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT 1 FROM public.{}",
        "SELECT count(*) FROM public.{}",
        "UPDATE public.{} SET state = 'closed'",
        "DELETE FROM public.{}",
        "TRUNCATE public.{}",
        "COPY public.{} TO STDOUT",
    ],
)
def test_the_ledger_is_neither_read_nor_edited_by_a_city(pair, table, attempt):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run(attempt.format(table))


@pytest.mark.parametrize("seat", [province_seat, gate, worker_seat], ids=["province", "gate", "worker"])
@pytest.mark.parametrize(
    "attempt",
    [
        "INSERT INTO public.ledger_entry (number) VALUES ('x')",
        "UPDATE public.ledger_entry SET state = 'closed'",
        "DELETE FROM public.ledger_entry",
        "INSERT INTO public.ledger_fact (number) VALUES ('x')",
        "UPDATE public.ledger_fact SET state = 'closed'",
        "DELETE FROM public.ledger_fact",
    ],
)
def test_not_even_the_province_writes_the_ledger(db, seat, attempt):
    with seat(), falls(NO_PRIVILEGE):
        run(attempt)


def test_a_fact_is_not_written_past_the_trigger(pair):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run("INSERT INTO public.ledger_fact (number, tenant) VALUES (%s, %s)", [NUMBER[own], own])


def test_the_tenant_cannot_be_named(pair):
    own, other = pair
    for named in (own, other):
        with tenant_seat(own), falls(NO_PRIVILEGE):
            append(an_event(NUMBER[named]), tenant=named)


@pytest.mark.parametrize("column", ["recorded_at", "id", "tenant"])
def test_the_databases_columns_cannot_be_filled(pair, column):
    own, _ = pair
    value = {"recorded_at": datetime(2020, 1, 1, tzinfo=UTC), "id": 1, "tenant": own}[column]
    with tenant_seat(own), falls(NO_PRIVILEGE):
        append(an_event(NUMBER[own]), **{column: value})


def test_nothing_comes_back_from_an_append(pair):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run("INSERT INTO public.ledger_entry (number, seq) VALUES (%s, 1) RETURNING id", [NUMBER[own]])


def test_an_upsert_is_no_way_to_edit(pair):
    own, _ = pair
    with tenant_seat(own):
        record(an_event(NUMBER[own]))
        with falls(NO_PRIVILEGE):
            run(
                "INSERT INTO public.ledger_entry (number, seq) VALUES (%s, 1) "
                "ON CONFLICT (number, seq) DO UPDATE SET state = 'closed'",
                [NUMBER[own]],
            )


def test_a_number_of_another_city_is_refused_by_the_trigger(pair):
    own, other = pair
    with tenant_seat(own), falls(NO_PRIVILEGE, f"report {NUMBER[other]} does not carry the code of {own}"):
        record(an_event(NUMBER[other]))
    assert facts() == []


@pytest.mark.parametrize("number", ["", "x", "3671", "36710-26-900001-X", " 3671-26-900001-X", "%-26-900001-X"])
def test_a_number_without_the_citys_code_is_refused(db, number):
    with tenant_seat("t3671"), falls(BROKEN_CHECK, "ledger_entry_number"):
        record(an_event(number))


def test_another_citys_fact_is_not_moved(pair):
    """Both cities would have to share a number; the trigger asks the fact, not the number's code."""
    own, other = pair
    with tenant_seat(other):
        record(an_event(NUMBER[other]))
    with tenant_seat(own), falls(NO_PRIVILEGE, f"report {NUMBER[other]} is not of {own}"):
        record(an_event(NUMBER[other], 2, state="closed"))
    assert facts() == [(NUMBER[other], other, 1, "submitted")]


@pytest.mark.parametrize("first", [0, -1, 2, 2147483647])
def test_a_report_begins_with_its_first_event(pair, first):
    own, _ = pair
    with tenant_seat(own), falls(BROKEN_CHECK, f"begins with event {first}, not 1" if first == 2 else "entry_seq"):
        record(an_event(NUMBER[own], first))


@pytest.mark.parametrize(
    ("again", "wall"),
    [(1, REPEATED), (2, REPEATED), (3, REPEATED), (0, BROKEN_CHECK), (-5, BROKEN_CHECK)],
)
def test_an_event_is_not_replayed(pair, again, wall):
    own, _ = pair
    with tenant_seat(own):
        for seq in (1, 2, 3):
            record(an_event(NUMBER[own], seq, event="submit" if seq == 1 else "correct"))
        with falls(wall):
            record(an_event(NUMBER[own], again, event="resolve_outside", state="closed"))
    assert facts() == [(NUMBER[own], own, 3, "submitted")]


@pytest.mark.parametrize(
    "call",
    [
        "ledger_fold()",
        "ledger_check()",
        "ledger_first('3671-26-900001-X', ARRAY['closed'])",
        "ledger_check_character('3671-26-900001-X')",
        "ledger_only_readings_between('t3602', '3602-26-900001-X', 0, 2)",
    ],
)
def test_the_ledgers_functions_are_not_called_directly(pair, call):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE, call.split("(")[0]):
        run(f"SELECT public.{call}")


def test_a_seed_of_the_past_is_the_owners_alone(pair):
    """`backdated` is a door in the code; the column grants are the wall behind it."""
    own, _ = pair
    with tenant_seat(own), backdated(), falls(NO_PRIVILEGE):
        record(an_event(NUMBER[own]))


DECOYS = """
CREATE TEMP TABLE ledger_fact (number text, tenant text, seq int, state text, kind text, category_group text,
  unit_type text, area_code text, received_at timestamptz, verified_at timestamptz, first_follow_up_at timestamptz,
  answered_at timestamptz, ended_at timestamptz, due_verify timestamptz, due_first_follow_up timestamptz,
  due_total timestamptz, head bytea);
CREATE TEMP TABLE ledger_entry (number text);
CREATE FUNCTION pg_temp.laksa_city() RETURNS text LANGUAGE sql AS $$ SELECT '{other}' $$;
CREATE FUNCTION pg_temp.substr(text, int) RETURNS text LANGUAGE sql AS $$ SELECT substring('{other}' FROM 2) $$;
CREATE FUNCTION pg_temp.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT 'x_{other}' $$;
CREATE FUNCTION pg_temp.same(varchar, varchar) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
CREATE OPERATOR pg_temp.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = pg_temp.same);
CREATE OPERATOR pg_temp.<> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = pg_temp.same);
"""
PATHS = ("pg_temp", "pg_temp, public, pg_catalog", "pg_temp, {own}, public", "public, pg_temp", "''")


@pytest.mark.parametrize("path", PATHS)
def test_decoys_in_the_search_path_do_not_deceive_the_fold(fresh_database, path):
    """The trigger runs with the owner's rights, so what it looks up must not be the caller's choice. In a database
    where everybody may make temporary objects, which ours is not."""
    own, other = "t3671", "t3602"
    with fresh_database.owner().cursor() as cursor:
        cursor.execute(f'GRANT TEMPORARY ON DATABASE "{fresh_database.name}" TO PUBLIC')
    with tenant_seat(other):
        record(an_event(NUMBER[other]))
    with tenant_seat(own), transaction.atomic():
        run(DECOYS.format(other=other))
        run(f"SET LOCAL search_path = {path.format(own=own)}")
        for number in (NUMBER[other], make_number(f"{other[1:3]}.{other[3:]}", 2026, 900002)):
            with falls(NO_PRIVILEGE):
                append(an_event(number, 2, state="closed"))
        append(an_event(NUMBER[own]))
        assert run("SELECT count(*) FROM pg_temp.ledger_fact") == [(0,)]
        run("DISCARD TEMP")
    assert facts() == sorted([(NUMBER[other], other, 1, "submitted"), (NUMBER[own], own, 1, "submitted")])


@pytest.mark.parametrize("seat", [lambda: tenant_seat("t3671"), province_seat, gate, worker_seat])
def test_no_temporary_table_waits_for_the_next_tenant(db, seat):
    """It would stay with the connection, before the next tenant's table of that name in every search path."""
    with seat():
        with falls(NO_PRIVILEGE, "temporary tables"):
            run("CREATE TEMP TABLE reports_report (id int)")
        with falls(NO_PRIVILEGE):
            run("CREATE FUNCTION pg_temp.loot() RETURNS int LANGUAGE sql AS 'SELECT 1'")
