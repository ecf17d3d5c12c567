"""`/saya/`: an account's own reports open without the code, and nobody else's do (case 21)."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts import citizens
from core.accounts.models import User
from core.casework import actions
from core.reports.models import Report
from tests.support.cast import Office
from tests.support.mails import posted
from tests.web.citizen.forms import LONG, photo, receipt_of, text_of, thumbs_of, typed, values_of

RATNA, OTHER = "ratna@example.id", "orang.lain@example.id"


@pytest.fixture
def signed_in(new_client: Callable, office: Office) -> Callable[[str], Client]:
    """Makes a browser in which the citizen with this address has signed in."""

    def make(email: str = RATNA) -> Client:
        client = new_client()
        client.post("/akun/masuk/warga/", {"email": email})
        code = re.search(r"\b\d{4} \d{4}\b", posted()[-1].body).group(0)
        assert client.post("/akun/masuk/warga/kode/", {"code": code}).status_code == 302
        client.get("/saya/")  # the greeting's message
        return client

    return make


def account(office: Office, email: str = RATNA) -> User:
    with office.seat():
        return citizens.open_account(email)


def report_of(office: Office, email: str = RATNA, **changes: object) -> actions.Submission:
    with office.seat():
        return actions.submit(office.draft(**changes), account=citizens.open_account(email))


def send(client: Client, **changes: object) -> tuple[str, str]:
    answer = client.post("/lapor/", typed(**changes))
    assert answer.status_code == 302, text_of(answer)
    return receipt_of(client.get(answer["Location"]))


@pytest.mark.parametrize("identity", ["masked", "named"])
def test_a_report_sent_while_signed_in_is_in_the_account(signed_in, office: Office, identity: str) -> None:
    client = signed_in()
    number, _code = send(client, identity=identity, name="Ratna Kusuma" if identity == "named" else "")
    client.post("/lacak/tutup/")
    assert f"/saya/laporan/{number}/" in client.get("/saya/").content.decode()
    page = client.get(f"/saya/laporan/{number}/")
    assert LONG in text_of(page)
    assert page["Cache-Control"] == "no-store"


def test_without_identity_nobody_is_kept_and_the_form_says_so(signed_in, office: Office) -> None:
    client = signed_in()
    assert "Pilihan “Tanpa identitas” tidak menyimpan akun Anda" in text_of(client.get("/lapor/"))
    number, _code = send(client, identity="anonymous", phone="")
    with office.seat():
        assert Report.objects.get(number=number).submitted_by is None
    assert number not in client.get("/saya/").content.decode()
    assert client.get(f"/saya/laporan/{number}/").status_code == 404
    assert "Di akun Anda" not in text_of(client.get("/lacak/tanda-terima/"))


def test_the_same_form_sent_twice_is_one_report_of_the_account(signed_in, office: Office) -> None:
    client = signed_in()
    assert send(client) == send(client)
    with office.seat():
        assert Report.objects.filter(submitted_by=citizens.find(RATNA)).count() == 1


def test_a_report_of_somebody_else_does_not_exist(signed_in, office: Office) -> None:
    made = report_of(office, OTHER)
    mine = report_of(office)
    client = signed_in()
    listed = client.get("/saya/").content.decode()
    assert mine.report.number in listed
    assert made.report.number not in listed
    for number in (made.report.number, "3671-26-999999-0", "bukan-nomor"):
        for ask in (client.get, client.post):
            assert ask(f"/saya/laporan/{number}/", {"text": "Tiang nomor 7."}).status_code == 404
    for query in ("after=999999999", f"user={account(office, OTHER).pk}", "submitted_by=1", "email=" + OTHER):
        assert made.report.number not in client.get(f"/saya/?{query}").content.decode()
    with office.seat():
        assert Report.objects.get(number=made.report.number).audit_seq == 1


def test_strangers_and_the_office_are_kept_out(new_client: Callable, office: Office) -> None:
    number = report_of(office).report.number
    assert new_client().get(f"/saya/laporan/{number}/")["Location"] == (
        f"/akun/masuk/warga/?next=%2Fsaya%2Flaporan%2F{number}%2F"
    )
    assert new_client().post(f"/saya/laporan/{number}/")["Location"] == "/akun/masuk/warga/?next=%2Fsaya%2F"


def test_a_secret_report_opens_to_its_owner_with_everything(signed_in, office: Office) -> None:
    client = signed_in()
    number, _code = send(client, visibility="secret", photos=[photo()])
    page = client.get(f"/saya/laporan/{number}/")
    assert LONG in text_of(page)
    assert len(thumbs_of(page)) == 1
    assert len(thumbs_of(client.get("/saya/"))) == 1


def test_the_owner_answers_a_question_and_adds_something(signed_in, office: Office) -> None:
    number = report_of(office).report.number
    with office.seat():
        actions.ask(number, office.siti, text="Tiang yang mana?")
    client = signed_in()
    address = f"/saya/laporan/{number}/"
    page = client.get(address)
    assert "Tiang yang mana?" in text_of(page)
    reply = {"key": values_of(page, "key")[0], "text": "Tiang nomor 7.", "photos": [photo()]}
    assert client.post(address, reply)["Location"] == address
    reply["photos"] = [photo()]
    assert client.post(address, reply)["Location"] == address  # pressed twice, kept once
    page = client.get(address)
    assert text_of(page).count("Tiang nomor 7.") == 1
    assert "Tambah keterangan atau foto" in text_of(page)
    assert client.post(address, {"key": "lain-lagi", "text": "Sekarang dua."})["Location"] == address
    assert "Sekarang dua." in text_of(client.get(address))


def test_what_cannot_be_sent_is_said_and_kept(signed_in, office: Office) -> None:
    number = report_of(office).report.number
    client = signed_in()
    answer = client.post(f"/saya/laporan/{number}/", {"key": "kunci-1", "text": "a"})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    with office.seat():
        actions.reject(number, office.siti, reason="bukan-wewenang", note="Bukan wewenang kota.")
    answer = client.post(f"/saya/laporan/{number}/", {"key": "kunci-2", "text": "Masih padam, tolong dilihat lagi."})
    assert answer.status_code == 409
    assert "Masih padam, tolong dilihat lagi." in text_of(answer)


def test_a_report_sent_without_account_is_added_by_number_and_code(signed_in, new_client, office: Office) -> None:
    number, code = send(new_client())
    client = signed_in()
    wrong = "1111-2222-3333-4444"
    assert client.post("/saya/tambah/", {"number": number, "code": wrong}).status_code == 404
    assert client.post("/saya/tambah/", {"number": "", "code": ""}).status_code == 400
    assert number not in client.get("/saya/").content.decode()
    answer = client.post("/saya/tambah/", {"number": number, "code": code})
    assert answer["Location"] == f"/saya/laporan/{number}/"
    assert "Laporan sudah ada di akun Anda." in text_of(client.get(answer["Location"]))
    assert signed_in(OTHER).post("/saya/tambah/", {"number": number, "code": code}).status_code == 409


def test_an_anonymous_report_is_added_to_no_account(signed_in, new_client, office: Office) -> None:
    number, code = send(new_client(), identity="anonymous", phone="")
    answer = signed_in().post("/saya/tambah/", {"number": number, "code": code})
    assert answer.status_code == 400
    assert "Laporan ini tanpa identitas" in text_of(answer)


def test_codes_are_not_tried_without_end(signed_in, new_client, office: Office) -> None:
    number, _code = send(new_client())
    client = signed_in()
    tries = [
        client.post("/saya/tambah/", {"number": number, "code": "1111-2222-3333-4444"}).status_code for _ in range(11)
    ]
    assert tries == [404] * 10 + [429]


def test_the_session_ends_while_writing_and_the_receipt_leads_to_the_account(signed_in, new_client, office) -> None:
    client = new_client()  # whose session is over
    number, _code = send(client)
    page = client.get("/lacak/tanda-terima/")
    assert "/akun/masuk/warga/?next=/lacak/tanda-terima/" in page.content.decode()
    client.post("/akun/masuk/warga/", {"email": RATNA, "next": "/lacak/tanda-terima/"})
    code = re.search(r"\b\d{4} \d{4}\b", posted()[-1].body).group(0)
    answer = client.post("/akun/masuk/warga/kode/", {"code": code, "next": "/lacak/tanda-terima/"})
    assert answer["Location"] == "/lacak/tanda-terima/"
    page = client.get(answer["Location"])
    form = {name: values_of(page, name)[0] for name in ("number", "code")}
    assert client.post("/saya/tambah/", form)["Location"] == f"/saya/laporan/{number}/"


def test_what_one_supports_is_listed_as_the_public_sees_it(signed_in, office: Office) -> None:
    made = report_of(office, OTHER)
    client = signed_in()
    client.post(f"/laporan/{made.report.number}/dukung/")
    page = client.get("/saya/dukungan/")
    assert f'href="/laporan/{made.report.number}/"' in page.content.decode()
    assert made.report.description not in text_of(page)  # not verified yet
    assert client.get(f"/saya/laporan/{made.report.number}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "count"),
    [("/saya/", 4), ("/saya/dukungan/", 4), ("/saya/laporan/{number}/", 8), ("/saya/tambah/", 2), ("/saya/akun/", 3)],
)
def test_queries_do_not_grow_with_the_reports(signed_in, office: Office, path: str, count: int) -> None:
    client = signed_in()
    for _each in range(2):
        made = report_of(office)
        with office.seat():
            actions.verify(made.report.number, office.siti)
            actions.support(made.report.number, voter="", user=citizens.find(RATNA))
        client.get(path.format(number=made.report.number))  # what is remembered between requests
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path.format(number=made.report.number)).status_code == 200
        queries = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SET ")]
        assert len(queries) == count, queries


def test_pages_go_on_where_they_ended(signed_in, office: Office) -> None:
    numbers = [report_of(office).report.number for _each in range(21)]
    client = signed_in()
    first = client.get("/saya/").content.decode()
    following = re.search(r'rel="next"\s+href="([^"]+)"', first).group(1)
    rest = client.get(following).content.decode()
    assert numbers[0] not in first
    assert numbers[0] in rest
    assert client.get("/saya/?after=bukan").status_code == 400


def test_closing_the_account_says_what_stays_and_does_it(signed_in, office: Office) -> None:
    made = report_of(office)
    client = signed_in()
    page = text_of(client.get("/saya/akun/hapus/"))
    assert "Laporan Anda tetap ada dan tetap ditangani, tanpa hubungan dengan akun." in page
    assert client.post("/saya/akun/hapus/")["Location"] == "/"
    assert client.get("/saya/").status_code == 302
    with office.seat():
        assert citizens.find(RATNA) is None
        assert Report.objects.get(number=made.report.number).submitted_by is None
    page = client.post("/lacak/", {"number": made.report.number, "code": made.code}, follow=True)
    assert made.report.description in text_of(page)


@pytest.mark.parametrize("path", ["/saya/akun/hapus/", "/saya/akun/kunci/"])
def test_an_old_sign_in_is_not_enough_to_change_the_account(signed_in, office: Office, path: str) -> None:
    client = signed_in()
    with office.seat():
        session = client.session
        session["account_authentication_methods"][-1]["at"] -= 15 * 60
        session.save()
    assert client.get("/saya/akun/").status_code == 200
    answer = client.post(path)
    assert answer["Location"] == "/akun/masuk/warga/?next=%2Fsaya%2Fakun%2F"
    assert "Demi keamanan akun Anda" in text_of(client.get(answer["Location"]))
    assert client.get("/saya/akun/").status_code == 302
    assert account(office).pk


def test_the_head_of_the_pages_knows_who_is_signed_in(signed_in, new_client, office: Office) -> None:
    stranger, client = new_client(), signed_in()
    assert 'href="/akun/masuk/warga/?next=/laporan/"' in stranger.get("/laporan/").content.decode()
    assert 'href="/saya/"' in client.get("/laporan/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        stranger.get("/privasi/")
    before = len(asked)
    with CaptureQueriesContext(connection) as asked:
        client.get("/privasi/")
    assert len(asked) == before + 1  # the session


def test_whoever_leaves_finds_the_pages_closed(signed_in, office: Office) -> None:
    client = signed_in()
    assert client.post("/akun/keluar/", {"next": "/"})["Location"] == "/"
    assert client.get("/saya/")["Location"] == "/akun/masuk/warga/?next=%2Fsaya%2F"
