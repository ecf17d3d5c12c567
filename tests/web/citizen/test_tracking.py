"""The reporter comes back with number and code: reads everything, answers the office."""

import pytest

from core.casework import actions
from core.common import numbers
from core.reports.models import Attachment, Message
from tests.web.citizen.forms import photo, text_of, thumbs_of, values_of

TRACK, REPORT = "/lacak/", "/lacak/laporan/"
WRONG_PAIR = "Nomor dan kode ini tidak cocok. Periksa lagi tanda terima Anda."


def open_report(client, filed):
    return client.post(TRACK, {"number": filed.number, "code": filed.code})


def test_number_and_code_open_the_report(client, office) -> None:
    filed = office.file("needs_info", photos=1)
    typed = {"number": filed.number.lower().replace("-", " "), "code": numbers.format_code(filed.code)}
    answer = client.post(TRACK, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, REPORT)
    page = client.get(REPORT)
    words = text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Lampu jalan di depan pasar padam sejak kemarin malam." in words
    assert "Petugas bertanya kepada Anda Di tiang nomor berapa?" in words
    assert "Hanya Anda dan petugas yang melihat ini." in words
    assert len(thumbs_of(page)) == 1
    assert filed.code not in page.content.decode()


def test_a_secret_report_opens_to_its_reporter(client, office) -> None:
    open_report(client, office.file(visibility="secret"))
    assert "Rahasia" in text_of(client.get(REPORT))


def test_unknown_number_and_wrong_code_are_one_sentence(client, office) -> None:
    filed = office.file()
    wrong_code = client.post(TRACK, {"number": filed.number, "code": "0000000000000000"})
    unknown = client.post(TRACK, {"number": numbers.make_number("36.71", 2026, 999_999), "code": filed.code})
    for answer in (wrong_code, unknown):
        assert answer.status_code == 404
        assert WRONG_PAIR in text_of(answer)
        assert REPORT not in answer.headers
        assert "laksa_lacak" not in answer.cookies


def test_a_code_of_another_city_opens_nothing_here(client, cast) -> None:
    filed = cast.lebak.file()
    assert WRONG_PAIR in text_of(open_report(client, filed))


@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        ("", "", "Tulis nomor laporan Anda."),
        ("", "", "Tulis kode tanda terima Anda."),
        ("3671-26-000123-A", "1" * 16, "Nomor laporan ini salah ketik"),
        ("halo", "1" * 16, "Nomor laporan terdiri dari angka dan satu huruf"),
        ("3671-26-000123-L", "12", "Kode tanda terima terdiri dari 16 angka"),
        ("\x00" * 500, "\x00" * 500, "Nomor laporan terdiri dari angka"),
    ],
)
def test_what_cannot_be_right_is_told_at_the_field(client, number, code, sentence) -> None:
    page = client.post(TRACK, {"number": number, "code": code})
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert values_of(page, "number") == [number.replace("\x00", "\x00")] or number == ""


def test_guessing_ends_after_ten_tries(client, new_client, office) -> None:
    filed = office.file()
    for _ in range(10):
        assert client.post(TRACK, {"number": filed.number, "code": "0" * 16}).status_code == 404
    stopped = open_report(client, filed)
    assert stopped.status_code == 429
    assert "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam 15 menit." in text_of(stopped)
    assert open_report(client, office.file()).status_code == 302  # another report
    assert open_report(new_client(REMOTE_ADDR="203.0.113.9"), filed).status_code == 302  # another address


def test_a_forwarded_address_counts_only_from_a_trusted_proxy(new_client, office, settings) -> None:
    filed = office.file()
    for tries in range(11):
        liar = new_client(HTTP_X_FORWARDED_FOR=f"198.51.100.{tries}")
        last = liar.post(TRACK, {"number": filed.number, "code": "0" * 16})
    assert last.status_code == 429
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    assert open_report(new_client(HTTP_X_FORWARDED_FOR="203.0.113.5, 198.51.100.77"), filed).status_code == 302


def test_the_right_code_clears_the_count(client, office) -> None:
    filed = office.file()
    for _ in range(3):
        for _ in range(5):
            client.post(TRACK, {"number": filed.number, "code": "0" * 16})
        assert open_report(client, filed).status_code == 302


@pytest.fixture
def asked(client, office):
    """A report the office has asked about, open in the client."""
    filed = office.file("needs_info")
    open_report(client, filed)
    return filed


def reply(**changes) -> dict:
    return {"key": "kunci-jawaban-1", "text": "Tiang nomor 12, dekat gapura.", **changes}


def test_the_answer_reaches_the_office(client, office, asked) -> None:
    answer = client.post(REPORT, reply(number=asked.number, photos=photo()), follow=True)
    assert answer.redirect_chain == [(REPORT, 302)]
    words = text_of(answer)
    assert "Keterangan Anda sudah kami terima." in words
    assert "Menunggu verifikasi" in words
    assert "Tiang nomor 12, dekat gapura." in words
    assert "Petugas bertanya kepada Anda" not in words
    with office.seat():
        assert Message.objects.filter(from_reporter=True).get().text == "Tiang nomor 12, dekat gapura."
        assert Attachment.objects.filter(report__number=asked.number).count() == 1


@pytest.mark.parametrize(("text", "sentence"), [("", "Tulis jawaban Anda."), ("x", "Tulis paling sedikit 3 karakter")])
def test_an_answer_that_is_refused_keeps_text_and_photo(client, asked, text, sentence) -> None:
    page = client.post(REPORT, reply(number=asked.number, text=text, photos=photo()))
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert len(values_of(page, "kept")) == 1


def test_the_same_answer_twice_is_one(client, office, asked) -> None:
    for _ in range(2):
        assert client.post(REPORT, reply(number=asked.number)).status_code == 302
    with office.seat():
        assert Message.objects.filter(from_reporter=True).count() == 1


def test_a_changed_answer_after_going_back_is_not_lost(client, asked) -> None:
    client.post(REPORT, reply(number=asked.number))
    page = client.post(REPORT, reply(number=asked.number, text="Maksud saya tiang nomor 21."))
    assert page.status_code == 409
    words = text_of(page)
    assert "Jawaban Anda sudah pernah terkirim." in words
    # It stands in the field for what one adds, ready to be sent.
    assert '<details id="tambah" open>' in page.content.decode()
    assert "Maksud saya tiang nomor 21." in words


def test_when_the_office_was_faster_the_text_is_not_lost(client, office, asked) -> None:
    with office.seat():
        actions.reject(asked.number, office.siti, reason="tidak-jelas")
    page = client.post(REPORT, reply(number=asked.number))
    words = text_of(page)
    assert page.status_code == 409
    assert "Laporan ini sudah berpindah tahap." in words
    assert "Tulisan Anda yang belum terkirim Tiang nomor 12, dekat gapura." in words


def test_when_the_time_ran_out_the_answer_waits_for_number_and_code(client, office, asked) -> None:
    del client.cookies["laksa_lacak"]
    page = client.post(REPORT, reply(number=asked.number, photos=photo()))
    words = text_of(page)
    assert page.status_code == 403
    assert "Waktunya sudah habis sejak laporan dibuka." in words
    assert "Tiang nomor 12, dekat gapura." in words
    kept = values_of(page, "kept")
    again = reply(number=asked.number, kept=kept)
    wrong = client.post(REPORT, {**again, "code": "0" * 16})
    assert wrong.status_code == 404
    assert WRONG_PAIR in text_of(wrong)
    assert values_of(wrong, "kept") == kept
    assert client.post(REPORT, {**again, "code": asked.code}).status_code == 302
    with office.seat():
        assert Message.objects.filter(from_reporter=True).count() == 1
        assert str(Attachment.objects.get(report__number=asked.number).pk) == kept[0]


def test_an_answer_for_a_report_opened_in_another_tab_does_not_go_astray(client, office, asked) -> None:
    open_report(client, office.file("needs_info"))
    page = client.post(REPORT, reply(number=asked.number))
    assert page.status_code == 403
    with office.seat():
        assert not Message.objects.filter(from_reporter=True).exists()


def test_a_rejection_is_explained_to_the_reporter(client, office) -> None:
    open_report(client, office.file("rejected"))
    words = text_of(client.get(REPORT))
    assert "Laporan ini tidak dapat ditindaklanjuti" in words
    assert "Maaf." in words


def test_without_a_key_the_page_asks(client) -> None:
    answer = client.get(REPORT, follow=True)
    assert answer.redirect_chain == [(TRACK, 302)]
    assert "Masukkan nomor dan kode untuk membuka laporan Anda." in text_of(answer)
