"""The office's mails: the admin's own words, the log without names, and sending again."""

import pytest
from django.utils import timezone

from core.notifications import addresses, mail_templates, texts
from core.notifications.models import BadAddress, Mail, MailText

CONTACT = {"name": "Ratna Kusuma", "phone": "", "email": "ratna@example.id"}
ASK = "/petugas/surel/teks/ask/id/semua/"
SUBJECT, BODY = "Tentang laporan {nomor}", "Halo dari {kota}.\n\n{pesan}"


@pytest.fixture
def asked(office) -> Mail:
    """A mail that was sent, about a report the unit Dishub does not have."""
    with office.seat():
        mail = Mail.objects.select_related("report").get(
            report=office.file("needs_info", **CONTACT).report, event="ask"
        )
        mail.status, mail.sent_at, mail.next_at = Mail.Status.SENT, timezone.now(), None
        mail.address_hash, mail.attempts = addresses.hash_of(CONTACT["email"]), 1
        mail.save()
        return mail


def state(office, mail: Mail) -> str:
    with office.seat():
        mail.refresh_from_db(fields=["status", "attempts"])
    return mail.status


# -- Texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", texts.EVENTS)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_built_in_text_may_be_kept_as_it_is_and_shows_an_example(desk, office, name, language):
    built_in = texts.EVENTS[name].texts[language]
    assert mail_templates.check(name, built_in.subject, built_in.body) == built_in
    page = desk("admin").get(f"/petugas/surel/teks/{name}/{language}/semua/").content.decode()
    assert "{nomor}" in page or not texts.EVENTS[name].is_of_report
    assert "Contoh untuk laporan karangan" in page


def test_the_admin_keeps_the_citys_own_words_and_takes_them_back(desk, office):
    admin = desk("admin")
    kept = admin.post(ASK, {"subject": SUBJECT, "body": BODY, "do": "keep"}, follow=True)
    assert "Teks surel disimpan" in kept.content.decode()
    with office.seat():
        assert mail_templates.current("ask", "complaint", "id") == texts.Text(SUBJECT, BODY)
        assert mail_templates.current("ask", "complaint", "en") == texts.EVENTS["ask"].texts["en"]
        assert MailText.objects.get().edited_by == office.admin.user
    assert "1 teks buatan kota" in admin.get("/petugas/surel/").content.decode()
    admin.post(ASK, {"do": "reset"})
    with office.seat():
        assert mail_templates.current("ask", "complaint", "id") == texts.EVENTS["ask"].texts["id"]


def test_a_kind_of_report_may_have_words_of_its_own(desk, office):
    admin = desk("admin")
    admin.post(ASK, {"subject": SUBJECT, "body": BODY})
    admin.post("/petugas/surel/teks/ask/id/information/", {"subject": "Permintaan {nomor}", "body": BODY})
    with office.seat():
        assert mail_templates.current("ask", "information", "id").subject == "Permintaan {nomor}"
        assert mail_templates.current("ask", "aspiration", "id").subject == SUBJECT


def test_an_example_is_shown_without_keeping_anything(desk, office):
    page = desk("admin").post(ASK, {"subject": SUBJECT, "body": BODY, "do": "preview"}).content.decode()
    assert "<h3>Tentang laporan 3671-26-000123-L</h3>" in page
    assert "Halo dari Kota Tangerang." in page
    assert "http://kota-tangerang.localhost/lacak/?nomor=3671-26-000123-L" in page
    with office.seat():
        assert not MailText.objects.exists()


def test_while_typing_only_the_example_comes_back(desk, office):
    admin = desk("admin")
    given = {"subject": SUBJECT, "body": "Halo {siapa}, apa kabar?", "do": "preview"}
    good = admin.post(ASK, {**given, "body": BODY}, headers={"HX-Request": "true"})
    bad = admin.post(ASK, given, headers={"HX-Request": "true"})
    assert "<html" not in good.content.decode() + bad.content.decode()
    assert "Halo dari Kota Tangerang." in good.content.decode()
    assert (bad.status_code, "Tanda {siapa} tidak dikenal" in bad.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("subject", "body", "sentence"),
    [
        (
            SUBJECT,
            "Halo {siapa}, apa kabar?",
            "Tanda {siapa} tidak dikenal di sini. Yang dapat dipakai: {batas}, {jenis}",
        ),
        (SUBJECT, "Halo {pesan, apa kabar?", "Tanda {pesan, apa kabar? tidak dikenal"),
        (SUBJECT, "Halo {{pesan}} di sana.", "tidak dikenal"),
        ("Isi: {pesan}", BODY, "Tanda {pesan} tidak dikenal di sini."),
        ("", BODY, "wajib diisi"),
        (SUBJECT, "", "wajib diisi"),
        (SUBJECT, "x" * 4001, "Paling banyak 4.000 karakter"),
        (SUBJECT, "Halo {opd} di sana.", "Tanda {opd} tidak dikenal"),
    ],
)
def test_what_cannot_be_a_text_is_said_at_its_field_and_changes_nothing(desk, office, subject, body, sentence):
    answer = desk("admin").post(ASK, {"subject": subject, "body": body})
    assert answer.status_code == 400
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    with office.seat():
        assert not MailText.objects.exists()


@pytest.mark.parametrize(
    "place", ["nonsense/id/semua", "ask/fr/semua", "ask/id/nonsense", "staff_digest/id/complaint"]
)
def test_there_are_no_other_texts(desk, place):
    assert desk("admin").get(f"/petugas/surel/teks/{place}/").status_code == 404


@pytest.mark.parametrize("name", ["siti", "leader", "dewi"])
def test_only_the_admin_edits(desk, office, name):
    assert desk(name).post(ASK, {"subject": SUBJECT, "body": BODY}).status_code == 403
    with office.seat():
        assert not MailText.objects.exists()


def test_one_citys_words_are_not_anothers(desk, office, cast):
    desk("admin").post(ASK, {"subject": SUBJECT, "body": BODY})
    with cast.lebak.seat():
        assert mail_templates.current("ask", "complaint", "id") == texts.EVENTS["ask"].texts["id"]


# -- The log -------------------------------------------------------------------------------------------------------


def test_the_log_names_nobody(desk, office, asked):
    page = desk("admin").get("/petugas/surel/terkirim/").content.decode()
    assert "Petugas bertanya" in page
    assert asked.report.number in page
    assert f"/petugas/laporan/{asked.report.number}/" not in page  # an admin opens no report
    assert not any(word in page for word in ("ratna", "Ratna", "example.id"))


def test_the_log_shows_what_failed_and_why(desk, office, asked):
    with office.seat():
        Mail.objects.filter(pk=asked.pk).update(status=Mail.Status.BOUNCED, last_error="550 5.1.1", sent_at=None)
    admin = desk("admin")
    page = admin.get("/petugas/surel/terkirim/?tampil=gagal").content.decode()
    assert "Alamatnya tidak ada, atau isinya ditolak." in page
    assert "550 5.1.1" in page
    waiting = admin.get("/petugas/surel/terkirim/?tampil=menunggu").content.decode()
    assert "Petugas bertanya" not in waiting


def test_the_log_has_pages(desk, office, asked, monkeypatch):
    from core.notifications import log

    monkeypatch.setattr(log, "PAGE", 1)
    admin = desk("admin")
    first = admin.get("/petugas/surel/terkirim/").content.decode()
    assert f"sebelum={asked.pk}" in first
    assert "Laporan diterima" in admin.get(f"/petugas/surel/terkirim/?sebelum={asked.pk}").content.decode()


@pytest.mark.parametrize(
    "asked_for", ["tampil=x", "sebelum=x", "sebelum=-1", "sebelum=99999999999999999999", "sebelum=²"]
)
def test_bad_addresses_of_the_log_are_not_found(desk, asked_for):
    assert desk("admin").get(f"/petugas/surel/terkirim/?{asked_for}").status_code == 404


def test_the_report_shows_its_mails_and_that_the_reporter_cannot_be_reached(desk, office, asked):
    url = f"/petugas/laporan/{asked.report.number}/"
    page = desk("siti").get(url).content.decode()
    assert "2 surel tentang laporan ini" in page
    assert "Surel pelapor tidak dapat dikirimi." not in page
    with office.seat():
        BadAddress.objects.create(address_hash=asked.address_hash, since=timezone.now())
    assert "Surel pelapor tidak dapat dikirimi." in desk("siti").get(url).content.decode()
    leaders = desk("leader").get(url).content.decode()
    assert "2 surel tentang laporan ini" in leaders
    assert "Kirim lagi" not in leaders


# -- Sending again -------------------------------------------------------------------------------------------------


def again(mail: Mail) -> str:
    return f"/petugas/surel/{mail.pk}/kirim-lagi/"


@pytest.mark.parametrize("name", ["siti", "admin"])
def test_coordinator_and_admin_send_again(desk, office, asked, name):
    with office.seat():
        BadAddress.objects.create(address_hash=asked.address_hash, since=timezone.now())
    answer = desk(name).post(again(asked), {"number": asked.report.number})
    wanted = f"/petugas/laporan/{asked.report.number}/#surel" if name == "siti" else "/petugas/surel/terkirim/"
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    assert (state(office, asked), asked.attempts) == ("queued", 0)
    with office.seat():
        assert not BadAddress.objects.exists()


@pytest.mark.parametrize("name", ["leader", "dewi", "budi", "nobody"])
def test_nobody_else_does(desk, office, asked, name):
    assert desk(name).post(again(asked)).status_code == 403
    assert state(office, asked) == "sent"


@pytest.mark.parametrize("status", ["queued", "sending", "cancelled"])
def test_what_is_on_its_way_or_called_off_is_not_sent_again(desk, office, asked, status):
    with office.seat():
        Mail.objects.filter(pk=asked.pk).update(status=status)
    page = desk("admin").post(again(asked), follow=True).content.decode()
    assert "Surel ini sedang menunggu dikirim atau tidak jadi dikirim." in page
    assert state(office, asked) == status


def test_a_mail_there_is_not_or_of_another_city_is_not_found(desk, office, asked, cast):
    for pk in ("999999", "9" * 30):
        assert desk("admin").post(f"/petugas/surel/{pk}/kirim-lagi/").status_code == 404
    with cast.lebak.seat():
        elsewhere = Mail.objects.get(report=cast.lebak.file(**CONTACT).report)
        Mail.objects.filter(pk=elsewhere.pk).update(id=elsewhere.pk + 5000, status=Mail.Status.SENT)
    assert desk("admin").post(f"/petugas/surel/{elsewhere.pk + 5000}/kirim-lagi/").status_code == 404


# -- What the desk announces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (CONTACT, "Pelapor akan menerima surel."),
        ({}, "Tidak ada surel yang dikirim: pelapor tidak memberi alamat surel."),
        ({"identity": "anonymous"}, "Tidak ada surel yang dikirim: pelapor memilih tanpa identitas."),
    ],
)
def test_beside_each_action_stands_whether_a_mail_goes_out(desk, office, given, sentence):
    number = office.file(**given).number
    page = desk("siti").get(f"/petugas/laporan/{number}/?tindakan=ask&tindakan=reject").content.decode()
    for action in ("ask", "reject"):
        panel = page.split(f'action="/petugas/laporan/{number}/{action}/"')[1].split("</form>")[0]
        assert sentence in panel
    before = count(office, number)
    desk("siti").post(f"/petugas/laporan/{number}/ask/", {"text": "Di tiang nomor berapa?"})
    assert count(office, number) - before == (sentence == "Pelapor akan menerima surel.")


def count(office, number: str) -> int:
    with office.seat():
        return Mail.objects.filter(report__number=number).count()
