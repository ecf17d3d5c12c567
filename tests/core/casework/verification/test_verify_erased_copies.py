"""A copy of a report that is another city's, erased here: the office's own history vouches that it is empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from core.accounts.actors import Actor
from core.accounts.models import User
from core.casework import actions, verification
from core.reports.models import Attachment
from tenants.seats import seated
from tests.support.lived_in import LivedIn


@pytest.fixture
def emptied(world) -> Iterator[LivedIn]:
    """The database after Kota Tangerang has erased its copy of what went to Lebak. Files are put back afterwards."""
    (city,) = verification.tenants_named("36.71")
    with seated(city):
        user = User.objects.get(username="siti")
        photos = Attachment.objects.filter(report__number=world.sent)
        paths = [Path(default_storage.path(name)) for photo in photos for name in (photo.full, photo.thumb)]
        files = {path: path.read_bytes() for path in paths}
        actions.anonymise(world.sent, Actor("staff", user, frozenset(user.roles)), cause="request")
    assert files
    assert not any(path.exists() for path in files)
    yield world
    for path, content in files.items():
        path.write_bytes(content)


def test_an_emptied_copy_is_clean(emptied):
    assert verification.verify() == []
    answer = emptied.database.laksa("audit", "verify")
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "Every chain is whole and fits its report.")


def test_words_that_are_there_again_are_named(emptied):
    report = emptied.id_of(emptied.sent)
    emptied.run("UPDATE t3671.reports_report SET address = 'Depan Pasar Anyar' WHERE id = %s", report)
    note = emptied.one(
        "UPDATE t3671.routing_note SET text = 'Ini wilayah tetangga.' WHERE report_id = %s RETURNING id", report
    )
    assert emptied.found(emptied.sent) == [
        (f"t3671.reports_report id {report}", "location is not what the history says"),
        (f"t3671.routing_note id {note}", "was erased, but is there again"),
    ]


def test_without_the_offices_word_everything_is_missed(emptied):
    emptied.run("DELETE FROM t3671.audit_entry WHERE stream = 'kantor'")
    problems = verification.verify()
    assert {problem.number for problem in problems} == {"kantor", emptied.sent}
    rows = [problem.row for problem in problems]
    assert rows[0] == "t3671.audit_entry kantor seq 1"
    assert f"t3671.reports_report id {emptied.id_of(emptied.sent)}" in rows


@pytest.mark.parametrize("seq", ["null", '"3"', "{}"])
def test_an_edited_word_of_the_office_is_named_and_stops_nothing(emptied, seq):
    key = emptied.one("SELECT id FROM t3671.audit_entry WHERE stream = 'kantor'")
    emptied.run(
        "UPDATE t3671.audit_entry SET details = jsonb_set(details, '{seq}', %s::jsonb) WHERE id = %s", seq, key
    )
    problems = verification.verify()
    assert {problem.number for problem in problems} == {"kantor", emptied.sent}
    assert problems[0].row == f"t3671.audit_entry id {key} (seq 1)"
