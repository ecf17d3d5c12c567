"""Erased for good: words, place, photos and identity are gone from the rows and the disk; figures and history stay."""

import pytest
from django.core.files.storage import default_storage

from core.casework import actions
from core.common.errors import NotFound
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, Support
from core.routing.models import Dispatch, Note
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents, verified
from tests.support.cast import EMAIL, NAME, PHONE, Filed, add_photo

WORDS = {
    "description": "Lampu di depan rumah Pak Surya padam.",
    "address": "Jalan Melati nomor sembilan",
    "reply": "Rumah saya nomor sebelas.",
    "question": "Rumah Bapak nomor berapa?",
    "dispatch": "Pelapor minta ditelepon malam.",
    "return": "Pak Surya bukan urusan kami.",
    "part": "Angkut ranting di rumah Pak Surya.",
    "part end": "Ranting Pak Surya diangkut.",
    "note": "Pelapor pernah marah di loket.",
    "answer": "Lampu Pak Surya sudah diganti.",
    "public": "Lampu di depan rumah seorang warga padam.",
    "score": "Pak Surya kurang puas.",
}


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


@pytest.fixture
def lived(office) -> Filed:
    """A closed report in which everything was said that can be said."""
    filed = office.file(
        "needs_info", description=WORDS["description"], address=WORDS["address"], email=EMAIL, photos=2,
        lat=-6.1702, lon=106.6403,
    )  # fmt: skip
    key, number = actions.ByCode(filed.number, filed.code), filed.number
    actions.message(number, office.siti, text=WORDS["question"])
    actions.reply_by(key, text=WORDS["reply"], attachments=[add_photo().pk])
    actions.redact(number, office.siti, text=WORDS["public"])
    actions.verify(number, office.siti)
    actions.support(number, voter="gawai")
    actions.dispatch(number, office.siti, unit="dlh", note=WORDS["dispatch"])
    actions.send_back(number, office.budi, note=WORDS["return"])
    actions.dispatch(number, office.siti, unit="dishub")
    actions.add_part(number, office.siti, unit="dlh", note=WORDS["part"])
    actions.finish_part(number, office.budi, note=WORDS["part end"])
    actions.note(number, office.dewi, text=WORDS["note"])
    actions.answer(number, office.dewi, text=WORDS["answer"], attachments=[add_photo().pk])
    actions.close(number, office.joko)
    actions.rate(key, score=2, text=WORDS["score"])
    actions.read_identity(number, office.siti)
    return Filed(Report.objects.get(number=number), filed.code)


def test_every_word_was_there_and_none_is_left(office, lived):
    for word in WORDS.values():
        assert contents.places_of(word, office.tenant), word
    actions.anonymise(lived.number, office.siti, cause="request")
    for word in (*WORDS.values(), "Surya", NAME, PHONE, EMAIL, "-6.1702"):
        assert (word, contents.places_of(word, office.tenant)) == (word, [])


def test_the_rows_that_stay_are_empty_and_without_salt(office, lived):
    report = actions.anonymise(lived.number, office.siti, cause="request")
    for model in (Identity, Support, Attachment):
        assert not model.objects.filter(report=report).exists()
    for model in (Message, FollowUp, Note):
        rows = {(row.text, bytes(row.salt)) for row in model.objects.filter(report=report)}
        assert (model, rows) == (model, {("", b"")})
    dispatched = {(row.note, row.return_note, bytes(row.salt)) for row in Dispatch.objects.filter(report=report)}
    assert dispatched == {("", "", b"")}
    assert (report.lat, report.lon, report.address, report.submitted_by) == (None, None, "", None)
    assert bytes(report.salt) != bytes(lived.report.salt)


def test_history_goes_on_and_verifies(office, lived):
    before = lived.report.audit_seq
    report = actions.anonymise(lived.number, office.siti, cause="retention")
    assert (report.audit_seq, verified.faults(office.tenant, report.number)) == (before + 1, [])
    actions.correct(lived.number, office.siti, category="jalan-rusak")
    assert verified.faults(office.tenant, report.number) == []


def test_no_figure_changes(office, lived):
    with province_seat():
        before = Fact.objects.get(number=lived.number)
    kept = ("kind", "category_id", "state", "outcome", "area_code", "received_at", "answered_at", "ended_at", "score")
    then = [getattr(Report.objects.get(number=lived.number), name) for name in kept]
    report = actions.anonymise(lived.number, office.siti, cause="request")
    assert [getattr(report, name) for name in kept] == then
    with province_seat():
        after = Fact.objects.get(number=lived.number)
    changed = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    assert changed - {"_state"} == {"seq", "head"}


def test_files_go_after_the_commit_and_not_before(office, lived, django_capture_on_commit_callbacks):
    photos = list(Attachment.objects.filter(report=lived.report))
    names = [name for photo in photos for name in (photo.full, photo.thumb)]
    assert len(names) == 8
    with django_capture_on_commit_callbacks() as callbacks:
        actions.anonymise(lived.number, office.siti, cause="request")
    assert all(default_storage.exists(name) for name in names)
    for callback in callbacks:
        callback()
    assert not any(default_storage.exists(name) for name in names)


def test_the_code_still_opens_what_is_left_and_the_identity_is_gone(office, lived):
    actions.anonymise(lived.number, office.siti, cause="request")
    assert actions.ByCode(lived.number, lived.code).find().state == "closed"
    with pytest.raises(NotFound) as refused:
        actions.read_identity(lived.number, office.siti)
    assert refused.value.code == "no_identity"
