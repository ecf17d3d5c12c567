"""Limits of the pages: what was right uses up nothing, and what is refused loses nothing."""

import secrets

import pytest
from django.test import Client

from core.reports.models import Attachment, Report
from tests.support.cast import PASSWORD, Office, picture
from tests.web.citizen.forms import text_of, typed
from tests.web.places import CITY, OTHER_CITY


def filled(schema: str = "t3671", **changes) -> dict:
    """A form that is good as it is, and another one each time."""
    area = {"t3671": "36.71.01.1001", "t3602": "36.02.01.2002"}[schema]
    return typed(key=secrets.token_urlsafe(16), area=area, **changes)


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


@pytest.fixture
def client(office: Office, settings) -> Client:
    settings.LIMITS = {"reports": (1, 60), "sign_in": (2, 60)}
    return Client(HTTP_HOST=CITY)


def test_a_form_with_faults_uses_up_nothing_and_one_that_is_taken_does(client: Client) -> None:
    for number in range(3):
        assert client.post("/lapor/", {"key": f"k-{number}"}).status_code == 400
    assert client.post("/lapor/", filled()).status_code == 302
    assert client.post("/lapor/", filled()).status_code == 429
    assert client.get("/lapor/").status_code == 200
    assert Client(HTTP_HOST=CITY, REMOTE_ADDR="203.0.113.9").post("/lapor/", filled()).status_code == 302


def test_the_same_form_twice_is_one_report_and_one_try(client: Client, settings) -> None:
    settings.LIMITS = {"reports": (2, 60)}
    form = filled()
    assert [client.post("/lapor/", form).status_code for _ in range(3)] == [302] * 3
    assert client.post("/lapor/", filled()).status_code == 302


def test_a_refused_form_keeps_text_and_photos_and_names_another_way(client: Client, office: Office) -> None:
    client.post("/lapor/", filled())
    stopped = client.post(
        "/lapor/", {**filled(description="Lampu jalan padam sejak Senin malam."), "photos": picture()}
    )
    assert stopped.status_code == 429
    assert 50 < int(stopped["Retry-After"]) <= 60
    words = text_of(stopped)
    assert "kirim lagi dalam 1 menit" in words
    assert "lewat jaringan lain" in words
    assert "di loket kantor Kota Tangerang" in words
    assert "Lampu jalan padam sejak Senin malam." in stopped.content.decode()
    with office.seat():
        kept = Attachment.objects.get(report=None)
        assert f'value="{kept.pk}"' in stopped.content.decode()
        assert Report.objects.count() == 1


def test_photos_are_counted_by_form_too_and_the_text_stays(client: Client, settings) -> None:
    settings.LIMITS = {"photos": (1, 60)}
    answer = client.post(
        "/lapor/", {**filled(description="Lampu padam di depan sekolah."), "photos": [picture(), picture()]}
    )
    assert answer.status_code == 400
    assert "Terlalu banyak percobaan dari jaringan Anda." in text_of(answer)
    assert "Lampu padam di depan sekolah." in answer.content.decode()


def test_a_limit_is_the_installations_and_not_each_citys(client: Client) -> None:
    assert client.post("/lapor/", filled()).status_code == 302
    assert Client(HTTP_HOST=OTHER_CITY).post("/lapor/", filled(schema="t3602")).status_code == 429


def test_right_sign_ins_of_one_office_use_up_nothing(client: Client) -> None:
    for _ in range(4):
        colleague = Client(HTTP_HOST=CITY)
        assert colleague.post("/akun/masuk/", {"login": "siti", "password": PASSWORD}).status_code == 302


def test_wrong_passwords_are_counted_whoever_is_meant_and_leaving_is_free(client: Client) -> None:
    for name in ("siti", "joko"):
        assert client.post("/akun/masuk/", {"login": name, "password": "salah"}).status_code == 200
    stopped = client.post("/akun/masuk/", {"login": "dewi", "password": "salah"})
    assert stopped.status_code == 429
    assert "Coba lagi dalam 1 menit" in text_of(stopped)
    assert client.post("/akun/keluar/").status_code == 302
    assert client.get("/akun/masuk/").status_code == 200


def test_behind_a_trusted_proxy_each_client_is_counted_by_itself(client: Client, settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    for last in range(3):
        behind = Client(HTTP_HOST=CITY, HTTP_X_FORWARDED_FOR=f"203.0.113.{last}")
        assert behind.post("/lapor/", filled()).status_code == 302


def test_sign_in_knows_the_client_behind_the_proxy(rf, settings) -> None:
    from allauth.account.adapter import get_adapter

    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    request = rf.post("/akun/masuk/", HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert get_adapter().get_client_ip(request) == "203.0.113.5"
