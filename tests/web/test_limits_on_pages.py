"""Limits of the pages: one address may send forms and try passwords only so often; leaving is free."""

import pytest
from django.test import Client

from tests.web.places import CITY


@pytest.fixture
def client(db: None, settings) -> Client:
    settings.LIMITS = {"reports": (1, 60), "sign_in": (2, 60)}
    return Client(HTTP_HOST=CITY)


def test_the_form_of_a_report(client: Client) -> None:
    assert client.post("/lapor/", {"key": "k-1"}).status_code == 400
    stopped = client.post("/lapor/", {"key": "k-2"})
    assert stopped.status_code == 429
    assert 50 < int(stopped["Retry-After"]) <= 60
    assert "Coba lagi dalam 1 menit." in stopped.content.decode()
    assert client.get("/lapor/").status_code == 200
    assert Client(HTTP_HOST=CITY, REMOTE_ADDR="203.0.113.9").post("/lapor/", {"key": "k-3"}).status_code == 400


def test_passwords_and_codes_are_counted_together_and_leaving_is_free(client: Client) -> None:
    wrong = {"login": "siti", "password": "salah"}
    assert client.post("/akun/masuk/", wrong).status_code == 200
    client.post("/akun/masuk/kode/", {"code": "000000"})
    assert client.post("/akun/masuk/", wrong).status_code == 429
    assert client.post("/akun/keluar/").status_code == 302
    assert client.get("/akun/masuk/").status_code == 200


def test_behind_a_trusted_proxy_each_client_is_counted_by_itself(client: Client, settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    for last in range(3):
        behind = Client(HTTP_HOST=CITY, HTTP_X_FORWARDED_FOR=f"203.0.113.{last}")
        assert behind.post("/lapor/", {"key": f"k-{last}"}).status_code == 400


def test_sign_in_knows_the_client_behind_the_proxy(rf, settings) -> None:
    from allauth.account.adapter import get_adapter

    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    request = rf.post("/akun/masuk/", HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert get_adapter().get_client_ip(request) == "203.0.113.5"
