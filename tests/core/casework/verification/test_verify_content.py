"""Texts and photos that are not what the history vouches for are named."""

import os

import pytest

from core.casework import verification


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
    assert world.found(world.asked) == [(f"t3671.reports_message id {key}", what)]


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
    assert world.found() == [(f"t3671.reports_followup id {key}", what)]


def test_a_deleted_message_and_one_added_by_hand_are_named(world):
    key = world.id_of(world.asked)
    world.run("DELETE FROM t3671.reports_message WHERE report_id = %s AND seq = 3", key)
    assert world.found(world.asked) == [("t3671.reports_message seq 3", "is gone, though the history has it")]
    added = world.one(
        "INSERT INTO t3671.reports_message (report_id, from_reporter, text, salt, at, seq)"
        r" VALUES (%s, true, 'Terima kasih.', '\x00', now(), 3) RETURNING id",
        key,
    )
    assert world.found(world.asked) == [(f"t3671.reports_message id {added}", "its text is not what the history says")]


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
    assert world.found() == [(f"t3671.reports_attachment {key}", what)]


def test_a_photo_sent_to_the_office_cannot_be_made_part_of_the_report_unseen(world):
    key = world.one(
        "UPDATE t3671.reports_attachment SET seq = 1 WHERE report_id = %s AND seq = 3 RETURNING id",
        world.id_of(world.asked),
    )
    assert world.found(world.asked) == [(f"t3671.reports_attachment {key}", "is not what the history says")]


def test_a_deleted_photo_is_missed(world):
    key = world.one(
        "DELETE FROM t3671.reports_attachment WHERE report_id = %s AND follow_up_id IS NOT NULL RETURNING id",
        world.id_of(world.closed),
    )
    assert world.found() == [(f"t3671.reports_attachment {key}", "is gone, though the history has it")]


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
        assert world.found() == [(f"t3671.reports_attachment {key}", what)]
    finally:
        path.write_bytes(content)


def test_an_edited_note_of_the_office_is_named_and_a_deleted_one_missed(world):
    key = world.id_of(world.parted)
    note = world.one("UPDATE t3671.routing_note SET text = 'Bagus.' WHERE report_id = %s RETURNING id", key)
    assert world.found(world.parted) == [(f"t3671.routing_note id {note}", "its text is not what the history says")]
    world.run("DELETE FROM t3671.routing_note WHERE id = %s", note)
    assert world.found(world.parted) == [("t3671.routing_note seq 6", "is gone, though the history has it")]


@pytest.mark.parametrize(
    ("was", "what"),
    [("hide_photo", "is shown, though the history hides it"), ("", "is hidden, though the history shows it")],
)
def test_a_photo_hidden_or_shown_by_hand_is_named(world, was, what):
    """Two photos came with the report; the coordinator has hidden one of them."""
    (shown,), (hidden,) = world.run(
        "SELECT id FROM t3671.reports_attachment WHERE report_id = %s AND seq = 1 ORDER BY is_hidden",
        world.id_of(world.parted),
    )
    key = hidden if was else shown
    world.run("UPDATE t3671.reports_attachment SET is_hidden = NOT is_hidden WHERE id = %s", key)
    assert world.found(world.parted) == [(f"t3671.reports_attachment {key}", what)]


def test_a_thumbnail_that_is_gone_is_named(world):
    ((key, name),) = world.run(
        "SELECT id, thumb FROM t3671.reports_attachment WHERE report_id = %s AND follow_up_id IS NOT NULL",
        world.id_of(world.closed),
    )
    path = world.folder / "files" / "t3671" / name
    content = path.read_bytes()
    os.unlink(path)
    try:
        assert world.found() == [(f"t3671.reports_attachment {key}", f"its file {name} is gone")]
    finally:
        path.write_bytes(content)


# -- Erased by the proper action -----------------------------------------------------------------------------------


def test_what_was_erased_leaves_the_chain_valid(world):
    key = world.id_of(world.erased)
    texts = world.run("SELECT text FROM t3671.reports_message WHERE report_id = %s", key)
    assert texts == [("",), ("",)]
    assert world.one("SELECT count(*) FROM t3671.reports_attachment WHERE report_id = %s", key) == 0
    assert world.found() == []


@pytest.mark.parametrize("table", ["reports_message", "reports_followup"])
def test_words_that_come_back_are_named(world, table):
    rows = world.run(
        f"UPDATE t3671.{table} SET text = 'Tiang nomor 9.' WHERE report_id = %s RETURNING id",
        world.id_of(world.erased),
    )
    assert world.found(world.erased) == [
        (f"t3671.{table} id {key}", "was erased, but is there again") for (key,) in sorted(rows)
    ]


def test_a_row_deleted_instead_of_erased_is_missed(world):
    world.run("DELETE FROM t3671.reports_followup WHERE report_id = %s", world.id_of(world.erased))
    ((row, what),) = world.found(world.erased)
    assert (row.partition(" seq ")[0], what) == ("t3671.reports_followup", "is gone, though the history has it")


def test_a_photo_given_to_an_erased_report_is_named(world):
    key = world.one(
        "UPDATE t3671.reports_attachment SET report_id = %s, follow_up_id = NULL WHERE report_id = %s AND seq = 5"
        " RETURNING id",
        world.id_of(world.erased),
        world.id_of(world.parted),
    )
    named = [(problem.number, problem.row) for problem in verification.verify()]
    assert (world.erased, f"t3671.reports_attachment {key}") in named
