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
    "transfer_to": "'t3602'",
    "entry_hash": "sha256('')",
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


@pytest.mark.parametrize("column", ["score", "escalation_level"])
def test_what_was_given_by_hand_is_named_in_ledger_and_fact(world, column):
    key = world.ledger(world.closed, 9)
    world.run(f"UPDATE public.ledger_entry SET {column} = 3 WHERE id = %s", key)
    assert world.found() == [
        (f"public.ledger_entry id {key}", "is not what the report's history says"),
        (f"public.ledger_fact {world.closed}", f"{column} do not follow from the ledger"),
    ]


def test_what_another_city_told_before_the_hand_over_stays_its_own(world):
    """Told by Lebak up to the hand-over, by Kota Tangerang from the receipt on; each of another's is named."""
    tenants = world.run("SELECT tenant, count(*) FROM ledger_entry WHERE number = %s GROUP BY 1", world.received)
    assert sorted(tenants) == [("t3602", 3), ("t3671", 3)]
    key = world.ledger(world.received, 2)
    world.run("UPDATE public.ledger_entry SET tenant = 't3671' WHERE id = %s", key)
    assert (f"public.ledger_entry id {key}", "is not what the report's history says") in [
        (problem.row, problem.what) for problem in verification.verify("36.71")
    ]


def test_a_report_that_went_elsewhere_answers_for_its_own_past_only(world):
    key = world.ledger(world.sent, 2)
    world.run("UPDATE public.ledger_entry SET occurred_at = now() WHERE id = %s", key)
    row = (f"public.ledger_entry id {key}", "is not what the report's history says")
    assert world.found(world.sent, cities={"t3671", "t3602"}) == [row, row]
    world.put_back()
    after = world.ledger(world.sent, 5)
    world.run("UPDATE public.ledger_entry SET occurred_at = now() WHERE id = %s", after)
    assert verification.verify("36.71") == []
    assert [problem.row for problem in verification.verify("36.02")] == [f"public.ledger_entry id {after}"]


def test_an_edited_receipt_does_not_make_the_past_another_citys(world):
    key = world.entry(world.received, 4)
    world.run('UPDATE t3671.audit_entry SET details = \'{"from": "t3671"}\' WHERE id = %s', key)
    problems = world.found(world.received)
    assert problems[0] == (
        f"t3671.audit_entry id {key} (seq 4)", "was changed: its hash is not that of its content",
    )  # fmt: skip
