"""What the desk puts right on screen: data, public text, single photos, a word to the reporter, one's last step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.audit.models import Entry
from core.casework import queries
from core.reports.models import Attachment, Report
from tests.support.cast import picture

NOW = timezone.now()


def page_of(number: str) -> str:
    return f"/petugas/laporan/{number}/"


def panels(answer) -> list[str]:
    return [panel["name"] for panel in answer.context["more_panels"]]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("siti", ["add_part", "message", "note", "extend", "redact", "correct"]),
        ("dewi", ["work_photos", "message", "note"]),
        ("agus", ["work_photos", "note"]),
        ("leader", []),
    ],
)
def test_each_is_offered_what_he_or_she_may_do(office, desk, name, wanted):
    number = office.file("dispatched", photos=1).number
    answer = desk(name).get(page_of(number))
    assert panels(answer) == wanted
    assert bool(answer.context["photo_switches"]) == (name == "siti")


def test_a_correction_changes_only_what_differs_and_stands_in_the_history(office, desk):
    number = office.file("dispatched").number
    client = desk("siti")
    form = {"kind": "complaint", "category": "lainnya", "area": "36.71.01.1001", "visibility": "public"}
    answer = client.post(f"{page_of(number)}correct/", form, follow=True)
    assert "Data laporan diperbaiki." in answer.content.decode()
    with office.seat():
        entry = Entry.objects.filter(stream=number).last()
        assert (entry.action, entry.details) == ("correct", {"changes": {"category": ["pju-padam", "lainnya"]}})
    again = client.post(f"{page_of(number)}correct/", form)
    assert again.status_code == 400
    assert "Tidak ada yang berubah." in again.content.decode()


def test_a_bad_correction_stands_at_its_field(office, desk):
    number = office.file().number
    answer = desk("siti").post(f"{page_of(number)}correct/", {"kind": "no", "area": "36.02.01.2002"})
    (form,) = [panel["form"] for panel in answer.context["more_panels"] if panel["name"] == "correct"]
    assert (answer.status_code, list(form.errors)) == (400, ["kind"])


def test_the_public_text_begins_with_what_is_proposed(office, desk):
    words = "Lampu padam. Nama saya Ratna Kusuma, HP 0812-9876-5432."
    number = office.file("verified", description=words).number
    client, reader = desk("siti"), Client(HTTP_HOST=office.host)
    (form,) = [
        p["form"]
        for p in client.get(f"{page_of(number)}?tindakan=redact").context["more_panels"]
        if p["name"] == "redact"
    ]
    proposed = "Lampu padam. Nama saya [nama], HP [nomor telepon]."
    assert form.initial["text"] == proposed
    client.post(f"{page_of(number)}redact/", {"text": proposed})
    public = reader.get(f"/laporan/{number}/").content.decode()
    assert proposed in public
    assert "0812-9876-5432" not in public
    assert words in client.get(page_of(number)).content.decode()


def test_the_reporters_own_words_are_no_public_text_of_their_own(office, desk):
    report = office.file("verified").report
    desk("siti").post(f"{page_of(report.number)}redact/", {"text": f"  {report.description}\r\n"})
    with office.seat():
        assert Report.objects.get().public_text == ""


def test_one_photo_is_hidden_and_shown_again(office, desk):
    number = office.file("verified", photos=2).number
    client, reader = desk("siti"), Client(HTTP_HOST=office.host)
    first = client.get(page_of(number)).context["photo_switches"][0]["id"]
    for hidden, kept in (("1", 1), ("0", 2)):
        client.post(f"{page_of(number)}hide_photo/", {"photo": str(first), "hidden": hidden})
        assert reader.get(f"/laporan/{number}/").content.decode().count("<figure") == kept
    assert len(client.get(page_of(number)).context["photos"]) == 2


@pytest.mark.parametrize("photo", ["", "none", "00000000-0000-0000-0000-000000000000"])
def test_a_photo_that_is_none_of_the_reports_is_absent(office, desk, photo):
    number = office.file("verified", photos=1).number
    assert desk("siti").post(f"{page_of(number)}hide_photo/", {"photo": photo, "hidden": "1"}).status_code == 404
    other = office.file("verified", photos=1).number
    with office.seat():
        foreign = Attachment.objects.get(report__number=other).pk
    answer = desk("siti").post(f"{page_of(number)}hide_photo/", {"photo": str(foreign), "hidden": "1"})
    assert answer.status_code == 404
    with office.seat():
        assert Attachment.objects.filter(is_hidden=True).count() == 0


def test_a_masked_reporter_reads_the_message_and_stays_masked(office, desk):
    filed = office.file("dispatched", identity="masked")
    answer = desk("dewi").post(f"{page_of(filed.number)}message/", {"text": "Kami datang besok."}, follow=True)
    assert "Pesan tercatat" in answer.content.decode()
    with office.seat():
        story = queries.reporter_story(queries.report_by_code(filed.number, filed.code))
        assert story.events[-1].text == "Kami datang besok."
        assert not Entry.objects.filter(stream=filed.number, action="identity_read").exists()


def test_ones_own_answer_is_taken_back_within_its_minutes(office, desk):
    number = office.file("answered").number
    client = desk("dewi")
    undo = client.get(page_of(number)).context["undo"]
    assert (str(undo["title"]), undo["minutes"]) == ("Batalkan jawaban", 10)
    assert desk("rahmat").get(page_of(number)).context["undo"] is None
    client.post(f"{page_of(number)}undo/")
    with office.seat():
        assert Report.objects.get().state == "in_progress"
    assert client.get(page_of(number)).context["undo"] is None


def test_a_closing_is_taken_back_by_whoever_closed(office, desk):
    number = office.file("closed").number
    assert str(desk("joko").get(page_of(number)).context["undo"]["title"]) == "Batalkan penutupan"
    assert desk("siti").get(page_of(number)).context["undo"] is None
    assert desk("siti").post(f"{page_of(number)}undo/").status_code == 409
    desk("joko").post(f"{page_of(number)}undo/")
    with office.seat():
        assert Report.objects.get().state == "answered"


def test_after_its_minutes_nothing_is_offered_or_done(office, desk):
    number = office.file("answered", at=NOW - timedelta(hours=8)).number
    assert desk("dewi").get(page_of(number)).context["undo"] is None
    assert desk("dewi").post(f"{page_of(number)}undo/").status_code == 409


@pytest.mark.parametrize("action", ["correct", "redact", "hide_photo", "message", "undo"])
def test_another_units_report_is_absent(office, desk, action):
    number = office.file("dispatched").number
    assert desk("budi").post(f"{page_of(number)}{action}/", {"text": "Halo semua."}).status_code == 404
    with office.seat():
        assert Report.objects.get().audit_seq == 3


@pytest.mark.parametrize(("action", "field"), [("correct", "visibility"), ("redact", "text"), ("message", "text")])
def test_who_may_not_is_refused_and_nothing_changes(office, desk, action, field):
    number = office.file("dispatched").number
    assert desk("leader").post(f"{page_of(number)}{action}/", {field: "secret"}).status_code == 403
    with office.seat():
        assert Report.objects.get().audit_seq == 3


def test_repeats_are_shown_without_a_name(office, desk):
    office.file(at=NOW - timedelta(days=2))
    number = office.file().number
    page = desk("siti").get(page_of(number)).content.decode()
    assert "Pelapor yang sama mengirim 1 laporan lain dalam 30 hari." in page
    assert "Teks yang sama persis ada di 1 laporan lain dalam 30 hari." in page
    assert "Ratna" not in page


def test_what_the_citizen_will_read_stands_beside_what_is_written(office, desk):
    number = office.file("dispatched").number
    answer = desk("dewi").get(f"{page_of(number)}?tindakan=answer")
    shown = {panel["name"]: panel for panel in answer.context["panels"]}
    assert shown["answer"]["sentence"]["before"] == "Dishub menjawab"
    assert shown["start"]["sentence"]["before"] == "Dishub mulai mengerjakan"


def test_a_field_officer_starts_and_brings_photos_from_the_spot(office, desk):
    filed = office.file("dispatched", photos=1)
    client = desk("agus")
    client.post(f"{page_of(filed.number)}start/")
    answer = client.post(f"{page_of(filed.number)}work_photos/", {"photos": [picture(), picture()]}, follow=True)
    last = answer.context["timeline"][-1]
    assert (last["title"], last["actor"], len(last["photos"])) == ("Foto dari lapangan", "Agus Salim", 2)
    assert len(answer.context["photos"]) == 1
    with office.seat():
        report = queries.report_by_code(filed.number, filed.code)
        reporter, public = queries.reporter_story(report), queries.public_story(report)
        assert (len(reporter.events[-1].photos), len(reporter.photos)) == (2, 1)
        assert (public.events[-1].action, len(public.photos)) == ("start", 1)


def test_no_photo_is_no_work_photo(office, desk):
    number = office.file("dispatched").number
    answer = desk("agus").post(f"{page_of(number)}work_photos/", {})
    assert (answer.status_code, "Pilih paling sedikit satu foto." in answer.content.decode()) == (400, True)
    assert desk("siti").post(f"{page_of(number)}work_photos/", {"photos": [picture()]}).status_code == 403
