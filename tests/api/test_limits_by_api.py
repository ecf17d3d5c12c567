"""Limits of the API: 429 as problem+json with Retry-After, over the web's processes, not where they are lifted."""

import io

import pytest
from django.test import Client
from PIL import Image

from tests.api.bodies import BODY

TRACK = "/api/v1/track/"


@pytest.fixture(autouse=True)
def _two_an_hour(settings) -> None:
    settings.LIMITS = {"reports": (2, 3600), "photos": (1, 3600), "track": (2, 3600)}


def _is_refused(answer) -> bool:
    if answer.status_code != 429:
        return False
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (429, "too_many_requests")
    assert problem["detail"].startswith("Terlalu banyak percobaan dari jaringan Anda.")
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    return True


def test_reports(caller: Client, send) -> None:
    assert send().status_code == 201
    for _ in range(3):
        assert send(description="pendek").status_code == 400  # a wrong one costs nothing of it
    assert send().status_code == 201
    assert _is_refused(send())
    elsewhere = Client(HTTP_HOST="kab-lebak.localhost")  # the same address in another city
    assert _is_refused(elsewhere.post("/api/v1/reports/", BODY, content_type="application/json"))
    assert caller.get("/api/v1/reports/").status_code == 200


def test_malformed_calls_have_a_budget_of_their_own(caller: Client, send, settings) -> None:
    settings.LIMITS = {"reports": (1, 3600), "faults": (3, 3600)}
    broken = {"data": b"{", "content_type": "application/json"}
    other_type = {"data": b"x", "content_type": "text/plain"}
    statuses = [caller.post("/api/v1/reports/", **call).status_code for call in (broken, other_type)]
    assert [*statuses, send(description="pendek").status_code] == [400, 415, 400]
    assert _is_refused(send(description="pendek"))
    assert send().status_code == 201


def test_an_answer_given_again_is_free(caller: Client, settings) -> None:
    settings.LIMITS = {"reports": (2, 3600)}
    again = {"content_type": "application/json", "headers": {"Idempotency-Key": "k-1"}}
    assert {caller.post("/api/v1/reports/", BODY, **again).status_code for _ in range(4)} == {201}
    assert caller.post("/api/v1/reports/", BODY, content_type="application/json").status_code == 201


def test_a_load_test_lifts_it(send, settings) -> None:
    settings.LIMITS = {"reports": (0, 3600)}
    assert {send().status_code for _ in range(5)} == {201}


def test_photos(caller: Client) -> None:
    def upload():
        photo = io.BytesIO()
        Image.new("RGB", (8, 8)).save(photo, "JPEG")
        photo.seek(0)
        photo.name = "foto.jpg"
        return caller.post("/api/v1/attachments/", {"file": photo})

    assert upload().status_code == 201
    assert _is_refused(upload())


def test_codes_are_counted_with_the_webs_and_the_right_one_ends_the_count(cast, caller: Client) -> None:
    filed = cast.tangerang.file()
    right, wrong = ({"number": filed.number, "code": code} for code in (filed.code, "0" * 16))

    def track(body):
        return caller.post(TRACK, body, content_type="application/json")

    assert track(wrong).status_code == 404
    assert track(right).status_code == 200
    assert track(wrong).status_code == 404
    assert caller.post("/lacak/", wrong).status_code == 404
    assert _is_refused(track(right))
    assert caller.post("/lacak/", right).status_code == 429


def test_an_idempotency_key_does_not_hide_a_wrong_code(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info")
    body = {"number": filed.number, "code": "0" * 16, "text": "Tiang nomor 12."}
    statuses = [
        caller.post(
            "/api/v1/track/reply/", body, content_type="application/json", headers={"Idempotency-Key": f"k-{attempt}"}
        ).status_code
        for attempt in range(3)
    ]
    assert statuses == [404, 404, 429]
