"""A report of Kota Tangerang handed to Kabupaten Lebak: what goes along, what stays, who counts it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from core.audit.models import Entry
from core.casework import actions, queries
from core.casework.actions.reporters import ByCode
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from core.deadlines.models import Deadline
from core.reports.models import Attachment, Report
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import verified
from tests.support.cast import EMAIL, NAME, PHONE, add_photo

RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hand_over(office, number: str, to: str = "36.02", **more):
    with office.seat():
        return actions.transfer(number, office.siti, to=to, **more)


def in_lebak(cast, number: str) -> Report:
    with cast.lebak.seat():
        return Report.objects.select_related("category", "unit").get(number=number)


def fact(number: str) -> Fact:
    with province_seat():
        return Fact.objects.get(number=number)


def stored_in(office) -> set[Path]:
    with office.seat():
        return set(Path(default_storage.location).rglob("*.jpg"))


def clocks(report: Report) -> dict[str, tuple]:
    return {row.key: (row.started_at, row.due_at, row.national_due_at, row.outcome) for row in report.deadlines.all()}


def test_number_history_and_words_go_along(cast):
    filed = cast.tangerang.file(at=RECEIVED)
    sent = hand_over(cast.tangerang, filed.number, note="Jalan ini masuk Lebak.", at=RECEIVED + HOUR)
    assert (sent.state, sent.outcome, sent.transferred_to) == ("transferred", "transferred", "t3602")
    got = in_lebak(cast, filed.number)
    assert (got.state, got.received_from, got.description) == ("submitted", "t3671", filed.report.description)
    assert got.received_at == RECEIVED
    with cast.lebak.seat():
        entries = list(Entry.objects.filter(stream=filed.number))
        assert [entry.action for entry in entries] == ["submit", "transfer", "receive"]
        assert entries[2].details == {"from": "t3671", "city": "Kota Tangerang"}
        texts = [event.text for event in queries.desk_story(got).events]
        assert texts[1] == "Jalan ini masuk Lebak."
    with cast.tangerang.seat():
        assert [entry.hash for entry in Entry.objects.filter(stream=filed.number)] == [e.hash for e in entries[:2]]


def test_the_clock_goes_on_as_it_was(cast):
    filed = cast.tangerang.file(at=RECEIVED)
    with cast.tangerang.seat():
        before = clocks(filed.report)
    hand_over(cast.tangerang, filed.number, at=RECEIVED + HOUR)
    with cast.lebak.seat():
        got = in_lebak(cast, filed.number)
        assert clocks(got) == before
        assert got.next_due_at == filed.report.next_due_at
    with cast.tangerang.seat():
        assert not Deadline.objects.filter(report__number=filed.number, outcome="open").exists()


def test_the_reporters_code_opens_it_in_both_cities(cast):
    filed = cast.tangerang.file()
    hand_over(cast.tangerang, filed.number)
    with cast.tangerang.seat():
        assert queries.report_by_code(filed.number, filed.code).state == "transferred"
    with cast.lebak.seat():
        assert queries.report_by_code(filed.number, filed.code).state == "submitted"
        assert actions.withdraw(ByCode(filed.number, filed.code)).state == "withdrawn"


def test_the_identity_is_sealed_under_the_other_citys_key(cast):
    filed = cast.tangerang.file(email=EMAIL)
    hand_over(cast.tangerang, filed.number)
    with cast.tangerang.seat():
        here = Report.objects.get(number=filed.number).identity
    with cast.lebak.seat():
        there = Report.objects.get(number=filed.number).identity
        told = actions.read_identity(filed.number, cast.lebak.siti)
    assert {told["name"], told["email"]} == {NAME, EMAIL}
    assert PHONE[1:] in told["phone"]
    assert bytes(there.sealed) != bytes(here.sealed)
    assert bytes(there.email_hash) != bytes(here.email_hash)
    assert bytes(there.salt) == bytes(here.salt)


def test_photos_lie_in_the_other_citys_folder(cast):
    filed = cast.tangerang.file(photos=2)
    hand_over(cast.tangerang, filed.number)
    for office in (cast.tangerang, cast.lebak):
        with office.seat():
            photos = Attachment.objects.filter(report__number=filed.number)
            assert len(photos) == 2
            assert all(default_storage.exists(name) for photo in photos for name in (photo.full, photo.thumb))


def test_it_is_counted_once_and_by_the_city_that_has_it(cast):
    filed = cast.tangerang.file()
    hand_over(cast.tangerang, filed.number)
    known = fact(filed.number)
    assert (known.tenant, known.state, known.pending_to, known.seq) == ("t3602", "submitted", None, 3)
    with province_seat():
        rows = LedgerEntry.objects.filter(number=filed.number).order_by("seq")
        assert [(row.tenant, row.event, row.transfer_to) for row in rows] == [
            ("t3671", "submit", None),
            ("t3671", "transfer", "t3602"),
            ("t3602", "receive", None),
        ]


def test_the_other_city_goes_on_with_it(cast):
    filed = cast.tangerang.file()
    hand_over(cast.tangerang, filed.number)
    lebak = cast.lebak
    with lebak.seat():
        actions.verify(filed.number, lebak.siti)
        actions.dispatch(filed.number, lebak.siti, unit="dishub")
        actions.answer(filed.number, lebak.dewi, text="Sudah diperbaiki.")
        assert actions.close(filed.number, lebak.joko).outcome == "done"
    assert fact(filed.number).state == "closed"


def test_it_may_come_back_with_what_was_said_meanwhile(cast):
    filed = cast.tangerang.file(photos=1)
    hand_over(cast.tangerang, filed.number)
    with cast.lebak.seat():
        picture = add_photo()
        actions.reply(filed.number, filed.code, text="Ini di Tangerang.", attachments=[picture.pk])
        actions.accept(filed.number, cast.lebak.siti)
        actions.transfer(filed.number, cast.lebak.siti, to="36.71")
    with cast.tangerang.seat():
        back = Report.objects.get(number=filed.number)
        assert (back.state, back.outcome, back.received_from, back.transferred_to) == ("submitted", "", "t3602", "")
        assert [entry.seq for entry in Entry.objects.filter(stream=filed.number)] == [1, 2, 3, 4, 5, 6, 7]
        assert [message.text for message in back.messages.all()] == ["Ini di Tangerang."]
        assert back.attachments.count() == 2
        assert back.next_due_at == filed.report.next_due_at
    assert (fact(filed.number).tenant, fact(filed.number).state) == ("t3671", "submitted")


def test_what_was_public_stays_public_and_what_was_secret_secret(cast):
    public = cast.tangerang.file("verified")
    secret = cast.tangerang.file(visibility="secret")
    for filed in (public, secret):
        hand_over(cast.tangerang, filed.number)
    assert in_lebak(cast, public.number).is_published
    assert not in_lebak(cast, secret.number).is_public


def test_the_former_city_publishes_nothing_of_it_any_more(cast):
    """What the other city takes out, hides or makes secret must not go on standing here."""
    office = cast.tangerang
    filed = office.file("verified", photos=1)
    with office.seat():
        photo = Attachment.objects.get(report__number=filed.number)
        assert queries.public_story(filed.report).shows_content
        assert queries.public_photo(photo.pk)
    hand_over(office, filed.number)
    with office.seat():
        story = queries.public_story(queries.public_report(filed.number))
        assert (story.shows_content, story.photos, {event.text for event in story.events}) == (False, [], {""})
        with pytest.raises(NotFound):
            queries.public_photo(photo.pk)


def test_what_was_hidden_there_is_hidden_when_it_comes_back(cast):
    filed = cast.tangerang.file("verified", photos=2)
    hand_over(cast.tangerang, filed.number)
    with cast.lebak.seat():
        hidden = Attachment.objects.filter(report__number=filed.number).first()
        actions.hide_photo(filed.number, cast.lebak.siti, photo=hidden.pk)
        actions.accept(filed.number, cast.lebak.siti)
        actions.transfer(filed.number, cast.lebak.siti, to="36.71")
    with cast.tangerang.seat():
        photos = Attachment.objects.filter(report__number=filed.number)
        assert {photo.pk for photo in photos if photo.is_hidden} == {hidden.pk}
    assert verified.faults(cast.tangerang.tenant, filed.number) == []


@pytest.mark.parametrize("to", ["36.71", "99.99", "", None, 5, ["36.02"], "public", "36"])
def test_only_another_city_of_the_province(cast, to):
    filed = cast.tangerang.file()
    with pytest.raises(Invalid) as refused:
        hand_over(cast.tangerang, filed.number, to)
    assert list(refused.value.errors) == ["to"]


def test_who_has_answered_keeps_it(cast):
    office = cast.tangerang
    filed = office.file("answered")
    with office.seat():
        actions.close(filed.number, office.joko)
        actions.reopen(ByCode(filed.number, filed.code), text="Masih padam.")
    with pytest.raises(Conflict) as refused:
        hand_over(office, filed.number)
    assert refused.value.code == "answered"


def test_only_a_coordinator_hands_over(cast):
    office = cast.tangerang
    filed = office.file()
    with office.seat(), pytest.raises(Forbidden):
        actions.transfer(filed.number, office.leader, to="36.02")


def test_when_the_other_city_cannot_take_it_nothing_has_happened(cast, monkeypatch):
    office = cast.tangerang
    filed = office.file(photos=1)
    before = stored_in(cast.lebak)

    def fail(*_arguments, **_more):
        raise RuntimeError("no room")

    monkeypatch.setattr("core.casework.actions.transferring._write_identity", fail)
    with pytest.raises(RuntimeError, match="no room"):
        hand_over(office, filed.number)
    with office.seat():
        assert Report.objects.get(number=filed.number).state == "submitted"
    with cast.lebak.seat():
        assert not Report.objects.filter(number=filed.number).exists()
    assert stored_in(cast.lebak) == before
