"""Deadlines as a citizen reads them: one date a stage, whose turn it is, when time stands still, and the laws."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.casework import actions
from core.deadlines.models import Deadline
from tests.web.citizen.forms import LONG, text_of
from web.citizen.deadlines import ReportDeadlines

TRACKED = "/lacak/laporan/"
# Monday before Lebaran 2026, ten in the morning in Jakarta.
MONDAY = datetime(2026, 3, 16, 3, tzinfo=UTC)


def tracked(client, filed) -> str:
    client.post("/lacak/", {"number": filed.number, "code": filed.code})
    return text_of(client.get(TRACKED))


def public(client, filed) -> str:
    return text_of(client.get(f"/laporan/{filed.number}/"))


def rows_of(office, filed) -> list[Deadline]:
    with office.seat():
        return list(filed.report.deadlines.all())


def test_of_two_laws_the_earlier_date_is_shown_and_both_are_named(client, office) -> None:
    filed = office.file("submitted", at=MONDAY)
    stages = ReportDeadlines(rows_of(office, filed)).stages
    assert [(view.limit.rule_set, view.limit.rule, view.limit.due_on.isoformat()) for view in stages] == [
        ("sp4n", "verify", "2026-03-26"),
        ("sp4n", "total", "2026-04-13"),
    ]
    words = tracked(client, filed)
    assert "Diverifikasi paling lambat Kamis, 26 Maret 2026" in words
    assert "Dijawab paling lambat Senin, 13 April 2026" in words
    assert "Kelengkapan dijawab paling lambat 30 Maret 2026 · UU 25/2009 Pelayanan Publik, 14 hari kalender" in words
    assert "Diverifikasi paling lambat 26 Maret 2026 · SP4N-LAPOR!, 3 hari kerja" in words


def test_stages_stand_in_the_order_a_report_passes_them(office) -> None:
    rows = rows_of(office, office.file("closed"))
    assert [view.limit.rule for view in ReportDeadlines(rows).stages] == [
        "verify",
        "first_follow_up",
        "total",
        "check",
    ]


def test_the_office_waits_and_the_reporter_is_told_until_when(client, office) -> None:
    now = timezone.now()
    filed = office.file("needs_info", at=now)
    with office.seat():
        due = filed.report.deadlines.get(rule="completion").due_on
    own, everybody = tracked(client, filed), public(client, filed)
    assert due == (now + timedelta(hours=8)).date() + timedelta(days=30)  # asked an hour later, in Jakarta
    assert f"{due.day} " in own
    assert "Anda punya waktu sampai" in own
    assert "bila tidak dilengkapi, laporan dianggap dicabut." in own
    assert "Waktu kami berhenti sejak" in own
    assert "karena kami menunggu keterangan Anda." in own
    assert "Pelapor punya waktu sampai" in everybody
    assert "karena petugas menunggu keterangan pelapor." in everybody
    assert "Batas waktu" in own
    assert "sudah lewat" not in own


def test_a_paused_deadline_is_not_overdue(client, office) -> None:
    filed = office.file("needs_info", at=timezone.now() - timedelta(days=25))
    assert "sudah lewat. Maaf." not in tracked(client, filed)


def test_after_an_answer_silence_closes_the_report(client, office) -> None:
    filed = office.file("answered")
    assert "Bila Anda tidak menanggapi jawaban sampai" in tracked(client, filed)
    assert "Bila pelapor tidak menanggapi jawaban sampai" in public(client, filed)


def test_the_reporters_deadline_is_never_the_offices_delay(client, office) -> None:
    filed = office.file("answered", at=timezone.now() - timedelta(days=40))
    with office.seat():
        actions.check(filed.number, office.joko)
    assert "sudah lewat. Maaf." not in tracked(client, filed)


def test_an_extension_stands_beside_the_date_and_its_reason_in_the_story(client, office) -> None:
    filed = office.file("in_progress")
    with office.seat():
        actions.extend(filed.number, office.siti, days=5, text="Tiang baru harus dipesan dari pabrik.")
    own, everybody = tracked(client, filed), public(client, filed)
    assert "(diperpanjang 5 hari kerja)" in own
    assert "Batas waktu diperpanjang 5 hari" in own
    assert "Tiang baru harus dipesan dari pabrik." in own
    assert "Batas waktu diperpanjang 5 hari" in everybody
    assert "Tiang baru harus dipesan" not in everybody


def test_a_date_that_may_move_is_marked_and_explained(client, office) -> None:
    filed = office.file("submitted")
    with office.seat():
        filed.report.deadlines.filter(rule="total").update(provisional=True)
    words = tracked(client, filed)
    assert "(sementara)" in words
    assert "Tanggal yang sementara masih dapat bergeser: cuti bersama tahun itu belum ditetapkan." in words


def test_an_ended_report_without_deadlines_says_so(client, office) -> None:
    filed = office.file("withdrawn")
    assert "Tidak ada batas waktu yang masih berjalan." in tracked(client, filed)


@pytest.mark.parametrize("path", ["/lapor/", "/lacak/tanda-terima/"])
def test_dates_stand_in_the_form_and_on_the_receipt(client, office, path: str) -> None:
    from tests.web.citizen.forms import typed

    client.post("/lapor/", typed(description=LONG))
    words = text_of(client.get(path))
    assert "Diverifikasi paling lambat" in words
    assert "Dijawab paling lambat" in words
    assert "UU 25/2009 Pelayanan Publik, 14 hari kalender" in words
