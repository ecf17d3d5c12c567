"""Every edited column of the report itself is named, and a report that is gone is missed."""

import pytest

from core.casework import verification
from core.reports.models import Report

COLUMNS = {
    "kind": "'information'",
    "category_id": "(SELECT id FROM t3671.catalogue_category WHERE code = 'lainnya')",
    "state": "'answered'",
    "identity_level": "'masked'",
    "visibility": "'secret'",
    "channel": "'api'",
    "description": "'Lampu menyala terang.'",
    "public_text": "'Lampu menyala.'",
    "public_parts": """'{"address": "Pasar"}'""",
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
    "outcome": "'auto'",
    "checked_at": "now()",
    "checked_by_id": "(SELECT id FROM t3671.accounts_user WHERE username = 'siti')",
    "part_units": "'{1}'",
    "merged_into": "'3671-26-000001-2'",
    "transferred_to": "'t3602'",
    "received_from": "'t3602'",
    "accept_by": "now()",
    "score": "4",
    "erased_at": "now()",
    "submitted_by_id": "(SELECT id FROM t3671.accounts_user WHERE username = 'siti')",
}
# What history does not vouch for: its own key and a count of clicks.
NOT_VOUCHED_FOR = {"id", "number", "supporters"}
# The name under which history knows a column, where it is another.
NAMES = {
    "category_id": "category", "unit_id": "unit", "answered_by_id": "answered_by",
    "checked_by_id": "checked_by",
    "rejection_reason_id": "rejection_reason", "lat": "location", "lon": "location", "address": "location",
    "code_hash": "receipt_code", "submitted_by_id": "account",
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
            for name in (
                "description",
                "public_text",
                "public_parts",
                "location",
                "rejection_note",
                "receipt_code",
                "account",
            )
        ],
    }
    changed = NAMES.get(column, column)
    assert world.found() == sentences.get(column, [(row, f"{changed} is not what the history says")])


def test_an_edited_number_leaves_history_without_a_report_and_a_report_without_history(world):
    world.run("UPDATE t3671.reports_report SET number = '3671-26-999999-0' WHERE number = %s", world.closed)
    problems = [(problem.number, problem.row) for problem in verification.verify()]
    assert problems == [
        (world.closed, "t3671.audit_entry"),
        (world.closed, "public.ledger_entry"),
        (world.closed, "public.ledger_fact"),
        (world.closed, "public.ledger_witness"),
        ("3671-26-999999-0", "t3671.audit_entry of report 3671-26-999999-0"),
    ]


def test_a_deleted_report_is_missed(world):
    number, key = world.anonymous, world.id_of(world.anonymous)
    for table in ("deadlines_deadline", "notifications_notice"):
        world.run(f"DELETE FROM t3671.{table} WHERE report_id = %s", key)
    world.run("DELETE FROM t3671.reports_report WHERE id = %s", key)
    gone = "the report itself is gone"
    assert world.found(number) == [
        ("t3671.audit_entry", gone), ("public.ledger_entry", gone), ("public.ledger_fact", gone),
    ]  # fmt: skip


def test_a_change_of_the_catalogue_is_no_problem(world):
    world.run("UPDATE t3671.catalogue_category SET \"group\" = 'Lain', name = 'Lampu' WHERE code = 'pju-padam'")
    world.run("UPDATE t3671.catalogue_unit SET type = 'badan', short_name = 'BPH' WHERE code = 'dishub'")
    assert verification.verify() == []
