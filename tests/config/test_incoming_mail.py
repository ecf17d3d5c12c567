"""Mail that comes in: bounces, machines, strangers, and the reporter, who alone is heard."""

import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from core.casework import actions
from core.casework.periodic.incoming_mail import Outcome, receive
from core.notifications import addresses, parsing
from core.notifications.models import BadAddress, Mail
from core.reports.models import Message
from tenants.schema_versions import Behind
from tenants.seats import tenant_seat
from tests.support.databases import command_environment

RATNA = "Ratna.Kusuma@example.id"
CONTACT = {"name": "Ratna Kusuma", "phone": "", "email": RATNA}


@pytest.fixture
def office(cast):
    return cast.tangerang


@pytest.fixture
def asked(office) -> Mail:
    """The mail by which Ratna was asked something; she has got it."""
    with office.seat():
        report = office.file("needs_info", **CONTACT).report
        mail = Mail.objects.get(report=report, event="ask")
        mail.status, mail.address_hash = Mail.Status.SENT, addresses.hash_of(RATNA)
        mail.next_at, mail.attempts = None, 1
        mail.save()
        Mail.objects.exclude(pk=mail.pk).update(status=Mail.Status.SENT)
        return mail


def secret_address(office, mail: Mail) -> str:
    with office.seat():
        return addresses.return_address(mail)


def written(to: str, text: str = "Di tiang nomor 12.", sender: str = RATNA, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Ratna <{sender}>", to, "Re: Laporan"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def said_in(office, mail: Mail) -> list[str]:
    with office.seat():
        found = Message.objects.filter(report=mail.report, from_reporter=True)
        return list(found.values_list("text", flat=True))


def state(office, mail: Mail) -> tuple[str, str, str]:
    with office.seat():
        mail.refresh_from_db()
        mail.report.refresh_from_db()
    return mail.status, mail.last_error, mail.report.state


# -- The reporter --------------------------------------------------------------------------------------------------


def test_the_reporter_answers_by_mail(office, asked):
    to = secret_address(office, asked)
    text = (
        "Di tiang nomor 12.\n\nDekat pos ronda.\n\nPada tanggal Sel, 16 Mar 2026 pukul 14.05 LAKSA Kota Tangerang\n"
        f"<{to}> menulis:\n\n> Agar laporan dapat ditangani, petugas bertanya:\n"
    )
    assert receive(written(to, text, RATNA.lower())) == Outcome.RECORDED
    assert said_in(office, asked) == ["Di tiang nomor 12.\n\nDekat pos ronda."]
    assert state(office, asked)[2] == "submitted"


def test_the_same_mail_handed_over_twice_is_recorded_once(office, asked):
    mail = written(secret_address(office, asked))
    assert [receive(mail), receive(mail)] == [Outcome.RECORDED] * 2
    assert said_in(office, asked) == ["Di tiang nomor 12."]


def test_the_envelopes_recipient_counts_in_any_case(office, asked):
    to = secret_address(office, asked)
    assert receive(written("laksa@localhost.id"), to=to.upper()) == Outcome.RECORDED


def test_attachments_stay_out_and_the_words_say_so(office, asked):
    message = EmailMessage()
    message["From"], message["To"] = RATNA, secret_address(office, asked)
    message.set_content("Ini fotonya.")
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="foto.jpg")
    assert receive(message.as_bytes()) == Outcome.RECORDED
    assert said_in(office, asked) == ["Ini fotonya.\n\n(Lampiran surel tidak ikut tercatat.)"]


def test_what_cannot_be_recorded_is_said_once_a_day(office, asked):
    to, now = secret_address(office, asked), timezone.now()
    with office.seat():
        actions.reject(asked.report.number, office.siti, reason="tidak-jelas", note="Maaf.")
    assert receive(written(to), now=now) == Outcome.REFUSED
    assert receive(written(to, "Halo lagi."), now=now + timedelta(hours=23)) == Outcome.REFUSED
    with office.seat():
        (told,) = Mail.objects.filter(event="reply_refused")
    assert (told.recipient, told.report_id) == ("reporter", asked.report_id)
    assert told.context == {"alasan": "Laporan ini sudah berpindah tahap. Muat ulang halaman untuk melihatnya."}
    assert said_in(office, asked) == []


# -- Strangers -----------------------------------------------------------------------------------------------------


def test_a_city_that_is_being_updated_takes_it_later(fresh_database, office, asked):
    to = secret_address(office, asked)
    with fresh_database.owner().cursor() as owner:
        owner.execute("UPDATE tenants_tenant SET lacks = '{reports.0001_initial}' WHERE schema_name = 't3671'")
    with pytest.raises(Behind):
        receive(written(to))
    assert said_in(office, asked) == []


def test_a_number_in_the_subject_attaches_nothing(office, asked):
    with office.seat():
        number = asked.report.number
    subject = f"[#{number}] Re: Laporan {number}"
    for sender in (RATNA, "orang.lain@example.id"):
        assert receive(written("laksa@localhost.id", sender=sender, Subject=subject)) == Outcome.UNKNOWN
    assert said_in(office, asked) == []


def test_a_stranger_with_the_secret_address_is_not_heard(office, asked):
    to = secret_address(office, asked)
    assert receive(written(to, sender="orang.lain@example.id")) == Outcome.UNKNOWN
    assert receive(written(to, From=f"{RATNA}, orang.lain@example.id")) == Outcome.UNKNOWN
    assert receive(written(to, From="bukan alamat")) == Outcome.UNKNOWN
    assert said_in(office, asked) == []


def test_a_forged_secret_address_is_none(office, asked, cast):
    to = secret_address(office, asked)
    local, _at, domain = to.partition("@")
    other = local.replace("t3671", "t3602")
    for forged in (f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}", f"{other}@{domain}"):
        assert receive(written(forged)) == Outcome.UNKNOWN
    assert said_in(office, asked) == []


def test_nobody_is_heard_once_the_identity_is_erased(office, asked):
    to = secret_address(office, asked)
    with office.seat():
        asked.report.identity.delete()
    assert receive(written(to)) == Outcome.UNKNOWN


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"From: =?x?q?", b"To: ,,,\n\n", b"Content-Type: multipart/mixed\n\n"]
)
def test_what_is_no_mail_is_unknown(db, raw):
    assert receive(raw) == Outcome.UNKNOWN


# -- Machines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<warga.example.id>"},
        {"Subject": "Balasan otomatis: Laporan"},
        {"Subject": "Out of Office: cuti"},
    ],
)
def test_what_a_machine_says_is_ignored_and_not_answered(office, asked, headers):
    with office.seat():
        before = Mail.objects.count()
    assert receive(written(secret_address(office, asked), **headers)) == Outcome.AUTOMATIC
    assert said_in(office, asked) == []
    with office.seat():
        assert Mail.objects.count() == before


def bounce(to: str, action: str, status: str) -> bytes:
    """A report as a mail server writes it (RFC 3464)."""
    return (
        f"From: MAILER-DAEMON@mx.example.id\r\nTo: {to}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.id\r\n\r\n"
        f"Final-Recipient: rfc822; ratna@example.id\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--x--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("action", "status", "ended", "is_bad"),
    [
        ("failed", "5.1.1", ("bounced", "5.1.1"), True),
        ("failed", "nonsense", ("bounced", "5.0.0"), True),
        ("failed", "5.2.2", ("queued", "5.2.2"), False),
        ("failed", "4.4.7", ("queued", "4.4.7"), False),
        ("failed", "5.7.1", ("failed", "5.7.1"), False),
        ("delayed", "4.4.1", ("sent", ""), False),
    ],
)
def test_a_bounce_is_taken_by_its_kind(office, asked, action, status, ended, is_bad):
    receive(bounce(secret_address(office, asked), action, status))
    assert state(office, asked)[:2] == ended
    with office.seat():
        assert BadAddress.objects.exists() == is_bad
        if ended[0] == "queued":
            assert asked.next_at > timezone.now()


def test_a_bounce_of_what_was_never_sent_changes_nothing(office, asked):
    with office.seat():
        Mail.objects.filter(pk=asked.pk).update(status=Mail.Status.CANCELLED)
    assert receive(bounce(secret_address(office, asked), "failed", "5.1.1")) == Outcome.AUTOMATIC
    assert state(office, asked)[0] == "cancelled"


# -- What a person wrote -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ya.\n\nOn Mon, 16 Mar 2026 at 14:05, LAKSA <a@b.id> wrote:\n> Apa?", "Ya."),
        ("Pada hari Senin.\n\nPada Sel, 16 Mar 2026 LAKSA\n<a@b.id> menulis:\n> Apa?", "Pada hari Senin."),
        ("Ya.\n-- \nRatna\n0812", "Ya."),
        ("Ya.\n\n-----Original Message-----\nFrom: LAKSA", "Ya."),
        ("Ya.\n\nDari: LAKSA Kota Tangerang\nDikirim: Senin\nKepada: Ratna\nHalo", "Ya."),
        ("> Di mana?\nDi pasar.\n> Kapan?\nKemarin.", "Di pasar.\nKemarin."),
        ("Ya.\nDikirim dari iPhone saya", "Ya."),
        ("Pada hari Senin lampu padam.\nDari: pasar sampai sekolah.", None),
        ("Lampu mati.\nThanks, itu saja.\nOh ya, juga tiang 4.", None),
        ("Warning: kabel terbuka, saya sudah mail PLN.\nTolong.", None),
        ("Yang rusak:\n- lampu\n- tiang", None),
    ],
)
def test_history_and_signature_are_left_out(text, said):
    assert parsing.said(text) == (said or text)


def test_a_mail_of_markup_only(office, asked):
    message = EmailMessage()
    message["From"], message["To"] = RATNA, secret_address(office, asked)
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Di tiang &amp; pos.</p><div>Dekat pasar.</div>"
        "<blockquote>Apa?</blockquote></body></html>",
        subtype="html",
    )
    assert receive(message.as_bytes()) == Outcome.RECORDED
    assert said_in(office, asked) == ["Di tiang & pos.\nDekat pasar."]


# -- The command ---------------------------------------------------------------------------------------------------


def command(variables: dict[str, str], raw: bytes, *arguments: str) -> subprocess.CompletedProcess:
    program = [sys.executable, "-m", "config.cli", "mail", "receive", *arguments]
    return subprocess.run(program, env=command_environment(variables), input=raw, capture_output=True)


def test_the_command_takes_a_mail_from_the_servers_pipe(fresh_database, cast):
    office = cast.tangerang
    with office.seat():
        mail = Mail.objects.get(report=office.file("needs_info", **CONTACT).report, event="ask")
        to = addresses.return_address(mail)
    done = command(fresh_database.variables, written("laksa@localhost.id"), "--to", to)
    assert (done.returncode, done.stdout.split()[-1], done.stderr) == (0, b"recorded", b"")
    assert said_in(office, mail) == ["Di tiang nomor 12."]


def real_address(fresh_database) -> str:
    with tenant_seat("t3671"):
        return addresses.return_address(Mail(pk=1))


def test_what_goes_wrong_makes_the_server_keep_the_mail_and_names_nobody(fresh_database):
    broken = {**fresh_database.variables, "LAKSA_APP_DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}
    to = "laksa+t3671.1.aaaaaaaaaaaaaaaa@localhost.id"
    done = command(broken, written(to))
    assert (done.returncode, done.stdout) == (0, b"unknown\n")  # forged: no database is asked
    named = command(broken, written(real_address(fresh_database)))
    assert (named.returncode, named.stdout, named.stderr) == (75, b"", b"laksa: OperationalError\n")
