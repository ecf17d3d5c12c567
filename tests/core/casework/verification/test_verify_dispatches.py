"""To whom a report was dispatched, when, with which words and how that ended: what was edited is named."""

import pytest

WHO = "who had it from when to when is not what the history says"
WORDS = "its words are not what the history says"
DISHUB = "(SELECT id FROM t3671.catalogue_unit WHERE code = 'dishub')"
SOMEBODY = "(SELECT id FROM t3671.accounts_user WHERE username = 'dewi')"


def dispatched(world, number: str, unit: str) -> int:
    return world.one(
        "SELECT d.id FROM t3671.routing_dispatch d JOIN t3671.catalogue_unit u ON u.id = d.unit_id"
        " JOIN t3671.reports_report r ON r.id = d.report_id WHERE r.number = %s AND u.code = %s",
        number,
        unit,
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("note = 'Tidak perlu.'", WORDS),
        ("return_note = 'Belum.'", WORDS),
        (r"salt = '\x00'", WORDS),
        (f"unit_id = {DISHUB}", WHO),
        (f"by_id = {SOMEBODY}", WHO),
        ("by_id = NULL", WHO),
        ("is_part = false", WHO),
        ("at = at - interval '1 day'", WHO),
        ("seq = seq + 1", WHO),
        ("ended_at = NULL", WHO),
        ("ended_seq = NULL", WHO),
        ("ended_seq = ended_seq + 1", WHO),
        ("ending = 'replaced'", WHO),
    ],
)
def test_an_edited_part_is_named(world, change, what):
    key = dispatched(world, world.parted, "dlh")
    world.run(f"UPDATE t3671.routing_dispatch SET {change} WHERE id = %s", key)
    assert (f"t3671.routing_dispatch id {key}", what) in world.found(world.parted)


def test_a_deleted_part_is_missed_where_it_began_and_where_it_ended(world):
    key = dispatched(world, world.parted, "dlh")
    world.run("DELETE FROM t3671.routing_dispatch WHERE id = %s", key)
    gone = "is gone, though the history has it"
    assert world.found(world.parted) == [
        ("t3671.routing_dispatch seq 3 to dlh", gone),
        ("t3671.routing_dispatch ended by seq 4", gone),
    ]


def test_words_that_come_back_after_they_were_erased_are_named(world):
    key = dispatched(world, world.erased, "dishub")
    world.run("UPDATE t3671.routing_dispatch SET note = 'Mohon dicek.' WHERE id = %s", key)
    assert world.found(world.erased) == [(f"t3671.routing_dispatch id {key}", "was erased, but is there again")]


def test_what_another_city_dispatched_before_is_not_asked_for_here(world):
    assert (
        world.one("SELECT count(*) FROM t3671.routing_dispatch WHERE report_id = %s", world.id_of(world.received)) == 1
    )
    assert (
        world.one("SELECT count(*) FROM t3671.routing_dispatch WHERE report_id = %s", world.id_of(world.returned)) == 0
    )
    assert world.found() == []
