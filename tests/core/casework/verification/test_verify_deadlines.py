"""A limit that was edited or is gone is named."""

import pytest


@pytest.mark.parametrize(
    "change",
    [
        "due_at = due_at - interval '1 second'",
        "national_due_at = due_at + interval '1 day'",
        "met_at = NULL",
        "outcome = 'late'",
        "paused_at = started_at",
        "paused_days = 3",
        "extension_days = 5",
        "rule = 'verify2'",
    ],
)
def test_an_edited_deadline_is_named(world, change):
    key = world.id_of(world.closed)
    world.run(f"UPDATE t3671.deadlines_deadline SET {change} WHERE report_id = %s AND rule = 'verify'", key)
    rows = [f"t3671.deadlines_deadline sp4n.verify of report id {key}"]
    if "verify2" in change:
        rows.append(f"t3671.deadlines_deadline sp4n.verify2 of report id {key}")
    assert world.found() == [(row, "is not what the history says") for row in rows]


def test_a_deleted_deadline_is_missed(world):
    key = world.id_of(world.closed)
    world.run("DELETE FROM t3671.deadlines_deadline WHERE report_id = %s AND rule = 'total'", key)
    row = f"t3671.deadlines_deadline sp4n.total of report id {key}"
    assert world.found() == [(row, "is not what the history says")]


def test_a_due_day_that_is_not_that_of_the_due_time_is_named(world):
    key = world.id_of(world.closed)
    world.run("UPDATE t3671.deadlines_deadline SET due_on = due_on + 1 WHERE report_id = %s AND rule = 'verify'", key)
    row = f"t3671.deadlines_deadline sp4n.verify of report id {key}"
    assert world.found() == [(row, "due_on is not the day of due_at")]
