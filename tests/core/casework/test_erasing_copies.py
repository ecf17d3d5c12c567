"""A report that went to another city left a copy behind: erased there alone, or with the report where it is now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from core.audit.models import Entry
from core.casework import actions, queries
from core.casework.verification.looks import Look
from core.casework.verification.own_streams import stream_faults
from core.common.errors import Conflict, Forbidden
from core.reports.models import Attachment, Identity, Message, Report, Support
from core.routing.models import Dispatch, Note
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents, verified
from tests.support.cast import EMAIL, NAME, PHONE, Cast, Filed, Office, add_photo

RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
WORDS = {
    "description": "Lampu di depan rumah Pak Surya padam.",
    "address": "Jalan Melati nomor sembilan",
    "question": "Rumah Bapak nomor berapa?",
    "reply": "Rumah saya nomor sebelas.",
    "public": "Lampu di depan rumah seorang warga padam.",
    "dispatch": "Pelapor minta ditelepon malam.",
    "return": "Rumah Pak Surya bukan urusan kami.",
    "note": "Pelapor pernah marah di loket.",
    "transfer": "Rumah Pak Surya masuk Lebak.",
}
# What only the first city has of them: units and what they were told stay where they are.
OF_ITS_UNITS = {"dispatch", "return"}
TRACES = (*WORDS.values(), "Surya", NAME, PHONE, EMAIL, "-6.1702")


@pytest.fixture
def left(cast) -> Filed:
    """A report of Kota Tangerang, in which everything was said that can be, handed to Kabupaten Lebak."""
    office = cast.tangerang
    filed = office.file(
        "needs_info", description=WORDS["description"], address=WORDS["address"], email=EMAIL, photos=2,
        lat=-6.1702, lon=106.6403,
    )  # fmt: skip
    number = filed.number
    with office.seat():
        actions.message(number, office.siti, text=WORDS["question"])
        actions.reply(number, filed.code, text=WORDS["reply"], attachments=[add_photo().pk])
        actions.redact(number, office.siti, text=WORDS["public"])
        actions.verify(number, office.siti)
        actions.support(number, voter="gawai")
        actions.dispatch(number, office.siti, unit="dlh", note=WORDS["dispatch"])
        actions.send_back(number, office.budi, note=WORDS["return"])
        actions.note(number, office.siti, text=WORDS["note"])
        actions.transfer(number, office.siti, to="36.02", note=WORDS["transfer"])
        return Filed(Report.objects.get(number=number), filed.code)


def told_of(number: str) -> list[tuple]:
    with province_seat():
        rows = list(LedgerEntry.objects.filter(number=number).order_by("seq").values_list())
        return [*rows, Fact.objects.filter(number=number).values_list().get()]


def erase(office: Office, number: str, cause: str = "request", by: str = "siti", **more) -> Report:
    with office.seat():
        return actions.anonymise(number, office.people[by], cause=cause, **more)


def close_in_lebak(cast: Cast, number: str) -> None:
    with cast.lebak.seat():
        actions.verify(number, cast.lebak.siti)
        actions.dispatch(number, cast.lebak.siti, unit="dishub", note="Dari tetangga: rumah Pak Surya.")
        actions.answer(number, cast.lebak.dewi, text="Lampu Pak Surya sudah diganti.")
        actions.close(number, cast.lebak.joko)


def own_history(office: Office) -> list[Entry]:
    with office.seat():
        assert stream_faults("kantor", look=Look(province_seat)) == []
        return list(Entry.objects.filter(stream="kantor").order_by("seq"))


def assert_nothing_is_left(office: Office, number: str) -> None:
    for word in TRACES:
        assert (word, contents.places_of(word, office.tenant)) == (word, [])
    with office.seat():
        report = Report.objects.get(number=number)
        for model in (Identity, Support, Attachment):
            assert not model.objects.filter(report=report).exists()
        for model in (Message, Note):
            assert {(row.text, bytes(row.salt)) for row in model.objects.filter(report=report)} == {("", b"")}


def assert_untouched(office: Office, number: str) -> None:
    for name, word in WORDS.items():
        assert name in OF_ITS_UNITS or contents.places_of(word, office.tenant), word
    with office.seat():
        assert Report.objects.get(number=number).erased_at is None
        assert Attachment.objects.filter(report__number=number).count() == 3
        assert Identity.objects.filter(report__number=number).exists()


# -- The former city's own copy ---------------------------------------------------------------------------------------


def test_a_former_city_erases_its_copy_and_the_other_keeps_the_report(cast, left):
    for word in WORDS.values():
        assert contents.places_of(word, cast.tangerang.tenant), word
    report = erase(cast.tangerang, left.number)
    assert (report.state, report.outcome, report.transferred_to) == ("transferred", "transferred", "t3602")
    assert_nothing_is_left(cast.tangerang, left.number)
    assert_untouched(cast.lebak, left.number)


def test_neither_the_reports_history_nor_the_ledger_is_added_to_and_all_verifies(cast, left):
    before = told_of(left.number)
    with cast.tangerang.seat():
        entries = list(Entry.objects.filter(stream=left.number).values_list())
    erase(cast.tangerang, left.number)
    with cast.tangerang.seat():
        assert list(Entry.objects.filter(stream=left.number).values_list()) == entries
    assert told_of(left.number) == before
    for office in (cast.tangerang, cast.lebak):
        assert verified.faults(office.tenant, left.number) == []


def test_it_stands_in_the_offices_own_history_who_erased_it_and_why(cast, left):
    erase(cast.tangerang, left.number, "retention", at=RECEIVED)
    (entry,) = own_history(cast.tangerang)
    assert (entry.action, entry.actor_label, entry.at) == ("erase_copy", "Siti Aminah", RECEIVED)
    assert entry.details == {
        "number": left.number, "seq": left.report.audit_seq, "cause": "retention", "city": "Kabupaten Lebak",
    }  # fmt: skip
    assert own_history(cast.lebak) == []


def test_its_files_go_after_the_commit_and_the_other_citys_stay(cast, left, django_capture_on_commit_callbacks):
    def names(office: Office) -> list[str]:
        with office.seat():
            photos = Attachment.objects.filter(report__number=left.number)
            return [name for photo in photos for name in (photo.full, photo.thumb)]

    def on_disk(office: Office, wanted: list[str]) -> set[bool]:
        with office.seat():
            return {default_storage.exists(name) for name in wanted}

    here, there = names(cast.tangerang), names(cast.lebak)
    assert len(here) == len(there) == 6
    with django_capture_on_commit_callbacks() as callbacks:
        erase(cast.tangerang, left.number)
    assert on_disk(cast.tangerang, here) == {True}
    for callback in callbacks:
        callback()
    assert (on_disk(cast.tangerang, here), on_disk(cast.lebak, there)) == ({False}, {True})


def test_only_a_coordinator_and_only_once(cast, left):
    with pytest.raises(Forbidden):
        erase(cast.tangerang, left.number, by="leader")
    erase(cast.tangerang, left.number)
    with pytest.raises(Conflict) as refused:
        erase(cast.tangerang, left.number)
    assert refused.value.code == "erased"


def test_the_reporters_code_still_leads_on(cast, left):
    erase(cast.tangerang, left.number)
    with cast.tangerang.seat():
        assert queries.report_by_code(left.number, left.code).transferred_to == "t3602"
    with cast.lebak.seat():
        assert queries.report_by_code(left.number, left.code).description == WORDS["description"]


# -- Erased with the report -------------------------------------------------------------------------------------------


def test_at_the_reporters_request_the_former_citys_copy_is_erased_with_the_report(cast, left):
    close_in_lebak(cast, left.number)
    before = told_of(left.number)
    report = erase(cast.lebak, left.number)
    for office in (cast.tangerang, cast.lebak):
        assert_nothing_is_left(office, left.number)
        assert verified.faults(office.tenant, left.number) == []
    with cast.tangerang.seat():
        copy = Report.objects.get(number=left.number)
    assert (copy.state, copy.erased_at) == ("transferred", report.erased_at)
    assert (bytes(copy.audit_head), copy.audit_seq) == (bytes(left.report.audit_head), left.report.audit_seq)
    # The ledger has the one event of the city that has the report.
    after = told_of(left.number)
    assert (len(after), after[: len(before) - 1]) == (len(before) + 1, before[:-1])


def test_the_former_citys_own_history_says_where_it_was_asked_for(cast, left):
    close_in_lebak(cast, left.number)
    erase(cast.lebak, left.number)
    (entry,) = own_history(cast.tangerang)
    assert (entry.action, entry.actor_kind, entry.actor_id) == ("erase_copy_there", "system", None)
    assert entry.details == {
        "number": left.number, "seq": left.report.audit_seq, "cause": "request", "city": "Kabupaten Lebak",
    }  # fmt: skip


def test_the_former_citys_files_go_too(cast, left, django_capture_on_commit_callbacks):
    close_in_lebak(cast, left.number)
    with cast.tangerang.seat():
        names = list(Attachment.objects.filter(report__number=left.number).values_list("full", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        erase(cast.lebak, left.number)
    with cast.tangerang.seat():
        assert len(names) == 3
        assert not any(default_storage.exists(name) for name in names)


def test_how_long_it_is_kept_is_for_each_city_to_say(cast, left):
    close_in_lebak(cast, left.number)
    erase(cast.lebak, left.number, "retention")
    assert_untouched(cast.tangerang, left.number)
    assert own_history(cast.tangerang) == []
    erase(cast.tangerang, left.number, "retention")
    assert_nothing_is_left(cast.tangerang, left.number)


def test_a_copy_that_was_erased_before_is_left_alone(cast, left):
    close_in_lebak(cast, left.number)
    erase(cast.tangerang, left.number, at=RECEIVED)
    erase(cast.lebak, left.number)
    assert [entry.action for entry in own_history(cast.tangerang)] == ["erase_copy"]
    with cast.tangerang.seat():
        assert Report.objects.get(number=left.number).erased_at == RECEIVED


def test_when_the_copy_cannot_be_erased_nothing_is(cast, left, monkeypatch):
    close_in_lebak(cast, left.number)

    def fail(*_arguments, **_more):
        raise RuntimeError("no room")

    monkeypatch.setattr("core.casework.actions.erasing._keep_copy", fail)
    with pytest.raises(RuntimeError, match="no room"):
        erase(cast.lebak, left.number)
    for office in (cast.tangerang, cast.lebak):
        assert_untouched(office, left.number)


def test_a_report_that_never_went_anywhere_reaches_no_other_city(cast):
    filed = cast.tangerang.file("closed")
    before = contents.digests(cast.lebak.tenant)
    erase(cast.tangerang, filed.number)
    own = {table: digest for table, digest in before.items() if table.startswith("t3602.")}
    assert {table: contents.digests(cast.lebak.tenant)[table] for table in own} == own


def test_after_a_way_there_and_back_the_copy_in_the_other_city_is_erased(cast, left):
    with cast.lebak.seat():
        actions.accept(left.number, cast.lebak.siti)
        actions.transfer(left.number, cast.lebak.siti, to="36.71", note="Kembali: rumah Pak Surya di Tangerang.")
    with cast.tangerang.seat():
        actions.reject(left.number, cast.tangerang.siti, reason="tidak-jelas", note="Pak Surya, maaf.")
    erase(cast.tangerang, left.number)
    for office in (cast.tangerang, cast.lebak):
        assert_nothing_is_left(office, left.number)
        assert verified.faults(office.tenant, left.number) == []
    assert [entry.action for entry in own_history(cast.lebak)] == ["erase_copy_there"]
    assert own_history(cast.tangerang) == []


# -- It comes back ----------------------------------------------------------------------------------------------------


def test_what_comes_back_to_an_erased_copy_is_whole_again(cast, left, django_capture_on_commit_callbacks):
    """All but what the former city's units were told: nobody else had that."""
    with django_capture_on_commit_callbacks(execute=True):
        erase(cast.tangerang, left.number)
    with cast.lebak.seat():
        actions.message(left.number, cast.lebak.siti, text="Tiang nomor berapa?")
        actions.accept(left.number, cast.lebak.siti)
        actions.transfer(left.number, cast.lebak.siti, to="36.71")
    assert_untouched(cast.tangerang, left.number)
    office = cast.tangerang
    with office.seat():
        report = Report.objects.get(number=left.number)
        assert (report.state, report.description) == ("submitted", WORDS["description"])
        assert {row.text for row in Message.objects.filter(report=report)} >= {WORDS["question"], WORDS["reply"]}
        assert {(row.note, row.return_note) for row in Dispatch.objects.filter(report=report)} == {("", "")}
        assert all(default_storage.exists(photo.full) for photo in Attachment.objects.filter(report=report))
        assert actions.read_identity(left.number, office.siti)["name"] == NAME
        actions.verify(left.number, office.siti)
        actions.dispatch(left.number, office.siti, unit="dlh", note="Sekali lagi.")
    for city in (cast.tangerang, cast.lebak):
        assert verified.faults(city.tenant, left.number) == []


def test_it_may_go_come_back_and_be_erased_again(cast, left):
    erase(cast.tangerang, left.number)
    with cast.lebak.seat():
        actions.accept(left.number, cast.lebak.siti)
        actions.transfer(left.number, cast.lebak.siti, to="36.71")
    with cast.tangerang.seat():
        actions.accept(left.number, cast.tangerang.siti)
        actions.transfer(left.number, cast.tangerang.siti, to="36.02")
    assert verified.faults(cast.tangerang.tenant, left.number) == []  # the words are back, the erasing is past
    erase(cast.tangerang, left.number, at=RECEIVED + timedelta(days=1))
    assert_nothing_is_left(cast.tangerang, left.number)
    assert [entry.action for entry in own_history(cast.tangerang)] == ["erase_copy", "erase_copy"]
    for city in (cast.tangerang, cast.lebak):
        assert verified.faults(city.tenant, left.number) == []


# -- What verification says of a copy that was not erased as told ----------------------------------------------------


def test_a_copy_erased_by_nobody_or_written_again_is_named(cast, left):
    with cast.tangerang.seat():
        Report.objects.filter(number=left.number).update(erased_at=RECEIVED)
        row, otherwise = f"t3671.reports_report id {left.report.pk}", "is not what the history says"
        assert verified.faults(cast.tangerang.tenant, left.number) == [(row, f"erased_at {otherwise}")]
        Report.objects.filter(number=left.number).update(erased_at=None)
    erase(cast.tangerang, left.number)
    with cast.tangerang.seat():
        Report.objects.filter(number=left.number).update(description="Lampu padam.")
        assert verified.faults(cast.tangerang.tenant, left.number) == [(row, f"description {otherwise}")]
        Report.objects.filter(number=left.number).update(description="")
        message = Message.objects.filter(report__number=left.number).first()
        Message.objects.filter(pk=message.pk).update(text="Kembali.")
        back = (f"t3671.reports_message id {message.pk}", "was erased, but is there again")
        assert verified.faults(cast.tangerang.tenant, left.number) == [back]
