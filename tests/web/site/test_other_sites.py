"""Pages of other sites may call the public API where the installation names them; nobody else, and never the desk."""

import pytest
from django.test import Client

from tests.web.places import CITY

OURS, FOREIGN = "https://data.contoh.id", "https://jahat.example"
API, DESK = "/api/v1/categories/", "/api/v1/desk/reports/"


@pytest.fixture
def client(db: None, settings) -> Client:
    settings.CORS_ORIGINS = [OURS]
    return Client(HTTP_HOST=CITY)


def test_a_named_origin_reads_the_answer_and_its_refusals(client: Client) -> None:
    for path, status in ((API, 200), ("/api/v1/reports/3671-26-000123-L/", 404), ("/api/v1/tidak-ada/", 404)):
        answer = client.get(path, HTTP_ORIGIN=OURS)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, OURS)
        assert "Origin" in answer["Vary"]
        assert "Retry-After" in answer["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer


def test_nobody_else_does(client: Client) -> None:
    for origin in (FOREIGN, "null", f"{OURS}.jahat.example"):
        assert "Access-Control-Allow-Origin" not in client.get(API, HTTP_ORIGIN=origin)
    assert "Access-Control-Allow-Origin" not in client.get(API)
    assert "Origin" in client.get(API)["Vary"]


def test_the_browsers_question_is_answered_at_once(client: Client, django_assert_num_queries) -> None:
    asked = {"HTTP_ORIGIN": OURS, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
    with django_assert_num_queries(0):
        answer = client.options("/api/v1/reports/", **asked)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == OURS
    assert answer["Access-Control-Allow-Methods"] == "GET, POST"
    assert answer["Access-Control-Allow-Headers"] == "Accept-Language, Content-Type, Idempotency-Key"
    assert "Access-Control-Allow-Origin" not in client.options("/api/v1/reports/", **{**asked, "HTTP_ORIGIN": FOREIGN})


@pytest.mark.parametrize("path", [DESK, "/", "/lapor/", "/akun/masuk/"])
def test_pages_and_the_desk_are_for_no_other_site(client: Client, path: str) -> None:
    asked = {"HTTP_ORIGIN": OURS, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET"}
    for answer in (client.get(path, HTTP_ORIGIN=OURS), client.options(path, **asked)):
        assert "Access-Control-Allow-Origin" not in answer


def test_every_origin_where_the_installation_says_so_and_none_by_default(client: Client, settings) -> None:
    settings.CORS_ORIGINS = ["*"]
    assert client.get(API, HTTP_ORIGIN=FOREIGN)["Access-Control-Allow-Origin"] == "*"
    settings.CORS_ORIGINS = []
    assert "Access-Control-Allow-Origin" not in client.get(API, HTTP_ORIGIN=OURS)
