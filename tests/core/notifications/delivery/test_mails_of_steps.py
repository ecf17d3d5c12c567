"""What a step of the procedure sends, and when."""

import pytest

from config import worker
from core.casework import actions
from core.notifications.models import Mail
from tests.core.notifications import postbox
from tests.core.notifications.delivery.outgoing import RATNA, contact, now_due, run


def test_an_answer_waits_until_it_cannot_be_taken_back(office, settings):
    with office.seat():
        report = office.file("in_progress", **contact(RATNA)).report
        actions.answer(report.number, office.dewi, text="Lampu sudah diganti.")
        Mail.objects.exclude(event="answer").update(status=Mail.Status.CANCELLED)
    with postbox.running(settings) as server:
        run(office)
        assert server.taken == []
        with office.seat():
            actions.undo(report.number, office.dewi)
        now_due(office)
        run(office)
        assert server.taken == []
        with office.seat():
            actions.answer(report.number, office.dewi, text="Lampu sudah diganti dua.")
        now_due(office)
        run(office)
    (taken,) = server.taken
    assert "    Lampu sudah diganti dua." in taken.text


def test_verified_and_dispatched_in_one_breath_is_one_mail(office, settings):
    with office.seat():
        report = office.file(**contact(RATNA)).report
        Mail.objects.update(status=Mail.Status.CANCELLED)
        actions.verify(report.number, office.siti, unit="dishub")
    with postbox.running(settings) as server:
        worker.run_all()
    assert [taken.message["Subject"] for taken in server.taken] == [
        f"Laporan {report.number} diteruskan ke dinas yang menangani"
    ]


@pytest.mark.parametrize(
    ("action", "state", "given", "subject", "words"),
    [
        ("reject", "submitted", {"reason": "tidak-jelas", "note": "Maaf."}, "tidak dapat ditindaklanjuti", "Maaf."),
        (
            "refer",
            "submitted",
            {"agency": "PLN UP3 Cikokol", "text": "Ini urusan PLN."},
            "dirujuk ke instansi yang berwenang",
            "Kami merujuknya ke PLN UP3 Cikokol.",
        ),
        (
            "resolve_outside",
            "submitted",
            {"text": "Warga sudah memperbaikinya."},
            "ditutup: ditangani di luar layanan ini",
            "Warga sudah memperbaikinya.",
        ),
        ("close", "answered", {}, "selesai", "sudah diperiksa"),
    ],
)
def test_each_ending_has_words_of_its_own(office, settings, action, state, given, subject, words):
    with office.seat():
        report = office.file(state, **contact(RATNA)).report
        Mail.objects.update(status=Mail.Status.CANCELLED)
        getattr(actions, action)(report.number, office.siti, **given)
    now_due(office)
    with postbox.running(settings) as server:
        run(office)
    (taken,) = server.taken
    assert taken.message["Subject"] == f"Laporan {report.number} {subject}"
    assert words in taken.text
