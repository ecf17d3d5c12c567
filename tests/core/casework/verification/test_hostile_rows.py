"""Rows that nothing of ours writes, put there by the owner past every CHECK: `laksa audit verify` and the nightly look
come to their end and name them."""

import pytest
from django.db import transaction
from django.utils import timezone

from config import auditing
from core.audit import streams, vouching
from core.casework import verification
from core.casework.common import vouched_tables
from tenants.models import Tenant
from tenants.seats import seated

# {} is the report's number, {id} its key.
LEDGER = {
    "due beyond the years Python knows": ("due_total = '12000-01-01'", "{ledger}"),
    "due at the last moment PostgreSQL knows": ("due_verify = '294276-12-31 23:59:59+00'", "{ledger}"),
    "due never": ("due_first_follow_up = 'infinity'", "{ledger}"),
    "happened before all time": ("occurred_at = '-infinity'", "{ledger}"),
    "happened before Christ": ("occurred_at = '4000-01-01 BC'", "{ledger}"),
    "told before Christ": ("recorded_at = '0044-03-15 BC'", "public.ledger_fact {}"),
    "an event without a name": ("event = '', state = ''", "{ledger}"),
    "a score and a level there are not": ("score = 32767, escalation_level = -1", "{ledger}"),
    "a hash of ten megabytes": ("entry_hash = convert_to(repeat('x', 10000000), 'UTF8')", "{ledger}"),
    "a place out of all places": ("seq = 2147483647", "{ledger}"),
}
FACTS = {
    "due beyond the years Python knows": "due_total = '12000-01-01'",
    "received never": "received_at = 'infinity'",
    "no head": "head = ''",
}
REPORTS = {
    "received at no time": "received_at = '-infinity'",
    "due in the year 30000": "next_due_at = '30000-01-01'",
    "nowhere on earth": "lat = 'NaN', lon = 'Infinity'",
    "public parts that are a number": "public_parts = '5'",
    "a category that is gone": "category_id = 999999",
}
OTHERS = {
    "a limit that ends before Christ": ("deadlines_deadline", "due_at = '0044-03-15 BC'"),
    "a limit that ends on a day of the year 12000": ("deadlines_deadline", "due_on = '12000-01-01'"),
    "a wait from no time to no time": ("deadlines_deadline", "waits = '{{-infinity,infinity}}'"),
    "lateness that is a number": ("deadlines_deadline", "late_before = '7'"),
    "words from the year 12000": ("reports_message", "at = '12000-01-01'"),
    "an answer from no time": ("reports_followup", "at = 'infinity'"),
    "a dispatch that never ended": ("routing_dispatch", "ended_at = 'infinity'"),
    "a file that cannot be one": ("reports_attachment", "\"full\" = repeat('/..', 40)"),
    "a file outside": ("reports_attachment", "\"full\" = '../../../etc/hostname'"),
    "a file that is a folder": ("reports_attachment", "thumb = ''"),
}
ENTRIES = {
    "from the year 12000": "at = '12000-01-01'",
    "details that are a list": "details = '[]'",
    "columns that are a word": "columns = '\"x\"'",
    "columns with limits that are a number": """columns = '{"deadlines": {"sp4n.total": 5}}'""",
    "digests of photos that are a number": """digests = '{"photos": 3}'""",
    "digests that are nothing": "digests = 'null'",
    "a number that no computer holds": """details = '{"score": 1e400}'""",
}
OFFICE = {
    "a day off in the year 12000": """INSERT INTO t3671.deadlines_localdayoff
        (date, name, legal_basis, is_day_off, changed_at) VALUES ('12000-01-01', 'x', 'x', true, 'infinity')""",
    "a role that is none": "UPDATE t3671.accounts_user SET roles = ARRAY['coordinator', NULL] WHERE username = 'siti'",
    "a digest at 24 o'clock": """INSERT INTO t3671.catalogue_citysettings
        (id, independent_check, reopen_days, digest_at, letterhead_name, letterhead_address, letterhead_phone,
         signatory_name, signatory_title) VALUES (2, true, 14, '24:00', '', '', '', '', '')""",
}
_OFFICE_TABLES = ("t3671.deadlines_localdayoff", "t3671.accounts_user", "t3671.catalogue_citysettings")


@pytest.fixture
def believing(world):
    """The same world, where no CHECK and no key holds a row to anything until the test has ended."""
    constraints = world.run(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('c', 'f') AND connamespace IN ('public'::regnamespace, 't3671'::regnamespace)"
        "   AND conrelid::regclass::text ~ '^(ledger_|t3671\\.(reports|deadlines|routing|audit|catalogue|accounts)_)'"
        "   AND conparentid = 0"
    )
    for table, name, _rule in constraints:
        world.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    world.keep("believed", _OFFICE_TABLES)
    yield world
    world.put_back("believed", _OFFICE_TABLES)
    world.run("DROP SCHEMA believed CASCADE")
    for table, name, rule in constraints:
        world.run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


def looked_at(world) -> tuple[list[tuple[str, str]], int]:
    """(number, row) of what the command names of this city, and how many faults the night finds in it."""
    tenant = Tenant.objects.get(schema_name="t3671")
    with seated(Tenant.objects.get(schema_name="public")):
        night = auditing.look_at(tenant, timezone.now())
    world.run("DELETE FROM public.oversight_integritycheck")
    return [(problem.number, problem.row) for problem in verification.verify("36.71")], night.faults


def test_an_honest_city_is_looked_at_without_a_fault(believing):
    assert looked_at(believing) == ([], 0)


@pytest.mark.parametrize("case", LEDGER)
def test_a_hostile_row_of_the_ledger_is_named(believing, case):
    change, row = LEDGER[case]
    # Of when it was told only the seals vouch for every row; the fact follows from some, as of the answer.
    key = believing.ledger(believing.closed, 8 if "recorded_at" in change else 5)
    believing.run(f"UPDATE public.ledger_entry SET {change} WHERE id = %s", key)
    named, by_night = looked_at(believing)
    row = row.format(believing.closed, ledger=f"public.ledger_entry id {key}")
    assert (believing.closed, row) in named
    assert by_night == len(named)


@pytest.mark.parametrize("case", FACTS)
def test_a_hostile_fact_is_named(believing, case):
    believing.run(f"UPDATE public.ledger_fact SET {FACTS[case]} WHERE number = %s", believing.closed)
    assert looked_at(believing) == ([(believing.closed, f"public.ledger_fact {believing.closed}")], 1)


@pytest.mark.parametrize("case", REPORTS)
def test_a_hostile_report_is_named(believing, case):
    key = believing.id_of(believing.closed)
    believing.run(f"UPDATE t3671.reports_report SET {REPORTS[case]} WHERE id = %s", key)
    named, by_night = looked_at(believing)
    assert set(named) == {(believing.closed, f"t3671.reports_report id {key}")}
    assert by_night == len(named)


@pytest.mark.parametrize("case", OTHERS)
def test_a_hostile_row_of_the_city_is_named(believing, case):
    table, change = OTHERS[case]
    number = believing.asked if table == "reports_message" else believing.closed
    key = believing.id_of(number)
    believing.run(f"UPDATE t3671.{table} SET {change} WHERE report_id = %s", key)
    named, by_night = looked_at(believing)
    assert {told for told, _row in named} == {number}
    rows = " ".join(row for _number, row in named)
    assert f"t3671.{table} " in rows or f"t3671.reports_report id {key}" in rows
    assert 0 < by_night <= len(named)


@pytest.mark.parametrize("case", ENTRIES)
def test_a_hostile_entry_is_named(believing, case):
    key = believing.entry(believing.closed, 5)
    believing.run(f"UPDATE t3671.audit_entry SET {ENTRIES[case]} WHERE id = %s", key)
    named, by_night = looked_at(believing)
    assert named[0] == (believing.closed, f"t3671.audit_entry id {key} (seq 5)")
    assert {number for number, _row in named} == {believing.closed}
    assert 0 < by_night <= len(named)


@pytest.mark.parametrize("case", OFFICE)
def test_a_hostile_row_of_the_office_is_named(believing, case):
    with seated(Tenant.objects.get(schema_name="t3671")), transaction.atomic():
        streams.lock(streams.OFFICE)
        vouching.begin(streams.OFFICE, vouched_tables.rows_of_the_office(), timezone.now())
    believing.run(OFFICE[case])
    named, by_night = looked_at(believing)
    assert [number for number, _row in named] == ["kantor"]
    assert by_night == len(named)
