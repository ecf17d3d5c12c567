"""What the reporter does besides talking: take the report back, have it opened again, say how it was. By number and
code, and from an account; without JavaScript, once however often it is sent, and without losing a word."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts import citizens
from core.casework import actions
from core.reports.models import Message, Report
from tests.web.citizen.forms import photo, text_of, values_of

TRACKED = "/lacak/laporan/"


@pytest.fixture
def opened(client, office) -> Callable:
    """Files a report and opens it with its code."""

    def opened(state: str = "in_progress", **changes):
        filed = office.file(state, **changes)
        client.post("/lacak/", {"number": filed.number, "code": filed.code})
        return filed

    return opened


def send(client, filed, step: str, **typed):
    return client.post(TRACKED, {"step": step, "key": "kunci-1", "number": filed.number, **typed})


def stored(office, filed) -> Report:
    with office.seat():
        return Report.objects.get(pk=filed.report.pk)


def test_withdrawing_says_what_it_does_and_ends_the_report(client, office, opened) -> None:
    filed = opened("dispatched")
    page = client.get(TRACKED)
    assert "Cabut laporan ini Laporan berakhir dan tidak ditindaklanjuti lagi." in text_of(page)
    assert '<details id="cabut">' in page.content.decode()
    answer = send(client, filed, "withdraw", text="Lampunya sudah menyala sendiri.")
    assert (answer.status_code, answer["Location"]) == (302, TRACKED)
    words = text_of(client.get(TRACKED))
    assert "Laporan Anda sudah dicabut." in words
    assert "Anda mencabut laporan ini" in words
    assert "Lampunya sudah menyala sendiri." in words
    assert "Cabut laporan ini" not in words
    assert (stored(office, filed).state, stored(office, filed).outcome) == ("withdrawn", "withdrawn")
    public = text_of(client.get(f"/laporan/{filed.number}/"))
    assert "Pelapor mencabut laporan ini" in public
    assert "menyala sendiri" not in public


def test_withdrawing_needs_no_reason_and_happens_once(client, office, opened) -> None:
    filed = opened("needs_info")
    for _ in range(2):
        assert send(client, filed, "withdraw", text="").status_code == 302
    with office.seat():
        assert not Message.objects.filter(from_reporter=True).exists()
    assert stored(office, filed).state == "withdrawn"


@pytest.mark.parametrize(
    ("state", "step", "sentence"),
    [
        ("closed", "withdraw", "Laporan ini sudah berakhir, jadi tidak dapat dicabut lagi."),
        ("rejected", "reopen", "Yang dapat dibuka lagi hanya laporan yang sudah selesai."),
        ("in_progress", "rate", "Yang dapat dinilai hanya laporan yang sudah selesai."),
    ],
)
def test_a_step_at_the_wrong_time_is_refused_in_words_that_fit(
    client, office, opened, state: str, step: str, sentence: str
) -> None:
    filed = opened(state)
    before = stored(office, filed)
    page = send(client, filed, step, text="Tulisan yang panjang.", score="2")
    assert page.status_code == 409
    assert sentence in text_of(page)
    assert "Tulisan Anda yang belum terkirim Tulisan yang panjang." in text_of(page)
    assert stored(office, filed).audit_seq == before.audit_seq


def test_a_closed_report_is_opened_again_with_words_and_a_photo(client, office, opened) -> None:
    filed = opened("closed")
    words = text_of(client.get(TRACKED))
    assert "Buka lagi laporan ini (sampai" in words
    page = send(client, filed, "reopen", text="", photos=photo())
    assert page.status_code == 400
    assert "Tulis apa yang belum beres." in text_of(page)
    (kept,) = values_of(page, "kept")
    again = send(client, filed, "reopen", text="Padam lagi semalam.", kept=kept, key="kunci-2")
    assert again.status_code == 302
    words = text_of(client.get(TRACKED))
    assert "Laporan Anda dibuka lagi dan dilihat koordinator." in words
    assert "Laporan dibuka lagi oleh pelapor" in words
    assert "Padam lagi semalam." in words
    assert "Dijawab lagi paling lambat" in words
    report = stored(office, filed)
    assert (report.state, report.outcome, report.ended_at) == ("verified", "", None)
    with office.seat():
        assert str(report.attachments.get().pk) == kept


def test_after_the_window_the_page_says_so_and_offers_a_new_report(client, office, opened) -> None:
    filed = opened("closed", at=timezone.now() - timedelta(days=60))
    page = client.get(TRACKED)
    assert "laporan ini dapat dibuka lagi; waktunya sudah lewat." in text_of(page)
    assert 'href="/lapor/?kind=complaint&amp;category=pju-padam&amp;area=36.71.01.1001"' in page.content.decode()
    late = send(client, filed, "reopen", text="Padam lagi semalam.")
    assert late.status_code == 409
    assert "Waktu untuk membuka lagi laporan ini sudah lewat. Buat laporan baru." in text_of(late)
    assert "Tulisan Anda yang belum terkirim Padam lagi semalam." in text_of(late)


def test_a_rating_is_four_cards_and_given_once(client, office, opened) -> None:
    filed = opened("closed")
    page = client.get(TRACKED)
    assert values_of(page, "score") == ["4", "3", "2", "1"]
    none = send(client, filed, "rate", text="Cepat sekali.")
    assert none.status_code == 400
    assert "Pilih satu dari empat jawaban." in text_of(none)
    assert "Cepat sekali." in text_of(none)
    assert send(client, filed, "rate", score="4", text="Cepat sekali.").status_code == 302
    words = text_of(client.get(TRACKED))
    assert "Terima kasih. Penilaian Anda: Sangat puas ." in words
    assert "Ombudsman" not in words
    assert values_of(client.get(TRACKED), "score") == []
    again = send(client, filed, "rate", score="1", key="kunci-9")
    assert again.status_code == 409
    assert "Penilaian Anda sudah kami terima." in text_of(again)
    assert stored(office, filed).score == 4
    assert "Cepat sekali." not in text_of(client.get(f"/laporan/{filed.number}/"))


@pytest.mark.parametrize("score", ["0", "5", "", "empat", "1" * 400, "\x00"])
def test_a_score_that_is_none_is_told_so(client, opened, score: str) -> None:
    page = send(client, opened("closed"), "rate", score=score)
    assert page.status_code == 400
    assert "Pilih satu dari empat jawaban." in text_of(page)


@pytest.mark.parametrize(
    ("identity", "sentence"),
    [
        ("named", "Tidak puas dengan hasil ini? Anda juga berhak melapor ke Ombudsman RI"),
        ("anonymous", "Laporan tanpa identitas tidak dapat diteruskan ke Ombudsman"),
    ],
)
def test_who_is_not_satisfied_is_offered_the_next_way(client, opened, identity: str, sentence: str) -> None:
    filed = opened("closed", identity=identity)
    send(client, filed, "rate", score="2")
    page = client.get(TRACKED)
    assert "Masih ada yang belum beres? Laporan ini dapat Anda buka lagi." in text_of(page)
    assert '<details id="buka" open>' in page.content.decode()
    assert sentence in text_of(page)


@pytest.mark.parametrize(
    ("step", "state", "typed"),
    [
        ("withdraw", "in_progress", {"text": "Sudah menyala."}),
        ("reopen", "closed", {"text": "Padam lagi semalam."}),
        ("rate", "closed", {"score": "3", "text": "Lumayan cepat."}),
    ],
)
def test_when_the_time_ran_out_the_step_waits_for_number_and_code(client, office, opened, step, state, typed) -> None:
    filed = opened(state)
    del client.cookies["laksa_lacak"]
    page = send(client, filed, step, **typed)
    assert page.status_code == 403
    assert "Waktunya sudah habis sejak laporan dibuka." in text_of(page)
    assert typed["text"] in text_of(page)
    assert values_of(page, "step") == [step]
    before = stored(office, filed).audit_seq
    assert send(client, filed, step, code=filed.code, **typed).status_code == 302
    assert stored(office, filed).audit_seq == before + 1


@pytest.mark.parametrize("step", ["", "tidak-ada", "\x00", "close"])
def test_an_unknown_step_is_a_word_to_the_office(client, office, opened, step: str) -> None:
    filed = opened("in_progress")
    assert send(client, filed, step, text="Masih padam.").status_code == 302
    assert stored(office, filed).state == "in_progress"


def test_the_same_steps_from_an_account(client, office, signed_in) -> None:
    def mine(number: str, step: str, key: str, **typed):
        return client.post(f"/saya/laporan/{number}/", {"step": step, "key": key, **typed})

    client, number = signed_in()
    with office.seat():
        account = citizens.find("ratna@example.id")
        other = actions.submit(office.draft(), account=account).report.number
        actions.verify(number, office.siti, unit="dishub")
        actions.answer(number, office.dewi, text="Lampu sudah diganti.")
        actions.close(number, office.joko)
    assert mine(number, "rate", "k1", score="1", text="Masih padam.")["Location"] == f"/saya/laporan/{number}/"
    assert mine(number, "reopen", "k2", text="Masih padam.").status_code == 302
    assert mine(other, "withdraw", "k3").status_code == 302
    assert mine(other, "reopen", "k4", text="Ternyata masih padam.").status_code == 409
    page = client.get("/saya/")
    assert "Selesai: dicabut pelapor" in text_of(page)
    with office.seat():
        assert {row.number: row.state for row in Report.objects.all()} == {number: "verified", other: "withdrawn"}


@pytest.fixture
def signed_in(client, office) -> Callable:
    """A browser signed in to an account that has one report, and the number of that."""

    def make():
        from django.conf import settings

        with office.seat():
            account = citizens.open_account("ratna@example.id")
            number = actions.submit(office.draft(), account=account).report.number
            client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.session
            session.update({"tenant": office.schema, "citizen": True})
            session.save()
        return client, number

    return make
