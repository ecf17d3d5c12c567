"""Signing in: password, then a code; a one-time link first; staff pages closed to everybody else."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from core.accounts import invitations, one_time_codes
from core.accounts.models import User
from tenants.seats import tenant_seat
from tests.web.places import PASSWORD, SCHEMA, SECRET


def code(secret: str = SECRET) -> str:
    """The code an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, username: str, *, password: str = PASSWORD):
    return client.post("/akun/masuk/", {"login": username, "password": password})


def test_password_and_code_open_the_desk(city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator")
    answer = sign_in(city, "siti")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/masuk/kode/")
    assert city.get("/petugas/")["Location"] == "/akun/masuk/?next=%2Fpetugas%2F"
    answer = city.post("/akun/masuk/kode/", {"code": code()})
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/")
    assert city.get("/petugas/").json() == {"name": "siti", "roles": ["coordinator"]}


def test_a_wrong_password_is_said_at_the_form(city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator")
    for username in ("siti", "tidak-ada"):
        text = sign_in(city, username, password="salah").content.decode()
        assert "Nama pengguna atau kata sandi tidak cocok." in text
        assert "error-summary" in text


def test_a_wrong_code_is_said_at_the_form(city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator")
    sign_in(city, "siti")
    text = city.post("/akun/masuk/kode/", {"code": "000000"}).content.decode()
    assert "Kode tidak cocok." in text
    assert city.get("/petugas/").status_code == 302


def test_staff_without_second_factor_set_it_up_first(city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator", totp=False)
    assert sign_in(city, "siti")["Location"] == "/petugas/"
    assert city.get("/petugas/")["Location"] == "/akun/autentikator/?next=%2Fpetugas%2F"


def test_an_account_without_a_role_sees_no_desk(city: Client, person: Callable[..., User]) -> None:
    person("budi")
    sign_in(city, "budi")
    city.post("/akun/masuk/kode/", {"code": code()})
    assert city.get("/petugas/").status_code == 403


def test_a_role_of_the_province_opens_no_city(city: Client, person: Callable[..., User]) -> None:
    person("rina", "assistant")
    sign_in(city, "rina")
    city.post("/akun/masuk/kode/", {"code": code()})
    assert city.get("/petugas/").status_code == 403


def test_accounts_are_per_city(other_city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator")
    assert "tidak cocok" in sign_in(other_city, "siti").content.decode()


def test_the_secret_is_not_in_the_database(person: Callable[..., User]) -> None:
    user = person("siti", "coordinator")
    with tenant_seat(SCHEMA):
        stored = Authenticator.objects.get(user=user, type="totp")
        assert SECRET not in str(stored.data)
        assert one_time_codes.accept(stored, code())


def test_the_second_factor_cannot_be_given_up(city: Client, person: Callable[..., User]) -> None:
    user = person("siti", "coordinator")
    sign_in(city, "siti")
    city.post("/akun/masuk/kode/", {"code": code()})
    city.post("/akun/konfirmasi/", {"password": PASSWORD})
    page = city.get("/akun/autentikator/lepas/")
    assert "Petugas wajib memakai aplikasi autentikator" in page.content.decode()
    city.post("/akun/autentikator/lepas/")
    with tenant_seat(SCHEMA):
        assert user.authenticator_set.filter(type="totp").exists()


def invited(user: User) -> str:
    with tenant_seat(SCHEMA):
        return f"/akun/undangan/{invitations.invite(user)}/"


def test_a_link_leads_to_password_second_factor_and_desk(city: Client, person: Callable[..., User]) -> None:
    link = invited(person("wati", "admin", totp=False))
    assert "wati" in city.get(link).content.decode()
    answer = city.post(link, {"password": "kuda baterai klip benar", "again": "kuda baterai klip benar"})
    assert answer["Location"] == "/akun/autentikator/?next=%2Fpetugas%2F"
    page = city.get(answer["Location"])
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode()).group(1)
    answer = city.post("/akun/autentikator/", {"code": code(secret)})
    assert answer["Location"] == "/akun/kode-cadangan/"
    codes = city.get("/akun/kode-cadangan/").content.decode()
    assert codes.count("<li>") >= 10
    assert 'href="/petugas/"' in codes
    again = city.get("/akun/kode-cadangan/").content.decode()
    assert "Kode ini sudah pernah ditampilkan dan tidak ditampilkan lagi." in again
    assert not set(re.findall(r"<li>(\d{8})</li>", codes)) & set(re.findall(r"\d{8}", again))
    assert city.get("/akun/kode-cadangan/unduh/").status_code == 403
    assert "Lihat" not in city.get("/akun/keamanan/").content.decode()
    assert city.post("/akun/kode-cadangan/baru/")["Location"] == "/akun/kode-cadangan/"
    assert city.get("/akun/kode-cadangan/").content.decode().count("<li>") >= 10
    assert city.get("/petugas/").json()["roles"] == ["admin"]


def test_a_link_works_once(city: Client, person: Callable[..., User]) -> None:
    link = invited(person("wati", "admin", totp=False))
    city.post(link, {"password": "kuda baterai klip benar", "again": "kuda baterai klip benar"})
    stranger = Client(HTTP_HOST="kota-tangerang.localhost")
    for request in (stranger.get, stranger.post):
        answer = request(link)
        assert answer.status_code == 404
        assert "Tautan ini tidak berlaku lagi" in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("pendek", "pendek", "12"),
        ("kuda baterai klip benar", "kuda baterai klip salah", "Kedua kata sandi tidak sama."),
        ("", "", "Ketik kata sandi baru."),
    ],
)
def test_a_bad_password_is_explained_and_the_link_stays(
    city: Client, person: Callable[..., User], password: str, again: str, sentence: str
) -> None:
    link = invited(person("wati", "admin", totp=False))
    text = city.post(link, {"password": password, "again": again}).content.decode()
    assert sentence in text
    assert "error-summary" in text
    assert city.get(link).status_code == 200


def test_a_new_link_forgets_the_lost_phone(city: Client, person: Callable[..., User]) -> None:
    user = person("siti", "coordinator")
    city.post(invited(user), {"password": "kuda baterai klip benar", "again": "kuda baterai klip benar"})
    with tenant_seat(SCHEMA):
        assert not user.authenticator_set.exists()
    assert city.get("/petugas/")["Location"].startswith("/akun/autentikator/")


def test_a_link_of_another_city_is_unknown(other_city: Client, person: Callable[..., User]) -> None:
    assert other_city.get(invited(person("wati", "admin", totp=False))).status_code == 404


def test_nobody_signs_up(city: Client) -> None:
    assert "signup" not in city.get("/akun/masuk/").content.decode()
    assert city.get("/akun/signup/").status_code == 404


def test_signing_out_closes_the_desk(city: Client, person: Callable[..., User]) -> None:
    person("siti", "coordinator")
    sign_in(city, "siti")
    city.post("/akun/masuk/kode/", {"code": code()})
    assert city.post("/akun/keluar/")["Location"] == "/akun/masuk/"
    assert city.get("/petugas/").status_code == 302
