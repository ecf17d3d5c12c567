"""Entries that were edited, deleted, added or put in another order are named."""

import pytest

from core.audit.chain import link_hash
from core.audit.models import Entry
from core.audit.writing import link_of
from tenants.seats import tenant_seat

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
    named = [row for row, _what in world.found()]
    assert named[0] == f"t3671.audit_entry id {key} (seq 4)"
    # The hash is also what the next entry follows from; who dispatched when to whom is also in the dispatch; action,
    # time and columns are also told to the ledger.
    dispatched = world.one("SELECT id FROM t3671.routing_dispatch WHERE seq = 4 AND note = 'Mohon dicek.'"
                           " AND ended_seq = 5")  # fmt: skip
    after = f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)"
    others = {
        "hash": [after],
        # What an answer changes is not what this entry says was changed.
        "action": [named[0]],
        # Neither did a dispatch change the text, nor did what came after it change it back.
        "digests": [named[0], after],
    }.get(column, [])
    if column in ("actor_id", "at", "details"):
        others.append(f"t3671.routing_dispatch id {dispatched}")
    ledger = [f"public.ledger_entry id {world.ledger(world.closed, 4)}"]
    assert named[1:] == others + (ledger if column in ("action", "at", "columns", "hash") else [])


def test_an_entry_rewritten_with_its_hash_breaks_the_next(world):
    """Whoever knows how hashes are made must rewrite everything after it too, and then the ledger disagrees."""
    key = world.entry(world.closed, 4)
    world.run("UPDATE t3671.audit_entry SET actor_label = 'Orang Lain' WHERE id = %s", key)
    with tenant_seat("t3671"):
        entry = Entry.objects.get(pk=key)
        Entry.objects.filter(pk=key).update(hash=link_hash(link_of(entry)))
    assert [row for row, _what in world.found()] == [
        f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)",
        f"public.ledger_entry id {world.ledger(world.closed, 4)}",
    ]


def test_a_deleted_last_entry_is_missed(world):
    last = world.one("SELECT max(seq) FROM t3671.audit_entry WHERE stream = %s", world.closed)
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s AND seq = %s", world.closed, last)
    problems = world.found()
    assert problems[0] == (
        f"t3671.audit_entry of report {world.closed}", f"{last - 1} entries, but the report counts {last}",
    )  # fmt: skip
    assert (f"public.ledger_entry id {world.ledger(world.closed, last)}",
            "tells an event that the report's history does not have") in problems  # fmt: skip


def test_a_deleted_middle_entry_is_missed(world):
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s AND seq = 4", world.closed)
    row = f"t3671.audit_entry id {world.entry(world.closed, 5)} (seq 5)"
    assert world.found()[0] == (row, "the entry with seq 4 is missing or out of order")


def test_a_history_deleted_as_a_whole_is_missed(world):
    world.run("DELETE FROM t3671.audit_entry WHERE stream = %s", world.closed)
    row = f"t3671.audit_entry of report {world.closed}"
    assert world.found() == [(row, "0 entries, but the report counts 9")]


def test_entries_in_another_order_are_named(world):
    first, second = world.entry(world.closed, 4), world.entry(world.closed, 5)
    world.run("UPDATE t3671.audit_entry SET seq = -1 WHERE id = %s", first)
    world.run("UPDATE t3671.audit_entry SET seq = 4 WHERE id = %s", second)
    world.run("UPDATE t3671.audit_entry SET seq = 5 WHERE id = %s", first)
    named = [row for row, _what in world.found()]
    assert named[:2] == [f"t3671.audit_entry id {second} (seq 4)"] * 2
    assert f"t3671.audit_entry id {first} (seq 5)" in named


def test_an_entry_added_by_hand_is_named(world):
    world.run(
        "INSERT INTO t3671.audit_entry (stream, seq, action, actor_kind, actor_label, at, details, columns, digests,"
        " previous, hash) SELECT stream, seq + 1, 'close', actor_kind, actor_label, at, details, columns, digests,"
        " hash, hash FROM t3671.audit_entry WHERE stream = %s AND seq = 9",
        world.closed,
    )
    named = [row for row, _what in world.found()]
    assert named[0] == f"t3671.audit_entry id {world.entry(world.closed, 10)} (seq 10)"
    assert f"public.ledger_entry {world.closed} seq 10" in named
