"""An identity that is not the one the report was filed with is named."""

import pytest

from core.casework import verification


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
    assert world.found() == [(f"t3671.reports_identity of report id {key}", what)]


def test_a_deleted_identity_is_missed_and_one_given_to_an_anonymous_report_is_named(world):
    key, anonymous = world.id_of(world.closed), world.id_of(world.anonymous)
    world.run("UPDATE t3671.reports_identity SET report_id = %s WHERE report_id = %s", anonymous, key)
    assert sorted((p.number, p.row) for p in verification.verify()) == sorted([
        (world.closed, f"t3671.reports_identity of report id {key}"),
        (world.anonymous, f"t3671.reports_identity of report id {anonymous}"),
    ])  # fmt: skip


def test_an_identity_that_comes_back_after_it_was_erased_is_named(world):
    key, other = world.id_of(world.erased), world.id_of(world.closed)
    world.run("UPDATE t3671.reports_identity SET report_id = %s WHERE report_id = %s", key, other)
    row = f"t3671.reports_identity of report id {key}"
    assert (world.erased, row, "was erased, but is there again") in [
        (problem.number, problem.row, problem.what) for problem in verification.verify()
    ]
