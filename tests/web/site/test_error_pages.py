"""Errors are sentences in both languages with a way on, and problem+json for programs."""

import pytest
from django.test import Client, RequestFactory

from web.site import errors


@pytest.mark.parametrize(
    ("path", "status", "indonesian", "english"),
    [
        ("/tidak-ada/", 404, "Halaman tidak ditemukan", "Page not found"),
        ("/tolak/absent/", 404, "Halaman tidak ditemukan", "Page not found"),
        ("/tolak/forbidden/", 403, "Anda tidak berwenang melakukan ini.", "could not be done"),
        ("/tolak/conflict/", 409, "Laporan ini sudah diteruskan.", "could not be done"),
        ("/tolak/invalid/", 400, "Tulis alasannya.", "could not be done"),
        ("/rusak/", 500, "Ada gangguan di sistem kami", "Something went wrong on our side"),
    ],
)
def test_a_person_reads_what_happened(city: Client, path: str, status: int, indonesian: str, english: str) -> None:
    response = city.get(path)
    text = response.content.decode()
    assert response.status_code == status
    assert indonesian in text
    assert english in text
    assert "Kota Tangerang" in text
    assert 'href="/"' in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/tidak-ada/", 404, "not_found"),
        ("/api/tolak/absent/", 404, "not_found"),
        ("/api/tolak/conflict/", 409, "conflict"),
        ("/api/rusak/", 500, "internal_server_error"),
    ],
)
def test_a_program_gets_a_problem(city: Client, path: str, status: int, code: str) -> None:
    response = city.get(path)
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == status
    assert response.json()["status"] == status
    assert response.json()["code"] == code


def test_an_unknown_host_costs_one_look_at_the_hosts(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):  # the look; its connection is sent nothing to sit at the gate
        response = Client(HTTP_HOST="tidak-ada.localhost").get("/")
    assert response.status_code == 404
    assert "Alamat ini belum terdaftar" in response.content.decode()
    assert "This address is not registered" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_way_on(city: Client) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="kota-tangerang.localhost")
    response = strict.post("/akun/masuk/", {"login": "siti", "password": "x"})
    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.content.decode()


def test_a_body_over_the_limit_is_called_too_large(city: Client) -> None:
    body = "login=siti&password=" + "a" * 1_200_000
    response = city.post("/akun/masuk/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Kiriman terlalu besar" in response.content.decode()


def test_control_characters_are_no_fault_of_ours(city: Client) -> None:
    response = city.post("/akun/masuk/", {"login": "si\x00ti", "password": "x\x00"})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()


def test_without_built_assets_there_is_still_a_sentence(settings, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("Missing staticfiles manifest entry for 'laksa.css'")

    monkeypatch.setattr(errors, "page", broken)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Ada gangguan di sistem kami" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500", "503", "csrf", "unknown_host"])
def test_every_page_stands_alone(name: str) -> None:
    request = RequestFactory().get("/")
    text = errors.page(request, 400, name=name).content.decode()
    assert 'lang="id"' in text
    assert 'lang="en"' in text
