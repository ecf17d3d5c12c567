"""What a mail server takes: with its transaction, under its headers, once, and every city in its turn."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from config import worker
from core.casework import actions
from core.notifications import delivery
from tenants.jobs import enqueue
from tenants.seats import worker_seat
from tests.core.notifications import postbox
from tests.core.notifications.delivery.outgoing import JAKA, RATNA, contact, queued, run, state


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
    assert re.search(r"<blockquote>\s*<p>Di tiang nomor berapa\?</p>\s*</blockquote>", mail.html)
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
    settings.EMAIL_BACKEND, settings.DATA_DIR = "demo.mailbox.FileBackend", tmp_path
    mail = queued(office)
    run(office)
    assert state(office, mail)[0] == "sent"
    (file,) = (tmp_path / "mail" / "t3671").glob("*.eml")
    assert b"Auto-Submitted: auto-generated" in file.read_bytes()
