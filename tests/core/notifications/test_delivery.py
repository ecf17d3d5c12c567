"""Delivery by the worker to a real server: what is taken, put off, refused; a dead server delays and loses nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from config import worker
from core.accounts import citizens
from core.casework import actions
from core.notifications import delivery, outbox, sending
from core.notifications.models import BadAddress, Mail
from tenants.jobs import enqueue
from tenants.seats import worker_seat
from tests.core.notifications import postbox

RATNA, JAKA = "ratna@example.id", "jaka@example.id"


def contact(email: str) -> dict[str, str]:
    return {"name": "Ratna Kusuma", "phone": "", "email": email}


@pytest.fixture(autouse=True)
def _no_memory_of_dead_servers():
    sending.forget_silence()
    yield
    sending.forget_silence()


@pytest.fixture
def office(fresh_database, cast):
    return cast.tangerang


def queued(office, email: str = RATNA, action: str = "ask", **changes) -> Mail:
    """A report of this reporter, and only the mail of one action in the outbox, due now."""
    with office.seat():
        before = timezone.now()
        report = office.file(**contact(email), **changes).report
        Mail.objects.filter(report=report).update(status=Mail.Status.CANCELLED)
        outbox.queue(report, action, before, entry_seq=report.audit_seq)
        mail = Mail.objects.select_related("report").get(report=report, status=Mail.Status.QUEUED)
        Mail.objects.filter(pk=mail.pk).update(next_at=before)
        return mail


def run(*offices) -> None:
    """What the periodic task and the worker do."""
    for office in offices:
        with office.seat():
            enqueue(delivery.deliver)
    worker.run_all()


def now_due(office) -> None:
    with office.seat():
        Mail.objects.filter(next_at__isnull=False).update(next_at=timezone.now())


def state(office, mail: Mail) -> tuple[str, int, str]:
    with office.seat():
        mail.refresh_from_db()
    return mail.status, mail.attempts, mail.last_error


# -- Taken ---------------------------------------------------------------------------------------------------------


def test_a_mail_goes_out_with_the_transaction_that_causes_it(office, settings):
    with postbox.running(settings) as server:
        with office.seat():
            filed = office.file(**contact(RATNA))
            actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?")
        worker.run_all()
    mail = server.taken[-1]
    assert (mail.to, mail.message["To"]) == (RATNA, RATNA)
    assert mail.message["Subject"] == f"Laporan {filed.number}: kami perlu keterangan Anda"
    assert "    Di tiang nomor berapa?" in mail.text
    assert "<blockquote><p>Di tiang nomor berapa?</p></blockquote>" in mail.html
    assert f"http://kota-tangerang.localhost/lacak/?nomor={filed.number}\n" in mail.text
    assert filed.code not in mail.text
    assert "Ratna" not in mail.message.as_string()
    assert "Siti" not in mail.message.as_string()


def test_the_headers_say_that_a_machine_wrote_it_and_where_answers_go(office, settings):
    mail = queued(office)
    with postbox.running(settings) as server:
        run(office)
    (taken,) = server.taken
    assert str(taken.message["From"]) == "LAKSA Kota Tangerang <laksa@localhost.id>"
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert taken.message["Message-ID"] == f"<t3671.{mail.pk}.ask@kota-tangerang.localhost>"
    assert taken.message["Precedence"] is taken.message["List-Id"] is None
    assert taken.sender == taken.message["Reply-To"]
    assert re.fullmatch(r"laksa\+t3671\.[0-9a-z]+\.[a-z2-7]{16}@localhost\.id", taken.sender)
    assert state(office, mail) == ("sent", 1, "")
    with office.seat():
        assert mail.sent_at is not None
        assert bytes(mail.address_hash) not in (b"", RATNA.encode())


def test_many_mails_share_a_connection(office, settings):
    for number in range(3):
        queued(office, f"warga{number}@example.id")
    with postbox.running(settings) as server:
        run(office)
    assert (len(server.taken), server.connections) == (3, 1)


def test_two_workers_send_each_mail_once(office, settings):
    with office.seat():
        settings.UNDO_MINUTES = 0
        for number in range(12):
            office.file(**contact(f"warga{number}@example.id"))
    start = Barrier(2)

    def work(_number: int) -> None:
        try:
            start.wait(20)
            with office.seat():
                enqueue(delivery.deliver)
            worker.run_all()
        finally:
            connection.close()

    with postbox.running(settings) as server, ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert sorted(taken.to for taken in server.taken) == sorted(f"warga{number}@example.id" for number in range(12))


def test_a_city_with_very_many_mails_lets_the_others_in_between(office, settings, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_AT_ONCE", 2)
    for number in range(3):
        queued(office, f"warga{number}@example.id")
    with worker_seat():
        DBTaskResult.objects.all().delete()
    with postbox.running(settings) as server:
        run(office)
    assert len(server.taken) == 3
    with worker_seat():
        done = [job.return_value for job in DBTaskResult.objects.order_by("enqueued_at")]
    assert done == [{"sent": 2}, {"sent": 1}]


def test_a_reader_of_english_gets_english(office, settings):
    with office.seat(), translation.override("en"):
        report = office.file(**contact(RATNA)).report
    with postbox.running(settings) as server:
        worker.run_all()
    (taken,) = server.taken
    assert taken.message["Subject"] == f"We have received report {report.number}"
    assert taken.message["Content-Language"] == "en"
    assert '<html lang="en">' in taken.html


def test_a_demo_writes_its_mails_to_files(office, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.DATA_DIR = "web.mail.FileBackend", tmp_path
    mail = queued(office)
    run(office)
    assert state(office, mail)[0] == "sent"
    (file,) = (tmp_path / "mail" / "t3671").glob("*.eml")
    assert b"Auto-Submitted: auto-generated" in file.read_bytes()


# -- Refused -------------------------------------------------------------------------------------------------------


def test_a_refusal_for_now_puts_one_mail_off_and_no_other(office, settings):
    put_off, other = queued(office, RATNA), queued(office, JAKA)
    with postbox.running(settings, refusals={RATNA: "450 4.2.1 <ratna@example.id> try later"}) as server:
        run(office)
        assert [taken.to for taken in server.taken] == [JAKA]
        assert state(office, put_off) == ("queued", 1, "450 4.2.1")
        assert state(office, other)[0] == "sent"
        pause = put_off.next_at - timezone.now()
        assert timedelta(seconds=50) < pause <= timedelta(minutes=1)
        server.refusals.clear()
        now_due(office)
        run(office)
    assert state(office, put_off) == ("sent", 2, "")


def test_pauses_grow_to_an_hour_and_end_after_three_days(office, settings):
    mail = queued(office)
    with postbox.running(settings, refusals={RATNA: "450 4.2.1 later"}):
        for attempt, minutes in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
            run(office)
            assert state(office, mail)[:2] == ("queued", attempt)
            pause = mail.next_at - timezone.now()
            assert timedelta(minutes=minutes) - timedelta(seconds=10) < pause <= timedelta(minutes=minutes)
            now_due(office)
        with office.seat():
            Mail.objects.filter(pk=mail.pk).update(queued_at=timezone.now() - delivery.GIVE_UP_AFTER, attempts=0)
        run(office)
    assert state(office, mail) == ("failed", 1, "450 4.2.1")
    assert mail.next_at is None


def test_an_address_there_is_not_is_marked_and_shown_and_tried_again_only_when_asked(office, settings):
    mail, next_mail = queued(office), queued(office)
    with postbox.running(settings, refusals={RATNA: "550 5.1.1 <ratna@example.id> unknown"}) as server:
        run(office)
        assert state(office, mail) == ("bounced", 1, "550 5.1.1")
        assert state(office, next_mail) == ("bounced", 1, "bad_address")
        with office.seat():
            assert outbox.trouble(mail.report)
            assert str(outbox.preview_sentence(mail.report, "ask")) == (
                "Tidak ada surel yang dikirim: surel ke alamat pelapor ditolak terus."
            )
        server.refusals.clear()
        with office.seat():
            delivery.resend(mail, timezone.now())
        run(office)
    assert [taken.to for taken in server.taken] == [RATNA]
    assert state(office, mail)[0] == "sent"
    with office.seat():
        assert BadAddress.objects.count() == 0


@pytest.mark.parametrize(
    ("refusal", "ended"),
    [
        ("552 5.2.2 mailbox full", ("queued", 1, "552 5.2.2")),
        ("550 5.7.1 we take nothing from you", ("failed", 1, "550 5.7.1")),
        ("550 no such user", ("bounced", 1, "550")),
    ],
)
def test_not_every_refusal_speaks_of_a_wrong_address(office, settings, refusal, ended):
    mail = queued(office)
    with postbox.running(settings, refusals={RATNA: refusal}):
        run(office)
    assert state(office, mail) == ended
    with office.seat():
        assert BadAddress.objects.exists() == (ended[0] == "bounced")


@pytest.mark.parametrize(
    ("content", "ended"),
    [("554 5.6.0 no", ("failed", 1, "554 5.6.0")), ("451 4.3.0 busy", ("queued", 1, "451 4.3.0"))],
)
def test_a_mail_whose_content_is_refused(office, settings, content, ended):
    mail = queued(office)
    with postbox.running(settings, content=content):
        run(office)
    assert state(office, mail) == ended


# -- Dead ----------------------------------------------------------------------------------------------------------


def nobody_listens(settings) -> None:
    postbox.lead_to(settings, postbox.free_port())


def test_a_dead_server_is_tried_once_and_nothing_is_lost(office, cast, settings):
    first, second, elsewhere = queued(office), queued(office, JAKA), queued(cast.lebak)
    nobody_listens(settings)
    run(office, cast.lebak)
    assert state(office, first) == ("queued", 1, "ConnectionRefusedError")
    assert state(office, second) == ("queued", 0, "")
    assert state(cast.lebak, elsewhere) == ("queued", 0, "")
    sending.forget_silence()  # a minute later
    now_due(office)
    with postbox.running(settings) as server:
        run(office, cast.lebak)
    assert sorted(taken.to for taken in server.taken) == [JAKA, RATNA, RATNA]
    assert {state(office, first)[0], state(office, second)[0], state(cast.lebak, elsewhere)[0]} == {"sent"}


def test_a_silent_server_costs_one_timeout(office, cast, settings):
    first, elsewhere = queued(office), queued(cast.lebak)
    with postbox.stalling(settings):
        run(office, cast.lebak)
    assert state(office, first) == ("queued", 1, "SMTPServerDisconnected")
    assert state(cast.lebak, elsewhere) == ("queued", 0, "")


def test_a_server_that_dies_in_the_middle_keeps_what_it_took(office, settings):
    mails = [queued(office, f"warga{number}@example.id") for number in range(3)]
    with postbox.running(settings, dies_after=1) as server:
        run(office)
        assert [state(office, mail)[:2] for mail in mails] == [("sent", 1), ("queued", 1), ("queued", 0)]
        server.dies_after = 1000
        sending.forget_silence()
        now_due(office)
        run(office)
    assert [taken.to for taken in server.taken] == [f"warga{number}@example.id" for number in range(3)]


def test_a_server_that_refuses_our_sender_is_left_alone(office, settings):
    mail = queued(office)
    with postbox.running(settings, sender="550 5.7.1 sender rejected"):
        run(office)
    assert state(office, mail) == ("queued", 1, "550 5.7.1")


def test_what_a_dead_worker_had_in_hand_is_sent_again_under_the_same_name(office, settings):
    mail = queued(office)
    with postbox.running(settings) as server:
        run(office)
        with office.seat():
            in_hand = Mail.objects.filter(pk=mail.pk)
            in_hand.update(status=Mail.Status.SENDING, next_at=timezone.now() + delivery.LEASE)
        run(office)
        assert len(server.taken) == 1
        now_due(office)
        run(office)
    names = [taken.message["Message-ID"] for taken in server.taken]
    assert names == [f"<t3671.{mail.pk}.ask@kota-tangerang.localhost>"] * 2


# -- Whom it does not reach ----------------------------------------------------------------------------------------


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


# -- Three cities --------------------------------------------------------------------------------------------------


def test_each_city_writes_to_its_own_with_its_own_links_and_a_broken_one_stops_nobody(
    office, cast, fresh_database, settings
):
    here, there = (queued(*given).report.number for given in ((office, RATNA), (cast.lebak, JAKA)))
    fresh_database.owner().cursor().execute(
        "INSERT INTO tenants_tenant (schema_name, code, name, slug, province_code, time_zone, brand, is_enabled,"
        " is_sandbox, created_at) VALUES ('t0001', '00.01', 'Tanpa skema', 'tanpa-skema', '36', 'Asia/Jakarta', '{}',"
        " true, false, now())"
    )
    with postbox.running(settings) as server:
        worker.tick()
        run(office, cast.lebak)
    links = {taken.to: re.findall(r"http://\S+", taken.text) for taken in server.taken}
    assert links == {
        RATNA: [f"http://kota-tangerang.localhost/lacak/?nomor={here}", "http://kota-tangerang.localhost/"],
        JAKA: [f"http://kab-lebak.localhost/lacak/?nomor={there}", "http://kab-lebak.localhost/"],
    }
    assert {taken.to: taken.message["From"] for taken in server.taken} == {
        RATNA: "LAKSA Kota Tangerang <laksa@localhost.id>",
        JAKA: "LAKSA Kabupaten Lebak <laksa@localhost.id>",
    }


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
