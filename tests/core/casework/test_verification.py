"""`laksa audit verify`: clean on a lived-in city, and every row that somebody edits as the owner is named.

One database is lived in for the whole file. Each test tampers with it, looks, and puts everything back.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections

from core.audit.chain import link_hash
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework import actions, verification
from core.reports.models import Report
from tenants.seats import tenant_seat
from tests.support import cast as cast_of
from tests.support import databases
from tests.support.owner import owner_login

TABLES = [
    "t3671.audit_entry", "t3671.reports_report", "t3671.reports_identity", "t3671.reports_message",
    "t3671.reports_followup", "t3671.reports_attachment", "t3671.deadlines_deadline", "t3671.routing_dispatch",
    "t3671.notifications_notice", "t3671.catalogue_category", "t3671.catalogue_unit", "public.ledger_entry",
    "public.ledger_fact",
]  # fmt: skip


@dataclass
class LivedIn:
    """The database with its reports: `closed` went the whole road with photos, `asked` was asked and replied."""

    database: databases.FreshDatabase
    owner: psycopg2.extensions.cursor
    folder: Path
    closed: str
    asked: str
    rejected: str
    anonymous: str

    def run(self, sql: str, *parameters: object) -> list[tuple]:
        self.owner.execute(sql, parameters or None)
        return self.owner.fetchall() if self.owner.description else []

    def one(self, sql: str, *parameters: object):
        ((value,),) = self.run(sql, *parameters)
        return value

    def id_of(self, number: str) -> int:
        return self.one("SELECT id FROM t3671.reports_report WHERE number = %s", number)

    def entry(self, number: str, seq: int) -> int:
        return self.one("SELECT id FROM t3671.audit_entry WHERE stream = %s AND seq = %s", number, seq)

    def ledger(self, number: str, seq: int) -> int:
        return self.one("SELECT id FROM public.ledger_entry WHERE number = %s AND seq = %s", number, seq)

    def keep(self) -> None:
        self.run("CREATE SCHEMA kept")
        for table in TABLES:
            self.run(f"CREATE TABLE kept.{table.replace('.', '_')} AS TABLE {table}")

    def put_back(self) -> None:
        """Every table as it was kept. Keys to other tables are checked at the end of the transaction only."""
        statements = ["BEGIN", "SET CONSTRAINTS ALL DEFERRED", "ALTER TABLE public.ledger_entry DISABLE TRIGGER USER"]
        statements += [f"DELETE FROM {table}" for table in reversed(TABLES)]
        statements += [f"INSERT INTO {table} SELECT * FROM kept.{table.replace('.', '_')}" for table in TABLES]
        statements += ["ALTER TABLE public.ledger_entry ENABLE TRIGGER USER", "COMMIT"]
        self.run("; ".join(statements))


@pytest.fixture(scope="module")
def lived_in(
    django_db_setup: None, django_db_blocker, server_dsn: str, database_name: str, tmp_path_factory
) -> Iterator[LivedIn]:
    """Kota Tangerang after a few days of work; Django's connection is the owner's, as in the command."""
    name, folder = f"{database_name}_lived_in", tmp_path_factory.mktemp("files")
    default, data_dir = connections["default"], settings.DATA_DIR
    with django_db_blocker.unblock():
        connections.close_all()
        with databases.cloned(server_dsn, database_name, name):
            variables = databases.environment(server_dsn, name, folder, prefix=database_name)
            database = databases.FreshDatabase(name, variables)
            default.settings_dict["NAME"], settings.DATA_DIR = name, folder
            try:
                numbers = _live(cast_of.make())
                world = LivedIn(database, database.owner().cursor(), folder, *numbers)
                world.keep()
                with owner_login(variables["DATABASE_URL"]):
                    yield world
            finally:
                connections.close_all()
                default.settings_dict["NAME"], settings.DATA_DIR = database_name, data_dir
                database.close()


def _live(cast: cast_of.Cast) -> tuple[str, str, str, str]:
    office = cast.tangerang
    for state in ("submitted", "verified", "dispatched", "in_progress", "answered"):
        office.file(state)
        cast.lebak.file(state)
    anonymous = office.file("submitted", identity="anonymous").number
    rejected = office.file("rejected").number
    with office.seat():
        asked = office.file("needs_info", photos=1)
        actions.reply(asked.number, asked.code, text="Tiang nomor 7.", attachments=[cast_of.add_photo().pk])
        closed = office.file("verified", photos=2, email=cast_of.EMAIL, lat=-6.1702, lon=106.6403).number
        actions.read_identity(closed, office.siti)
        actions.dispatch(closed, office.siti, unit="dlh", note="Mohon dicek.")
        actions.send_back(closed, office.budi, note="Ini lampu, bukan sampah.")
        actions.dispatch(closed, office.joko, unit="dishub")
        actions.start(closed, office.agus)
        actions.answer(closed, office.rahmat, text="Lampu diganti.", attachments=[cast_of.add_photo().pk])
        actions.close(closed, office.joko)
    return closed, asked.number, rejected, anonymous


@pytest.fixture
def world(lived_in: LivedIn) -> Iterator[LivedIn]:
    yield lived_in
    lived_in.put_back()


def found(world: LivedIn, number: str | None = None) -> list[tuple[str, str]]:
    """(row, what) of every problem; all of them must be of the report `number`."""
    problems = verification.verify()
    assert {problem.tenant for problem in problems} <= {"t3671"}
    assert {problem.number for problem in problems} <= {number or world.closed}
    return [(problem.row, problem.what) for problem in problems]


def test_a_lived_in_city_is_clean(world):
    assert verification.verify() == []
    assert verification.verify("36.71") == []


def test_what_the_city_does_while_it_is_verified_is_no_problem(world):
    """Another connection moves a report on after its row was read, before its history is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM t3671.reports_report WHERE state = 'submitted' ORDER BY id LIMIT 1")
        (number,) = cursor.fetchone()
    moved = []

    def move(execute, sql, parameters, many, context):
        if "audit_entry" in sql and "reports_report" not in sql and not moved:
            moved.append(number)
            _verify_as_the_web(world, number)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(move):
        assert verification.verify() == []
    assert moved == [number]
    assert world.one("SELECT state FROM t3671.reports_report WHERE number = %s", number) == "verified"
    assert verification.verify() == []


def _verify_as_the_web(world: LivedIn, number: str) -> None:
    """The coordinator's action, in a process with the web's login."""
    script = (
        "import django; django.setup()\n"
        "from core.accounts.models import User\n"
        "from core.casework import actions, people\n"
        "from tenants.models import Tenant\n"
        "from tenants.seats import seated\n"
        "with seated(Tenant.objects.get(schema_name='t3671')):\n"
        f"    actions.verify('{number}', people.actor_of(User.objects.get(username='siti')))\n"
    )
    environment = databases.command_environment({**world.database.variables, "LAKSA_DATABASE_LOGIN": "app"})
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


# -- The report's own row ------------------------------------------------------------------------------------------

COLUMNS = {
    "kind": "'information'",
    "category_id": "(SELECT id FROM t3671.catalogue_category WHERE code = 'lainnya')",
    "state": "'answered'",
    "identity_level": "'masked'",
    "visibility": "'secret'",
    "channel": "'api'",
    "description": "'Lampu menyala terang.'",
    "public_text": "'Lampu menyala.'",
    "lat": "lat + 0.0001",
    "lon": "NULL",
    "address": "''",
    "area_code": "'36.71.01.1002'",
    "area_check": "'near'",
    "salt": r"'\x00'",
    "unit_id": "(SELECT id FROM t3671.catalogue_unit WHERE code = 'dlh')",
    "received_at": "received_at + interval '1 day'",
    "verified_at": "NULL",
    "answered_at": "answered_at - interval '1 microsecond'",
    "answered_by_id": "(SELECT id FROM t3671.accounts_user WHERE username = 'dewi')",
    "ended_at": "ended_at - interval '1 day'",
    "rejection_reason_id": "(SELECT id FROM t3671.catalogue_rejectionreason LIMIT 1)",
    "rejection_note": "'Tidak jelas.'",
    "next_due_at": "now()",
    "code_hash": r"'\x00'",
    "audit_seq": "audit_seq - 1",
    "audit_head": r"'\x00'",
    "is_synthetic": "true",
}
# What history does not vouch for: its own key, who sent it (erased with the account) and a count that only grows.
NOT_VOUCHED_FOR = {"id", "number", "submitted_by_id", "supporters"}
# The name under which history knows a column, where it is another.
NAMES = {
    "category_id": "category", "unit_id": "unit", "answered_by_id": "answered_by",
    "rejection_reason_id": "rejection_reason", "lat": "location", "lon": "location", "address": "location",
    "code_hash": "receipt_code",
}  # fmt: skip


def test_no_column_of_the_report_is_forgotten():
    assert set(COLUMNS) | NOT_VOUCHED_FOR == {field.column for field in Report._meta.concrete_fields}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_column_names_the_report(world, column):
    row = f"t3671.reports_report id {world.id_of(world.closed)}"
    world.run(f"UPDATE t3671.reports_report SET {column} = {COLUMNS[column]} WHERE number = %s", world.closed)
    sentences = {
        "next_due_at": [(row, "next_due_at is not the earliest due time still open")],
        "audit_seq": [(f"t3671.audit_entry of report {world.closed}", "9 entries, but the report counts 8")],
        "audit_head": [(row, "audit_head is not the hash of the last entry")],
        "salt": [
            (row, f"{name} is not what the history says")
            for name in ("description", "public_text", "location", "rejection_note", "receipt_code")
        ],
    }
    changed = NAMES.get(column, column)
    assert found(world) == sentences.get(column, [(row, f"{changed} is not what the history says")])


def test_an_edited_number_leaves_history_without_a_report_and_a_report_without_history(world):
    world.run("UPDATE t3671.reports_report SET number = '3671-26-999999-0' WHERE number = %s", world.closed)
    problems = [(problem.number, problem.row) for problem in verification.verify()]
    assert problems == [
        (world.closed, "t3671.audit_entry"),
        (world.closed, "public.ledger_entry"),
        (world.closed, "public.ledger_fact"),
        ("3671-26-999999-0", "t3671.audit_entry of report 3671-26-999999-0"),
    ]


def test_a_deleted_report_is_missed(world):
    number, key = world.anonymous, world.id_of(world.anonymous)
    for table in ("deadlines_deadline", "notifications_notice"):
        world.run(f"DELETE FROM t3671.{table} WHERE report_id = %s", key)
    world.run("DELETE FROM t3671.reports_report WHERE id = %s", key)
    gone = "the report itself is gone"
    assert found(world, number) == [
        ("t3671.audit_entry", gone), ("public.ledger_entry", gone), ("public.ledger_fact", gone),
    ]  # fmt: skip


def test_a_change_of_the_catalogue_is_no_problem(world):
    world.run("UPDATE t3671.catalogue_category SET \"group\" = 'Lain', name = 'Lampu' WHERE code = 'pju-padam'")
    world.run("UPDATE t3671.catalogue_unit SET type = 'badan', short_name = 'BPH' WHERE code = 'dishub'")
    assert verification.verify() == []


# -- History -------------------------------------------------------------------------------------------------------

ENTRY_COLUMNS = {
    "action": "'answer'",
    "actor_kind": "'system'",
    "actor_id": "NULL",
    "actor_label": "'Orang Lain'",
    "at": "at + interval '1 microsecond'",
    "details": '\'{"unit": "DLH"}\'',
    "columns": "jsonb_set(columns, '{state}', '\"closed\"')",
    "digests": "jsonb_set(digests, '{description}', '\"\"')",
    "hash": r"'\x00'",
}


@pytest.mark.parametrize("column", ENTRY_COLUMNS)
def test_an_edited_entry_is_named(world, column):
    key = world.entry(world.closed, 4)
    world.run(f"UPDATE t3671.audit_entry SET {column} = {ENTRY_COLUMNS[column]} WHERE id = %s", key)
    named = [row for row, _what in found(world)]
    assert named[0] == f"t3671.audit_entry id {key} (seq 4)"
    # The hash is also what the next entry follows from; action, time and columns are also told to the ledger.
    others = {
        "hash": [f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)"],
    }.get(column, [])
    ledger = [f"public.ledger_entry id {world.ledger(world.closed, 4)}"]
    assert named[1:] == others + (ledger if column in ("action", "at", "columns", "hash") else [])


def test_an_entry_rewritten_with_its_hash_breaks_the_next(world):
    """Whoever knows how hashes are made must rewrite everything after it too, and then the ledger disagrees."""
    key = world.entry(world.closed, 4)
    world.run("UPDATE t3671.audit_entry SET actor_label = 'Orang Lain' WHERE id = %s", key)
    with tenant_seat("t3671"):
        entry = Entry.objects.get(pk=key)
        Entry.objects.filter(pk=key).update(hash=link_hash(link_of(entry)))
    assert [row for row, _what in found(world)] == [
        f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)",
        f"public.ledger_entry id {world.ledger(world.closed, 4)}",
    ]


def test_a_deleted_last_entry_is_missed(world):
    last = world.one("SELECT max(seq) FROM t3671.audit_entry WHERE stream = %s", world.closed)
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s AND seq = %s", world.closed, last)
    problems = found(world)
    assert problems[0] == (
        f"t3671.audit_entry of report {world.closed}", f"{last - 1} entries, but the report counts {last}",
    )  # fmt: skip
    assert (f"public.ledger_entry id {world.ledger(world.closed, last)}",
            "tells an event that the report's history does not have") in problems  # fmt: skip


def test_a_deleted_middle_entry_is_missed(world):
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s AND seq = 4", world.closed)
    row = f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)"
    assert found(world)[0] == (row, "the entry with seq 4 is missing or out of order")


def test_a_history_deleted_as_a_whole_is_missed(world):
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s", world.closed)
    row = f"t3671.audit_entry of report {world.closed}"
    assert found(world) == [(row, "0 entries, but the report counts 9")]


def test_entries_in_another_order_are_named(world):
    first, second = world.entry(world.closed, 4), world.entry(world.closed, 5)
    world.run("UPDATE t3671.audit_entry SET seq = -1 WHERE id = %s", first)
    world.run("UPDATE t3671.audit_entry SET seq = 4 WHERE id = %s", second)
    world.run("UPDATE t3671.audit_entry SET seq = 5 WHERE id = %s", first)
    named = [row for row, _what in found(world)]
    assert named[:2] == [f"t3671.audit_entry id {second} (seq 4)"] * 2
    assert f"t3671.audit_entry id {first} (seq 5)" in named


def test_an_entry_added_by_hand_is_named(world):
    world.run(
        "INSERT INTO t3671.audit_entry (stream, seq, action, actor_kind, actor_label, at, details, columns, digests,"
        " previous, hash) SELECT stream, seq + 1, 'close', actor_kind, actor_label, at, details, columns, digests,"
        " hash, hash FROM t3671.audit_entry WHERE stream = %s AND seq = 9",
        world.closed,
    )
    named = [row for row, _what in found(world)]
    assert named[0] == f"t3671.audit_entry id {world.entry(world.closed, 10)} (seq 10)"
    assert f"public.ledger_entry {world.closed} seq 10" in named


# -- Clocks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", ["due_at = due_at + interval '1 day'", "met_at = NULL", "outcome = 'late'", "rule = 'verify2'"]
)
def test_an_edited_deadline_is_named(world, change):
    key = world.id_of(world.closed)
    world.run(f"UPDATE t3671.deadlines_deadline SET {change} WHERE report_id = %s AND rule = 'verify'", key)
    rows = [f"t3671.deadlines_deadline sp4n.verify of report id {key}"]
    if "verify2" in change:
        rows.append(f"t3671.deadlines_deadline sp4n.verify2 of report id {key}")
    assert found(world) == [(row, "is not what the history says") for row in rows]


def test_a_deleted_deadline_is_missed(world):
    key = world.id_of(world.closed)
    world.run("DELETE FROM t3671.deadlines_deadline WHERE report_id = %s AND rule = 'total'", key)
    row = f"t3671.deadlines_deadline sp4n.total of report id {key}"
    assert found(world) == [(row, "is not what the history says")]


# -- Texts, photos, identity ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("text = 'Di tiang nomor 8.'", "its text is not what the history says"),
        (r"salt = '\x00'", "its text is not what the history says"),
        ("from_reporter = false", "who wrote it when is not what the history says"),
        ("at = at + interval '1 hour'", "who wrote it when is not what the history says"),
    ],
)
def test_an_edited_message_is_named(world, change, what):
    key = world.one(
        f"UPDATE t3671.reports_message SET {change} WHERE report_id = %s AND seq = 3 RETURNING id",
        world.id_of(world.asked),
    )
    assert found(world, world.asked) == [(f"t3671.reports_message id {key}", what)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("text = 'Lampu tidak diganti.'", "its text is not what the history says"),
        ("author_id = (SELECT id FROM t3671.accounts_user WHERE username = 'dewi')",
         "who wrote it when is not what the history says"),
        ("unit_id = (SELECT id FROM t3671.catalogue_unit WHERE code = 'dlh')",
         "who wrote it when is not what the history says"),
        ("at = at - interval '1 day'", "who wrote it when is not what the history says"),
    ],
)  # fmt: skip
def test_an_edited_answer_is_named(world, change, what):
    key = world.one(
        f"UPDATE t3671.reports_followup SET {change} WHERE report_id = %s RETURNING id", world.id_of(world.closed)
    )
    assert found(world) == [(f"t3671.reports_followup id {key}", what)]


def test_a_deleted_message_and_one_added_by_hand_are_named(world):
    key = world.id_of(world.asked)
    world.run("DELETE FROM t3671.reports_message WHERE report_id = %s AND seq = 3", key)
    assert found(world, world.asked) == [("t3671.reports_message seq 3", "is gone, though the history has it")]
    added = world.one(
        "INSERT INTO t3671.reports_message (report_id, from_reporter, text, salt, at, seq)"
        r" VALUES (%s, true, 'Terima kasih.', '\x00', now(), 3) RETURNING id",
        key,
    )
    assert found(world, world.asked) == [
        (f"t3671.reports_message id {added}", "its text is not what the history says")
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (r"sha256 = '\x00'", "is not what the history says"),
        ("seq = 1", "is not what the history says"),
        ("follow_up_id = NULL", "does not belong to the answer it came with"),
    ],
)
def test_an_edited_photo_row_is_named(world, change, what):
    key = world.one(
        f"UPDATE t3671.reports_attachment SET {change} WHERE report_id = %s AND follow_up_id IS NOT NULL RETURNING id",
        world.id_of(world.closed),
    )
    assert found(world) == [(f"t3671.reports_attachment {key}", what)]


def test_a_photo_sent_to_the_office_cannot_be_made_part_of_the_report_unseen(world):
    key = world.one(
        "UPDATE t3671.reports_attachment SET seq = 1 WHERE report_id = %s AND seq = 3 RETURNING id",
        world.id_of(world.asked),
    )
    assert found(world, world.asked) == [(f"t3671.reports_attachment {key}", "is not what the history says")]


def test_a_deleted_photo_is_missed(world):
    key = world.one(
        "DELETE FROM t3671.reports_attachment WHERE report_id = %s AND follow_up_id IS NOT NULL RETURNING id",
        world.id_of(world.closed),
    )
    assert found(world) == [(f"t3671.reports_attachment {key}", "is gone, though the history has it")]


def test_a_photo_moved_to_another_report_is_named_at_both(world):
    key = world.one(
        "UPDATE t3671.reports_attachment SET report_id = %s WHERE report_id = %s AND follow_up_id IS NOT NULL"
        " RETURNING id",
        world.id_of(world.rejected),
        world.id_of(world.closed),
    )
    row = f"t3671.reports_attachment {key}"
    assert sorted((p.number, p.row, p.what) for p in verification.verify()) == sorted([
        (world.rejected, row, "is not what the history says"),
        (world.closed, row, "is gone, though the history has it"),
    ])  # fmt: skip


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_a_photo_file_that_was_changed_or_is_gone_is_named(world, change):
    ((key, name),) = world.run(
        'SELECT id, "full" FROM t3671.reports_attachment WHERE report_id = %s AND follow_up_id IS NOT NULL',
        world.id_of(world.closed),
    )
    path = world.folder / "files" / "t3671" / name
    content = path.read_bytes()
    try:
        if change == "changed":
            path.write_bytes(content[:-1] + b"x")
            what = f"its file {name} was changed"
        else:
            os.unlink(path)
            what = f"its file {name} is gone"
        assert found(world) == [(f"t3671.reports_attachment {key}", what)]
    finally:
        path.write_bytes(content)


def test_swapped_identities_open_for_neither(world):
    one, other = world.id_of(world.closed), world.id_of(world.rejected)
    swap = (
        "UPDATE t3671.reports_identity a SET sealed = b.sealed, salt = b.salt, email_hash = b.email_hash,"
        " phone_hash = b.phone_hash FROM t3671.reports_identity b"
        " WHERE (a.report_id, b.report_id) IN ((%s, %s), (%s, %s))"
    )
    world.run(swap, one, other, other, one)
    what = "cannot be opened: it was changed, or its key is missing"
    assert [(p.row, p.what) for p in verification.verify()] == [
        (f"t3671.reports_identity of report id {key}", what) for key in sorted([one, other])
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (r"sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)",
         "cannot be opened: it was changed, or its key is missing"),
        (r"sealed = '\x'", "cannot be opened: it was changed, or its key is missing"),
        (r"salt = '\x00'", "is not what the history says"),
        (r"email_hash = ''", "email_hash does not find this reporter"),
        (r"phone_hash = '\x00'", "phone_hash does not find this reporter"),
    ],
)  # fmt: skip
def test_an_edited_identity_is_named(world, change, what):
    key = world.id_of(world.closed)
    world.run(f"UPDATE t3671.reports_identity SET {change} WHERE report_id = %s", key)
    assert found(world) == [(f"t3671.reports_identity of report id {key}", what)]


def test_a_deleted_identity_is_missed_and_one_given_to_an_anonymous_report_is_named(world):
    key, anonymous = world.id_of(world.closed), world.id_of(world.anonymous)
    world.run("UPDATE t3671.reports_identity SET report_id = %s WHERE report_id = %s", anonymous, key)
    assert sorted((p.number, p.row) for p in verification.verify()) == sorted([
        (world.closed, f"t3671.reports_identity of report id {key}"),
        (world.anonymous, f"t3671.reports_identity of report id {anonymous}"),
    ])  # fmt: skip


# -- Ledger and facts ----------------------------------------------------------------------------------------------

LEDGER_COLUMNS = {
    "event": "'close'",
    "state": "'closed'",
    "occurred_at": "occurred_at - interval '1 day'",
    "kind": "'aspiration'",
    "category_group": "'Kesehatan'",
    "unit_type": "'kecamatan'",
    "area_code": "''",
    "due_verify": "NULL",
    "due_first_follow_up": "now()",
    "due_total": "now()",
    "entry_hash": r"'\x00'",
}


@pytest.mark.parametrize("column", LEDGER_COLUMNS)
def test_an_edited_ledger_row_is_named(world, column):
    key = world.ledger(world.closed, 5)
    world.run(f"UPDATE public.ledger_entry SET {column} = {LEDGER_COLUMNS[column]} WHERE id = %s", key)
    assert found(world) == [(f"public.ledger_entry id {key}", "is not what the report's history says")]


def test_what_is_told_in_the_name_of_another_city_is_named_in_both(world):
    key, fact = world.ledger(world.closed, 5), f"public.ledger_fact {world.closed}"
    world.run("UPDATE public.ledger_entry SET tenant = 't3602' WHERE id = %s", key)
    assert [(p.tenant, p.number, p.row) for p in verification.verify()] == [
        ("t3602", world.closed, "public.ledger_entry"),
        ("t3671", world.closed, f"public.ledger_entry id {key}"),
    ]
    world.put_back()
    world.run("UPDATE public.ledger_fact SET tenant = 't3602' WHERE number = %s", world.closed)
    assert [(p.tenant, p.number, p.row) for p in verification.verify()] == [
        ("t3602", world.closed, "public.ledger_fact"),
        ("t3671", world.closed, fact),
    ]


def test_a_ledger_row_that_was_dated_back_is_named_by_its_fact(world):
    world.run(
        "UPDATE public.ledger_entry SET recorded_at = recorded_at - interval '9 days' WHERE number = %s AND seq = 8",
        world.closed,
    )
    assert found(world) == [(f"public.ledger_fact {world.closed}", "answered_at do not follow from the ledger")]


def test_a_deleted_ledger_row_is_missed(world):
    world.run("DELETE FROM public.ledger_entry WHERE number = %s AND seq = 5", world.closed)
    assert found(world) == [(f"public.ledger_entry {world.closed} seq 5", "is missing")]


def test_an_added_ledger_row_is_named(world):
    columns = (
        "tenant, number, event, state, occurred_at, recorded_at, kind, category_group, unit_type, area_code,"
        " due_verify, due_first_follow_up, due_total, entry_hash"
    )
    key = world.one(
        f"INSERT INTO public.ledger_entry ({columns}, seq) SELECT {columns}, 10 FROM public.ledger_entry"
        " WHERE number = %s AND seq = 9 RETURNING id",
        world.closed,
    )
    what = "tells an event that the report's history does not have"
    assert found(world) == [(f"public.ledger_entry id {key}", what)]


def test_a_report_that_only_the_ledger_knows_is_named(world):
    world.run("UPDATE public.ledger_fact SET number = '3671-26-999999-0' WHERE number = %s", world.closed)
    assert sorted((p.number, p.row) for p in verification.verify()) == sorted([
        ("3671-26-999999-0", "public.ledger_fact"),
        (world.closed, f"public.ledger_fact {world.closed}"),
    ])  # fmt: skip


FACT_COLUMNS = {
    "seq": "99",
    "state": "'answered'",
    "kind": "'aspiration'",
    "category_group": "'Kesehatan'",
    "unit_type": "''",
    "area_code": "''",
    "received_at": "received_at + interval '1 second'",
    "verified_at": "NULL",
    "first_follow_up_at": "received_at",
    "answered_at": "received_at",
    "ended_at": "NULL",
    "due_verify": "NULL",
    "due_first_follow_up": "NULL",
    "due_total": "due_total + interval '1 day'",
    "head": r"'\x00'",
}


@pytest.mark.parametrize("column", FACT_COLUMNS)
def test_an_edited_fact_is_named(world, column):
    world.run(f"UPDATE public.ledger_fact SET {column} = {FACT_COLUMNS[column]} WHERE number = %s", world.closed)
    assert found(world) == [(f"public.ledger_fact {world.closed}", f"{column} do not follow from the ledger")]


def test_a_deleted_fact_is_missed(world):
    world.run("DELETE FROM public.ledger_fact WHERE number = %s", world.closed)
    assert found(world) == [(f"public.ledger_fact {world.closed}", "is missing")]


# -- The command ---------------------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well(world):
    answer = world.database.laksa("audit", "verify")
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "Every chain is whole and fits its report.")


def test_the_command_names_the_row_and_fails(world):
    world.run("UPDATE t3671.reports_report SET description = 'Lampu menyala.' WHERE number = %s", world.closed)
    answer = world.database.laksa("audit", "verify")
    row = f"t3671.reports_report id {world.id_of(world.closed)}"
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-2:] == [
        f"t3671 {world.closed}: {row}: description is not what the history says",
        "1 problems.",
    ]
    assert verification.verify("36.02") == []


def test_a_city_there_is_not_is_refused(world):
    with pytest.raises(verification.UnknownTenant, match=r"there is no tenant '99\.99'"):
        verification.verify("99.99")
