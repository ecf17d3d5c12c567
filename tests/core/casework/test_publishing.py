"""Whatever becomes public passes the proposal, part by part; the public reads the public version and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from core.audit.models import Entry
from core.casework import actions, queries
from core.casework.actions import ByCode
from core.common.errors import Invalid, NotFound
from core.reports.models import Report
from core.reports.public_parts import PublicParts, public_parts
from tests.support import verified
from tests.support.cast import Filed, Office

NAME, PHONE = "Ratna Kusuma", "0812-9876-5432"
TEXT = f"Lampu jalan padam. Nama saya {NAME}, hubungi {PHONE}."
CLEAN = "Lampu jalan padam. Nama saya [nama], hubungi [nomor telepon]."
ADDRESS, CLEAN_ADDRESS = f"Depan rumah Ibu {NAME}, HP {PHONE}", "Depan rumah Ibu [nama], HP [nomor telepon]"
ANSWER = f"Sudah diganti petugas. Hubungi Bapak Agus Salim di {PHONE}."
CLEAN_ANSWER = "Sudah diganti petugas. Hubungi Bapak [nama] di [nomor telepon]."


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


@pytest.fixture
def filed(office: Office) -> Filed:
    return office.file(description=TEXT, address=ADDRESS)


def _now(number: str) -> Report:
    return Report.objects.get(number=number)


def _details(number: str) -> dict[str, Any]:
    return Entry.objects.filter(stream=number).order_by("-seq")[0].details


# -- At verification -----------------------------------------------------------------------------------------------


def test_when_nothing_is_said_the_proposal_is_published(office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti)
        report = _now(filed.number)
        assert public_parts(report) == PublicParts(CLEAN, CLEAN_ADDRESS, "")
        assert (report.description, report.address) == (TEXT, ADDRESS)
        assert _details(filed.number)["redacted"] == ["text", "address"]


def test_what_somebody_has_edited_is_published_instead(office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti, public_text="Lampu padam.", public_address="")
        assert public_parts(_now(filed.number)) == PublicParts("Lampu padam.", "", "")


def test_as_written_is_published_by_a_deliberate_choice_only(office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti, public_text="", as_written=True)
        assert public_parts(_now(filed.number)) == PublicParts(TEXT, ADDRESS, "")
        assert "redacted" not in _details(filed.number)


def test_where_nothing_is_found_the_words_stay_as_they_are(office: Office) -> None:
    filed = office.file(state="verified")
    with office.seat():
        report = _now(filed.number)
        assert (report.public_text, report.public_parts) == ("", {})
        assert public_parts(report) == PublicParts(report.description, report.address, "")


def test_an_empty_text_says_nothing_so_the_proposal_holds(office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti, public_text="  \n")
        assert public_parts(_now(filed.number)).text == CLEAN


@pytest.mark.parametrize(
    ("said", "field"),
    [({"public_text": 7}, "public_text"), ({"public_text": "x" * 6001}, "public_text"),
     ({"public_address": "x" * 401}, "public_address"), ({"public_address": ["x"]}, "public_address")],
)  # fmt: skip
def test_what_cannot_be_published_is_refused_at_its_field(office: Office, filed: Filed, said, field) -> None:
    with office.seat():
        with pytest.raises(Invalid) as refused:
            actions.verify(filed.number, office.siti, **said)
        assert list(refused.value.errors) == [field]
        assert _now(filed.number).state == "submitted"


# -- At every other moment something becomes public ----------------------------------------------------------------


def test_a_secret_report_that_becomes_public_is_published_by_the_proposal(office: Office) -> None:
    filed = office.file(state="in_progress", description=TEXT, address=ADDRESS, visibility="secret")
    with office.seat():
        actions.answer(filed.number, office.dewi, text=ANSWER)
        assert (_now(filed.number).public_text, _now(filed.number).public_parts) == ("", {})
        actions.correct(filed.number, office.siti, visibility="public")
        report = _now(filed.number)
        assert public_parts(report) == PublicParts(CLEAN, CLEAN_ADDRESS, "")
        (answer,) = [event for event in queries.public_story(report).events if event.action == "answer"]
        assert answer.text == CLEAN_ANSWER
        assert [name.split(":")[0] for name in _details(filed.number)["redacted"]] == ["text", "address", "answer"]


@pytest.mark.parametrize("action", ["answer", "follow_up"])
def test_an_answer_passes_the_proposal(office: Office, action: str) -> None:
    filed = office.file(state="in_progress" if action == "answer" else "answered")
    with office.seat():
        getattr(actions, action)(filed.number, office.dewi, text=ANSWER)
        report = _now(filed.number)
        public = [event.text for event in queries.public_story(report).events if event.action == action]
        own = [event for event in queries.reporter_story(report).events if event.action == action]
        assert public == [CLEAN_ANSWER]
        assert [(event.text, event.public_text) for event in own] == [(ANSWER, CLEAN_ANSWER)]
        assert len(_details(filed.number)["redacted"]) == 1


def test_the_offices_own_number_is_published_by_a_deliberate_choice(office: Office) -> None:
    filed = office.file(state="in_progress")
    with office.seat():
        actions.answer(filed.number, office.dewi, text=ANSWER, as_written=True)
        assert _now(filed.number).public_parts == {}
        texts = [event.text for event in queries.public_story(_now(filed.number)).events]
        assert ANSWER in texts


def test_the_note_of_a_refusal_passes_the_proposal(office: Office) -> None:
    filed = office.file(state="verified")
    with office.seat():
        actions.reject(filed.number, office.siti, reason="tidak-jelas", note=f"Hubungi {PHONE}.")
        report = _now(filed.number)
        assert public_parts(report).rejection_note == "Hubungi [nomor telepon]."
        assert report.rejection_note == f"Hubungi {PHONE}."


# -- Later ---------------------------------------------------------------------------------------------------------


def test_every_part_can_be_redacted_later_and_shown_again(office: Office) -> None:
    filed = office.file(state="answered")
    with office.seat():
        (answer,) = [event for event in queries.desk_story(_now(filed.number)).events if event.action == "answer"]
        given = [{"seq": answer.seq, "text": "Diganti."}]
        actions.redact(filed.number, office.siti, text="Lampu.", address="Pasar", answers=given)
        assert public_parts(_now(filed.number)) == PublicParts("Lampu.", "Pasar", "")
        assert _details(filed.number)["redacted"] == ["text", "address", f"answer:{answer.seq}"]
        actions.redact(filed.number, office.siti, address="")
        assert public_parts(_now(filed.number)).address == ""
        report = filed.report
        actions.redact(filed.number, office.siti, text="", address=report.address, answers=[{**given[0], "text": ""}])
        assert public_parts(_now(filed.number)) == PublicParts(report.description, report.address, "")
        assert _now(filed.number).public_parts == {}


@pytest.mark.parametrize(
    "answers", [[{"seq": 99, "text": "x"}], [{"seq": "2", "text": "x"}], ["x"], 7, [{"text": "x"}]]
)
def test_an_answer_that_is_none_is_refused(office: Office, answers: Any) -> None:
    filed = office.file(state="answered")
    with office.seat(), pytest.raises(Invalid) as refused:
        actions.redact(filed.number, office.siti, answers=answers)
    assert list(refused.value.errors) == ["answers"]


def test_nothing_said_is_refused(office: Office) -> None:
    filed = office.file(state="verified")
    with office.seat(), pytest.raises(Invalid):
        actions.redact(filed.number, office.siti)


# -- Who reads what ------------------------------------------------------------------------------------------------

PLACES = ["/", "/laporan/", "/laporan/?words=lampu", "/laporan/{number}/", "/peta/", "/peta/laporan.json",
          "/lapor/serupa/?lat=-6.17&lon=106.63", "/api/v1/reports/", "/api/v1/reports/{number}/",
          "/api/v1/reports/{number}/timeline/", "/kinerja/"]  # fmt: skip


def test_no_place_of_the_public_holds_what_was_taken_out(client, office: Office) -> None:
    filed = office.file(state="submitted", description=TEXT, address=ADDRESS, lat=-6.17, lon=106.63)
    with office.seat():
        actions.verify(filed.number, office.siti, unit="dishub")
        actions.start(filed.number, office.dewi)
        actions.answer(filed.number, office.dewi, text=ANSWER)
    for place in PLACES:
        answer = client.get(place.format(number=filed.number), HTTP_HOST=office.host)
        content = answer.content.decode()
        assert answer.status_code == 200, place
        for word in (NAME, PHONE, "Agus Salim"):
            assert word not in content, place
    found = client.get("/laporan/", {"words": "Ratna"}, HTTP_HOST=office.host).content.decode()
    assert filed.number not in found
    found = client.get("/laporan/", {"words": "padam"}, HTTP_HOST=office.host).content.decode()
    assert filed.number in found


def test_before_it_is_published_no_version_is_public(office: Office, filed: Filed) -> None:
    with office.seat():
        assert public_parts(_now(filed.number)) == PublicParts()
        assert queries.public_story(_now(filed.number)).public == PublicParts()


def test_the_reporter_reads_both_versions(client, office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti)
    body = {"number": filed.number, "code": filed.code}
    tracked = client.post("/api/v1/track/", body, content_type="application/json", HTTP_HOST=office.host).json()
    assert (tracked["description"], tracked["location"]["address"]) == (TEXT, ADDRESS)
    assert tracked["public"] == {"text": CLEAN, "address": CLEAN_ADDRESS, "rejection_note": ""}
    client.post("/lacak/", body, HTTP_HOST=office.host)
    page = client.get("/lacak/laporan/", HTTP_HOST=office.host).content.decode()
    for words in (TEXT, CLEAN, ADDRESS, CLEAN_ADDRESS):
        assert words in page


# -- History -------------------------------------------------------------------------------------------------------


def test_history_says_which_parts_and_never_the_words(office: Office, filed: Filed) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti)
        report = queries.report_by_code(filed.number, filed.code)
        for story in (queries.desk_story(report), queries.public_story(report), queries.reporter_story(report)):
            (event,) = [event for event in story.events if event.action == "verify"]
            assert event.sentence.endswith("; disunting untuk publik: uraian, alamat")
        entries = json.dumps(list(Entry.objects.filter(stream=filed.number).values("details", "columns")), default=str)
        assert [word for word in (NAME, PHONE, "[nama]") if word in entries] == []
    assert verified.faults(office.tenant, filed.number) == []


def _edit_address(number: str) -> None:
    Report.objects.filter(number=number).update(public_parts={"address": ADDRESS})


def _edit_text(number: str) -> None:
    Report.objects.filter(number=number).update(public_text=TEXT)


@pytest.mark.parametrize(("edit", "name"), [(_edit_address, "public_parts"), (_edit_text, "public_text")])
def test_a_public_version_changed_by_hand_is_named(
    office: Office, filed: Filed, edit: Callable[[str], None], name: str
) -> None:
    with office.seat():
        actions.verify(filed.number, office.siti)
        edit(filed.number)
    assert [what for _row, what in verified.faults(office.tenant, filed.number)] == [
        f"{name} is not what the history says"
    ]


def test_erased_words_leave_no_public_version(office: Office) -> None:
    filed = office.file(state="closed", description=TEXT, address=ADDRESS)
    with office.seat():
        assert _now(filed.number).public_parts
        actions.anonymise(filed.number, office.siti, cause="request")
        assert (_now(filed.number).public_text, _now(filed.number).public_parts) == ("", {})


def test_a_report_that_goes_to_another_city_takes_its_public_versions_along(cast, office: Office) -> None:
    filed = office.file(state="verified", description=TEXT, address=ADDRESS)
    with office.seat():
        actions.transfer(filed.number, office.siti, to="36.02")
        with pytest.raises(NotFound):
            queries.report_by_code(filed.number, "0" * 16)
    with cast.lebak.seat():
        assert public_parts(_now(filed.number)) == PublicParts(CLEAN, CLEAN_ADDRESS, "")
        assert ByCode(filed.number, filed.code).find().number == filed.number
