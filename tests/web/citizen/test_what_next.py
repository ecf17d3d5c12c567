"""What the reporter can do next: add something, know what a missed limit means, and what a lost code means."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.reports.models import Message
from tests.web.citizen.forms import photo, text_of

REPORT = "/lacak/laporan/"


@pytest.fixture
def opened(client, office):
    """Files a report and opens it with its code."""

    def opened(state: str = "in_progress", **changes):
        filed = office.file(state, **changes)
        client.post("/lacak/", {"number": filed.number, "code": filed.code})
        return filed

    return opened


def test_words_and_a_photo_may_be_added_without_being_asked(client, office, opened) -> None:
    filed = opened()
    page = client.get(REPORT)
    assert "Yang dapat Anda lakukan sekarang" in text_of(page)
    sent = client.post(
        REPORT, {"key": "k1", "number": filed.number, "text": "Sekarang dua lampu yang padam.", "photos": photo()}
    )
    assert (sent.status_code, sent["Location"]) == (302, REPORT)
    page = client.get(REPORT)
    assert f'data-draft-done="reply-{filed.number}"' in page.content.decode()  # what was typed is not offered again
    words = text_of(page)
    assert "Keterangan Anda sudah kami terima." in words
    assert "Pelapor menambah keterangan" in words
    assert "Sekarang dua lampu yang padam." in words
    with office.seat():
        (message,) = Message.objects.filter(report=filed.report)
        assert (message.from_reporter, filed.report.attachments.count()) == (True, 1)
    public = text_of(client.get(f"/laporan/{filed.number}/"))
    assert "dua lampu" not in public


def test_an_empty_addition_stays_open_with_its_error(client, opened) -> None:
    filed = opened()
    page = client.post(REPORT, {"key": "k1", "number": filed.number, "text": ""})
    assert page.status_code == 400
    assert '<details id="tambah" open>' in page.content.decode()
    assert "Tulis jawaban Anda." in text_of(page)


@pytest.mark.parametrize("state", ["closed", "rejected"])
def test_an_ended_report_takes_nothing_more(client, opened, state: str) -> None:
    filed = opened(state)
    assert "Tambah keterangan" not in text_of(client.get(REPORT))
    assert client.post(REPORT, {"key": "k1", "number": filed.number, "text": "Masih padam."}).status_code == 409


def test_a_question_is_answered_first(client, opened) -> None:
    opened("needs_info")
    words = text_of(client.get(REPORT))
    assert "Petugas bertanya kepada Anda" in words
    assert "Tambah keterangan" not in words


@pytest.mark.parametrize(
    ("identity", "sentence"),
    [
        ("named", "Anda berhak melapor ke Ombudsman RI (telepon 137) dengan membawa nomor laporan ini"),
        ("anonymous", "Laporan tanpa identitas tidak dapat diteruskan ke Ombudsman"),
    ],
)
def test_a_missed_deadline_says_what_one_can_do(client, opened, identity: str, sentence: str) -> None:
    filed = opened("in_progress", at=timezone.now() - timedelta(days=90), identity=identity)
    words = text_of(client.get(REPORT))
    assert "sudah lewat. Maaf." in words
    assert sentence in words
    assert "Laporan ini lewat batas waktunya" in text_of(client.get(f"/laporan/{filed.number}/"))


def test_nothing_is_said_of_deadlines_that_hold(client, opened) -> None:
    opened("in_progress")
    assert "sudah lewat" not in text_of(client.get(REPORT))


def test_a_lost_code_is_told_honestly_for_each_choice(client) -> None:
    words = text_of(client.get("/lacak/"))
    assert "Kode hilang?" in words
    assert (
        "Nama diketahui petugas Laporan tetap dikerjakan, dan petugas yang menangani dapat menghubungi Anda" in words
    )
    assert "Anonim Laporan tetap dikerjakan. Hanya koordinator yang dapat membuka kontak Anda" in words
    assert "Tanpa identitas Tidak ada jalan kembali" in words
