"""A fact follows from the ledger, or it is named."""

import pytest

from core.casework import verification


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
    "pending_to": "'t3602'",
    "asked": "2",
    "reopened": "1",
    "escalation_level": "1",
    "score": "4",
}


@pytest.mark.parametrize("column", FACT_COLUMNS)
def test_an_edited_fact_is_named(world, column):
    world.run(f"UPDATE public.ledger_fact SET {column} = {FACT_COLUMNS[column]} WHERE number = %s", world.closed)
    assert world.found() == [(f"public.ledger_fact {world.closed}", f"{column} do not follow from the ledger")]


def test_a_deleted_fact_is_missed(world):
    world.run("DELETE FROM public.ledger_fact WHERE number = %s", world.closed)
    assert world.found() == [(f"public.ledger_fact {world.closed}", "is missing")]
