"""One report on the desk: its history with people and notes, its clocks in words, its place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.casework import actions
from core.deadlines.models import Deadline
from core.reports.models import Report
from tests.support.cast import picture
from web.desk import deadlines, presenters

NOW = timezone.now()


def test_history_names_people_and_keeps_the_offices_notes_apart(office, desk):
    number = office.file("verified").number
    client = desk("siti")
    client.post(f"/petugas/laporan/{number}/dispatch/", {"unit": "dlh", "note": "Mungkin Dishub"})
    desk("budi").post(f"/petugas/laporan/{number}/send_back/", {"note": "Ini lampu, bukan pohon."})
    timeline = client.get(f"/petugas/laporan/{number}/").context["timeline"]
    private = "Hanya tampak bagi petugas."
    assert [(entry["title"], entry["actor"], entry["text"], entry["private"]) for entry in timeline] == [
        ("Laporan diterima", "Pelapor", "", ""),
        ("Laporan diverifikasi", "Siti Aminah", "", ""),
        ("Diteruskan ke DLH", "Siti Aminah", "Mungkin Dishub", private),
        ("Dikembalikan oleh DLH: bukan wewenangnya", "Budi Santoso", "Ini lampu, bukan pohon.", private),
    ]


def test_question_and_answer_of_the_reporter_stand_in_the_history(office, desk):
    filed = office.file("needs_info")
    with office.seat():
        actions.reply(filed.number, filed.code, text="Tiang nomor 12.")
    timeline = desk("siti").get(f"/petugas/laporan/{filed.number}/").context["timeline"]
    assert [(entry["actor"], entry["text"], entry["icon"]) for entry in timeline[1:]] == [
        ("Siti Aminah", "Di tiang nomor berapa?", "message-square"),
        ("Pelapor", "Tiang nomor 12.", "message-square"),
    ]


def test_an_answer_stands_with_its_photos(office, desk):
    number = office.file("in_progress", photos=1).number
    client = desk("dewi")
    client.post(f"/petugas/laporan/{number}/answer/", {"text": "Sudah diganti.", "photos": [picture(), picture()]})
    page = client.get(f"/petugas/laporan/{number}/")
    assert [len(entry["photos"]) for entry in page.context["timeline"]] == [0, 0, 0, 0, 2]
    assert [photo["alt"] for photo in page.context["photos"]] == ["Foto dari pelapor"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("outcome", "met_at", "now", "kind", "words"),
    [
        ("open", None, "2026-03-20T09:00", "ahead", "6 hari lagi"),
        ("open", None, "2026-03-25T23:30", "soon", "1 hari lagi"),
        ("open", None, "2026-03-26T23:30", "soon", "Hari ini hari terakhir"),
        ("open", None, "2026-03-27T00:10", "late", "Lewat 1 hari"),
        ("met", "2026-03-24T09:00", "2026-04-01T09:00", "met", "Tepat waktu, 2 hari sebelum batas"),
        ("met", "2026-03-26T23:00", "2026-04-01T09:00", "met", "Tepat waktu, pada hari terakhir"),
        ("late", "2026-03-29T09:00", "2026-04-01T09:00", "late", "Terlambat 3 hari"),
        ("late", None, "2026-04-01T09:00", "late", "Terlambat, tidak terpenuhi"),
        ("cancelled", None, "2026-04-01T09:00", "over", "Tidak berlaku lagi"),
    ],
)
def test_a_clock_in_words(office, outcome, met_at, now, kind, words):
    report = office.file(at=moment("2026-03-16T09:00")).report
    with office.seat(), timezone.override(office.tenant.zone):
        clock = report.deadlines.get(rule_set="sp4n", rule="verify")
        Deadline.objects.filter(pk=clock.pk).update(outcome=outcome, met_at=moment(met_at) if met_at else None)
        story = presenters.Story(
            report, [], [], [report.deadlines.get(rule_set="sp4n", rule="verify")], shows_content=True
        )
        (shown,) = deadlines.entries(story, moment(now))
    assert (shown["kind"], shown["words"], str(shown["deadline"].due_on)) == (kind, words, "2026-03-26")


def test_without_boundaries_a_place_is_unchecked(office, desk):
    page = desk("siti").get(f"/petugas/laporan/{office.file().number}/").content.decode()
    assert "Sukarasa" in page
    assert "Belum dicocokkan dengan peta" in page
    assert "data-map" not in page


def test_a_pin_on_the_equator_is_shown(office, desk):
    number = office.file().number
    with office.seat():
        Report.objects.filter(number=number).update(lat=0.0, lon=109.34)
    answer = desk("siti").get(f"/petugas/laporan/{number}/")
    assert (answer.context["place"]["lat"], answer.context["place"]["lon"]) == (0.0, 109.34)
    assert 'data-lat="0.0"' in answer.content.decode()


def test_a_pin_elsewhere_is_flagged(office, desk):
    number = office.file().number
    with office.seat():
        Report.objects.filter(number=number).update(lat=-6.2, lon=106.6, area_check="mismatch")
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert "Kelurahan dan pin tidak cocok" in page


def test_a_report_nobody_may_change_says_whose_turn_it_is(office, desk):
    dispatched, asked = office.file("dispatched").number, office.file("needs_info").number
    turn = {
        (name, number): desk(name).get(f"/petugas/laporan/{number}/").context["turn"]
        for name, number in [("siti", dispatched), ("leader", dispatched), ("siti", asked)]
    }
    assert list(turn.values()) == [
        "Sekarang giliran Dinas Perhubungan.",
        "Peran Anda membaca laporan; yang menindaklanjuti adalah koordinator dan OPD.",
        "Menunggu keterangan dari pelapor.",
    ]


def test_english_pages_speak_of_the_same_report(office, desk):
    number = office.file(at=NOW - timedelta(hours=1)).number
    client = desk("siti")
    client.cookies["django_language"] = "en"
    assert client.get(f"/petugas/laporan/{number}/").status_code == 200
