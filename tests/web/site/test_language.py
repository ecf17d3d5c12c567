"""Indonesian unless English was chosen."""

import pytest
from django.test import Client


def test_indonesian_even_for_a_browser_that_prefers_english(city: Client) -> None:
    response = city.get("/halaman/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert '<html lang="id">' in response.content.decode()
    assert response["Content-Language"] == "id"


def test_english_once_chosen(city: Client) -> None:
    answer = city.get("/akun/bahasa/en/?next=/halaman/")
    assert (answer.status_code, answer["Location"]) == (302, "/halaman/")
    assert '<html lang="en">' in city.get("/halaman/").content.decode()
    city.get("/akun/bahasa/id/")
    assert '<html lang="id">' in city.get("/halaman/").content.decode()


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(city: Client, target: str) -> None:
    assert city.get("/akun/bahasa/en/", {"next": target})["Location"] == "/"


def test_an_unknown_language_is_not_found(city: Client) -> None:
    assert city.get("/akun/bahasa/jv/").status_code == 404
    city.cookies["django_language"] = "xx"
    assert '<html lang="id">' in city.get("/halaman/").content.decode()


def test_programs_say_it_by_header(city: Client) -> None:
    assert city.get("/api/tolak/absent/", HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "en"
