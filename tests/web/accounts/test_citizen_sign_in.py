"""A citizen signs in with an address and the code sent to it; nobody learns who has an account; staff are kept out."""

import re
import time

import pytest
from django.test import Client

from core.accounts import citizens
from core.accounts.models import User
from tests.support.cast import Office
from tests.support.mails import posted
from tests.web.places import CITY, OTHER_CITY

ADDRESS = "ratna@example.id"


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


def stranger(host: str = CITY) -> Client:
    return Client(HTTP_HOST=host)


def ask_for_code(client: Client, email: str = ADDRESS, **more: str):
    return client.post("/akun/masuk/warga/", {"email": email, **more})


def code_in(message) -> str:
    return re.search(r"\b(\d{4}) (\d{4})\b", message.body).group(0)


def sign_in(client: Client, email: str = ADDRESS, **more: str):
    ask_for_code(client, email, **more)
    return client.post("/akun/masuk/warga/kode/", {"code": code_in(posted()[-1]), **more})


def test_the_first_sign_in_makes_the_account_the_second_finds_it(office: Office) -> None:
    first, second = stranger(), stranger()
    for client in (first, second):
        answer = sign_in(client)
        assert (answer.status_code, answer["Location"]) == (302, "/saya/")
        assert client.get("/saya/").status_code == 200
    with office.seat():
        assert User.objects.exclude(email_hash=None).count() == 1
        assert citizens.email_of(citizens.find(ADDRESS)) == ADDRESS
        assert first.session["_auth_user_id"] == second.session["_auth_user_id"]


def test_the_mail_is_the_citys_and_its_links_lead_to_the_citys_host(office: Office) -> None:
    ask_for_code(stranger(), "ratna@example.id")
    ask_for_code(stranger(OTHER_CITY), "ratna@example.id")
    here, there = posted()
    assert (here.subject, there.subject) == ("Kode masuk LAKSA Kota Tangerang", "Kode masuk LAKSA Kabupaten Lebak")
    assert here.from_email == "LAKSA Kota Tangerang <laksa@localhost.id>"
    assert here.to == ["ratna@example.id"]
    for message, host in ((here, CITY), (there, OTHER_CITY)):
        html = message.alternatives[0].content
        assert code_in(message) in html
        assert {*re.findall(r"https?://([^/\s]+)/", message.body + html)} == {host}
        assert "Kode berlaku 15 menit" in message.body


def test_known_and_unknown_addresses_are_answered_alike(office: Office) -> None:
    sign_in(stranger(), "dikenal@example.id")
    with office.seat():
        User.objects.filter(pk=office.siti.user.pk).update(email="siti@example.id")
    posted().clear()
    seen = []
    for address in ("dikenal@example.id", "asing@example.id", "siti@example.id"):
        client = stranger()
        answer = ask_for_code(client, address)
        page = client.get(answer["Location"]).content.decode().replace(address, "ALAMAT")
        seen.append((answer.status_code, answer["Location"], re.sub(r'value="\w{64}"', "", page)))
    assert len({(status, where) for status, where, _page in seen}) == 1
    assert seen[0] == seen[1] == seen[2]
    assert len({re.sub(r"\d{4} \d{4}", "", message.body) for message in posted()}) == 1
    assert len(posted()) == 3


def test_a_code_works_once_and_only_in_the_browser_that_asked(office: Office) -> None:
    client, thief = stranger(), stranger()
    ask_for_code(client)
    code = code_in(posted()[-1])
    ask_for_code(thief, "pencuri@example.id")
    assert thief.post("/akun/masuk/warga/kode/", {"code": code}).status_code == 400
    assert client.post("/akun/masuk/warga/kode/", {"code": code.replace(" ", "")}).status_code == 302
    client.post("/akun/keluar/")
    assert client.post("/akun/masuk/warga/kode/", {"code": code})["Location"] == "/akun/masuk/warga/"


def test_three_wrong_codes_end_it(office: Office) -> None:
    client = stranger()
    ask_for_code(client)
    right = code_in(posted()[-1])
    wrong = "0000 0000" if right != "0000 0000" else "1111 1111"
    for _try in range(2):
        answer = client.post("/akun/masuk/warga/kode/", {"code": wrong})
        assert answer.status_code == 400
        assert "Kode tidak cocok." in answer.content.decode()
    assert client.post("/akun/masuk/warga/kode/", {"code": wrong})["Location"] == "/akun/masuk/warga/"
    assert "Kode salah tiga kali. Minta kode baru." in client.get("/akun/masuk/warga/").content.decode()
    assert client.post("/akun/masuk/warga/kode/", {"code": right})["Location"] == "/akun/masuk/warga/"


def test_a_late_code_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stranger()
    ask_for_code(client)
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    answer = client.post("/akun/masuk/warga/kode/", {"code": code_in(posted()[-1])})
    assert answer["Location"] == "/akun/masuk/warga/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Tulis alamat e-mail Anda."),
        ("ratna", "Alamat e-mail ini tidak lengkap atau salah."),
        ("a@b.id\nBcc: c@d.id", "Alamat e-mail ini tidak lengkap atau salah."),
        ("r" * 300 + "@example.id", "Alamat e-mail ini terlalu panjang."),
    ],
)
def test_what_is_no_address_is_said_at_the_field(office: Office, typed: str, sentence: str) -> None:
    answer = ask_for_code(stranger(), typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert posted() == []


def test_one_mailbox_is_sent_five_codes_in_a_quarter_of_an_hour(office: Office) -> None:
    answers = [ask_for_code(stranger(), address).status_code for address in [ADDRESS] * 4 + ["RATNA@example.id"] * 2]
    assert answers == [302] * 5 + [429]
    assert len(posted()) == 5


def test_the_way_back_is_kept_and_leads_nowhere_else(office: Office) -> None:
    client = stranger()
    answer = ask_for_code(client, next="/lapor/?kind=aspiration")
    assert answer["Location"] == "/akun/masuk/warga/kode/?next=%2Flapor%2F%3Fkind%3Daspiration"
    assert 'name="next" value="/lapor/?kind=aspiration"' in client.get(answer["Location"]).content.decode()
    assert sign_in(client, next="/lapor/?kind=aspiration")["Location"] == "/lapor/?kind=aspiration"
    for address in ("https://jahat.example/", "//jahat.example/", "http://kab-lebak.localhost/"):
        assert sign_in(stranger(), f"{len(address)}@example.id", next=address)["Location"] == "/saya/"


def test_accounts_are_per_city(office: Office) -> None:
    client = stranger()
    sign_in(client)
    other = stranger(OTHER_CITY)
    other.cookies = client.cookies
    assert other.get("/saya/")["Location"] == "/akun/masuk/warga/?next=%2Fsaya%2F"


def test_the_province_has_no_accounts_of_citizens(office: Office) -> None:
    for path in ("/akun/masuk/warga/", "/akun/masuk/kunci/mulai/", "/saya/"):
        assert stranger("localhost").get(path).status_code == 404


def test_a_deactivated_account_is_told_so_and_stays_out(office: Office) -> None:
    sign_in(stranger())
    with office.seat():
        User.objects.filter(pk=citizens.find(ADDRESS).pk).update(is_active=False)
    client = stranger()
    assert sign_in(client)["Location"] == "/akun/tidak-aktif/"
    assert client.get("/saya/").status_code == 302
