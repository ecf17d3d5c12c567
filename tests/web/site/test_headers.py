"""Security headers on every answer."""

import pytest
from django.test import Client

from web.site.brand import DEFAULT_COLOR, style, style_source
from web.site.middleware import content_security_policy, tile_source

SOURCES = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(response) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


def test_a_page_allows_only_our_own_and_its_brand_style(city: Client) -> None:
    response = city.get("/akun/masuk/")
    assert response.status_code == 200
    text = response.content.decode()
    inline = text.split("<style>")[1].split("</style>")[0]
    assert policy(response) == SOURCES | {"style-src": f"'self' {style_source(inline)}"}
    assert inline == style(DEFAULT_COLOR)
    assert text.count("<style") == 1
    assert ' style="' not in text
    assert "<script>" not in text


def test_the_hash_is_that_of_the_content() -> None:
    assert style_source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@pytest.mark.parametrize("path", ["/akun/masuk/", "/tidak-ada/", "/rusak/", "/healthz"])
def test_every_answer_carries_them(city: Client, path: str) -> None:
    response = city.get(path)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Permissions-Policy"].startswith("geolocation=(self), camera=(self)")


def test_an_unknown_host_carries_them_too(db: None) -> None:
    response = Client(HTTP_HOST="tidak-ada.localhost").get("/")
    assert response.status_code == 404
    assert policy(response)["default-src"] == "'self'"


@pytest.mark.parametrize(("path", "expected"), [("/petugas/", "no-store"), ("/akun/masuk/", "no-store")])
def test_what_is_behind_sign_in_stays_in_no_cache(city: Client, path: str, expected: str) -> None:
    assert city.get(path)["Cache-Control"] == expected


def test_a_public_page_is_asked_for_again(city: Client) -> None:
    response = city.get("/halaman/")
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("", ""),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", "https://*.tiles.example"),
        ("https://peta.example:8443/{z}/{x}/{y}.png?key=1", "https://peta.example:8443"),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_the_policy_follows_the_tiles(settings, url: str, source: str) -> None:
    settings.TILE_URL = url
    assert tile_source(url) == source
    assert f"img-src 'self' data: blob:{f' {source}' if source else ''};" in content_security_policy()


def test_a_browser_that_was_here_by_tls_comes_back_by_tls_only(city: Client, settings) -> None:
    settings.PUBLIC_SCHEME = "https"
    assert city.get("/akun/masuk/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in city.get("/akun/masuk/").headers
    settings.PUBLIC_SCHEME = "http"
    assert "Strict-Transport-Security" not in city.get("/akun/masuk/", secure=True).headers
