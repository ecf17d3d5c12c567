"""The ledger says what the history says, or the row is named."""

import pytest

from core.casework import verification

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
    assert world.found() == [(f"public.ledger_entry id {key}", "is not what the report's history says")]


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
    assert world.found() == [(f"public.ledger_fact {world.closed}", "answered_at do not follow from the ledger")]


def test_a_deleted_ledger_row_is_missed(world):
    world.run("DELETE FROM public.ledger_entry WHERE number = %s AND seq = 5", world.closed)
    assert world.found() == [(f"public.ledger_entry {world.closed} seq 5", "is missing")]


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
    assert world.found() == [(f"public.ledger_entry id {key}", what)]
