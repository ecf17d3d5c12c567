"""Who gets a mail, and what that reader may know of a report."""

from django.utils import timezone

from config import worker
from core.accounts import citizens
from core.casework import actions
from core.notifications import outbox
from core.notifications.models import Mail
from tests.core.notifications import postbox
from tests.core.notifications.delivery.outgoing import JAKA, RATNA, contact, now_due, queued, run, state


def test_supporters_of_a_report_hidden_meanwhile_are_not_written_to(office, settings):
    with office.seat():
        account = citizens.open_account(JAKA)
        report = office.file("verified", **contact(RATNA)).report
        actions.support(report.number, voter="b", user=account)
        report.refresh_from_db()
        Mail.objects.update(status=Mail.Status.CANCELLED)
        outbox.queue(report, "close", timezone.now(), entry_seq=report.audit_seq)
        actions.correct(report.number, office.siti, visibility="secret")
    now_due(office)
    with postbox.running(settings) as server:
        run(office)
    assert [taken.to for taken in server.taken] == [RATNA]
    with office.seat():
        assert Mail.objects.get(recipient="supporter").status == "cancelled"


def test_a_supporter_reads_only_what_everybody_may(office, settings):
    with office.seat():
        report = office.file("verified", **contact(RATNA)).report
        actions.support(report.number, voter="b", user=citizens.open_account(JAKA))
        actions.dispatch(report.number, office.siti, unit="dishub")
        report = actions.answer(report.number, office.dewi, text="Lampu sudah diganti.")
        Mail.objects.exclude(event="answer").update(status=Mail.Status.CANCELLED)
    now_due(office)
    with postbox.running(settings) as server:
        run(office)
    by_reader = {taken.to: taken for taken in server.taken}
    assert "    Lampu sudah diganti." in by_reader[RATNA].text
    other = by_reader[JAKA]
    assert other.message["Subject"] == f"Laporan {report.number} yang Anda dukung sudah dijawab"
    assert "Lampu sudah diganti." not in other.text
    assert f"http://kota-tangerang.localhost/laporan/{report.number}/" in other.text
    assert other.message["Reply-To"] is None
    assert not any(word in other.message.as_string() for word in ("Ratna", RATNA, "Dewi"))


def test_a_reporter_whose_identity_was_erased_is_not_written_to(office, settings):
    mail = queued(office)
    with office.seat():
        mail.report.identity.delete()
    with postbox.running(settings) as server:
        run(office)
    assert server.taken == []
    assert state(office, mail) == ("cancelled", 1, "")


def test_whoever_was_merged_is_told_where_it_goes_on(office, settings):
    with office.seat():
        main = office.file("verified", **contact(RATNA)).report
        other = office.file("verified", **contact(JAKA)).report
        Mail.objects.update(status=Mail.Status.CANCELLED)
        actions.merge(other.number, office.siti, into=main.number)
        Mail.objects.exclude(report=other).update(status=Mail.Status.CANCELLED)
    with postbox.running(settings) as server:
        worker.run_all()
        with office.seat():
            actions.dispatch(main.number, office.siti, unit="dishub")
            actions.answer(main.number, office.dewi, text="Lampu sudah diganti.")
            Mail.objects.exclude(event="answer").update(status=Mail.Status.CANCELLED)
        now_due(office)
        run(office)
    told, *later = server.taken
    assert (told.to, told.message["Subject"]) == (JAKA, f"Laporan {other.number} digabung dengan laporan lain")
    assert f"Perkembangannya ada di laporan {main.number}." in told.text
    by_reader = {taken.to: taken for taken in later}
    assert set(by_reader) == {RATNA, JAKA}
    assert f"Laporan Anda {other.number} ditangani bersama laporan {main.number}" in by_reader[JAKA].text
    assert "Lampu sudah diganti." not in by_reader[JAKA].text


def test_mail_to_staff_comes_from_a_text_too(office, settings):
    with office.seat():
        user = office.dewi.user
        assert outbox.to_staff(user, "digest", {"jumlah": 2, "daftar": ["a"]}, timezone.now()) is None
        user.email = "dewi@kantor.example.id"
        user.save(update_fields=["email"])
        outbox.to_staff(user, "digest", {"jumlah": 2, "daftar": ["3671-26-000123-L", "b"]}, timezone.now())
    with postbox.running(settings) as server:
        worker.run_all()
    (taken,) = server.taken
    assert (taken.to, taken.message["Subject"]) == (
        "dewi@kantor.example.id",
        "LAKSA Kota Tangerang: yang menunggu Anda hari ini",
    )
    assert "Laporan yang lewat batas waktu: 2.\n\n- 3671-26-000123-L\n- b\n" in taken.text
    assert "http://kota-tangerang.localhost/petugas/" in taken.text
