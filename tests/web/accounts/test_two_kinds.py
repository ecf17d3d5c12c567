"""Accounts of the office and of citizens are two kinds: no way in of the one opens the other."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client

from core.accounts import citizens
from core.accounts.roles import UnitRole
from core.catalogue.models import Unit, UnitUserObjectPermission
from tests.support.cast import PASSWORD, Office
from tests.support.mails import posted
from tests.web.places import CITY

ADDRESS = "siti@example.id"


@pytest.fixture
def office(cast) -> Office:
    """Siti (coordinator) and Dewi (officer of a unit) read their mail at addresses the installation knows."""
    office = cast.tangerang
    with office.seat():
        for person, address in ((office.siti, ADDRESS), (office.dewi, "dewi@example.id")):
            person.user.email = address
            person.user.save()
            EmailAddress.objects.create(user=person.user, email=address, verified=True, primary=True)
    return office


@pytest.fixture
def client(db: None) -> Client:
    return Client(HTTP_HOST=CITY)


def sign_in_by_mail(client: Client, email: str):
    client.post("/akun/masuk/warga/", {"email": email})
    code = re.search(r"\b\d{4} \d{4}\b", posted()[-1].body).group(0)
    return client.post("/akun/masuk/warga/kode/", {"code": code})


@pytest.mark.parametrize("address", [ADDRESS, "dewi@example.id"])
def test_the_mail_of_an_officer_opens_a_citizens_account_of_its_own(office: Office, client: Client, address) -> None:
    assert sign_in_by_mail(client, address)["Location"] == "/saya/"
    with office.seat():
        who = client.session["_auth_user_id"]
        assert who == str(citizens.find(address).pk)
        assert who not in (str(office.siti.user.pk), str(office.dewi.user.pk))
    assert client.get("/saya/").status_code == 200
    assert client.get("/petugas/").status_code == 403
    assert client.get("/api/v1/desk/reports/").status_code == 403


@pytest.mark.parametrize("name", ["siti", "dewi", "admin", "nobody"])
def test_no_code_signs_in_an_account_of_the_office(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Even if the account behind an address were taken for the wrong one."""
    monkeypatch.setattr(citizens, "open_account", lambda email: office.people[name].user)
    assert sign_in_by_mail(client, "siapa@example.id").status_code == 403
    assert client.get("/petugas/")["Location"] == "/akun/masuk/?next=%2Fpetugas%2F"
    with office.seat():
        assert "_auth_user_id" not in client.session
        assert "account_login" not in client.session


def test_a_password_of_the_office_still_asks_for_the_second_factor(office: Office, client: Client) -> None:
    answer = client.post("/akun/masuk/", {"login": office.siti.user.username, "password": PASSWORD})
    assert answer["Location"] == "/akun/masuk/kode/"
    for path in ("/petugas/", "/saya/"):
        assert client.get(path)["Location"].startswith("/akun/masuk/")
    # Asking for a citizen's code in between puts the started sign-in away; it does not finish it.
    assert sign_in_by_mail(client, ADDRESS)["Location"] == "/saya/"
    assert client.get("/petugas/").status_code == 403


def test_a_unit_given_to_a_citizen_opens_no_desk(office: Office, client: Client) -> None:
    sign_in_by_mail(client, "warga@example.id")
    with office.seat():
        UnitUserObjectPermission.objects.create(
            user=citizens.find("warga@example.id"),
            permission=Permission.objects.get(codename=UnitRole.OFFICER),
            content_object=Unit.objects.get(code="dishub"),
        )
    assert client.get("/petugas/").status_code == 403
    assert client.get("/api/v1/desk/reports/").status_code == 403


def test_a_citizens_account_has_no_password(office: Office, client: Client) -> None:
    with office.seat():
        username = citizens.open_account("warga@example.id").username
    for password in ("", "!", PASSWORD):
        answer = client.post("/akun/masuk/", {"login": username, "password": password})
        assert answer.status_code == 200
    for path in ("/akun/kata-sandi/", "/akun/keamanan/", "/akun/autentikator/", "/akun/kode-cadangan/"):
        assert client.get(path).status_code == 302
    sign_in_by_mail(client, "warga@example.id")
    for path in ("kata-sandi/", "keamanan/", "konfirmasi/", "autentikator/", "autentikator/lepas/", "kode-cadangan/"):
        for ask in (client.get, client.post):
            answer = ask(f"/akun/{path}")
            assert (answer.status_code, answer["Location"]) == (302, "/saya/akun/"), path


def test_a_person_of_the_office_is_told_to_leave_first(office: Office, client: Client) -> None:
    with office.seat():
        client.force_login(office.siti.user, backend="core.accounts.backends.ModelBackend")
        session = client.session
        session["tenant"] = office.schema
        session.save()
    assert client.get("/saya/").status_code == 403
    answer = client.post("/akun/masuk/warga/", {"email": ADDRESS})
    assert "Anda sedang masuk sebagai petugas." in answer.content.decode()
    assert posted() == []


def test_who_waits_for_a_code_may_still_sign_in_as_staff(office: Office, client: Client) -> None:
    client.post("/akun/masuk/warga/", {"email": "warga@example.id"})
    assert client.get("/akun/masuk/").status_code == 200
    answer = client.post("/akun/masuk/", {"login": office.siti.user.username, "password": PASSWORD})
    assert answer["Location"] == "/akun/masuk/kode/"
