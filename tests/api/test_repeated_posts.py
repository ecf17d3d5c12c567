"""The same POST again under the same Idempotency-Key: one report, the same answer."""

import threading
from typing import Any

import pytest
from django.test import Client
from django.test.client import encode_multipart

from tests.api.bodies import BODY, HOST, errors, problem

KEY = "2f1d7c9e-kiriman-1"
REPLAYED = "Idempotency-Replayed"


def count() -> int:
    from core.reports.models import Report
    from tenants.seats import tenant_seat

    with tenant_seat("t3671"):
        return Report.objects.count()


def test_the_answer_is_repeated_and_nothing_else_happens(send) -> None:
    first, second = send(KEY), send(KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert (first.get(REPLAYED), second.get(REPLAYED)) == (None, "true")
    assert count() == 1


def test_without_a_key_each_is_a_report_of_its_own(send) -> None:
    assert send().json()["number"] != send().json()["number"]
    assert count() == 2


def test_another_body_under_the_same_key_is_422(send) -> None:
    send(KEY)
    answer = send(KEY, description="Lampu jalan yang lain juga padam.")
    assert (answer.status_code, problem(answer)["code"]) == (422, "idempotency_key_reused")
    assert count() == 1


def test_a_refusal_uses_no_key_up(send) -> None:
    assert send(KEY, description="x").status_code == 400
    assert send(KEY).status_code == 201


@pytest.mark.parametrize("key", [" ", "x" * 256])
def test_a_key_that_is_none_is_told(send, key: str) -> None:
    answer = send(key)
    assert problem(answer)["code"] == "idempotency_key_malformed"
    assert list(errors(answer)) == ["Idempotency-Key"]
    assert count() == 0


def test_the_key_of_another_city_is_another_key(send, db) -> None:
    send(KEY)
    elsewhere = Client(HTTP_HOST="kab-lebak.localhost").post(
        "/api/v1/reports/",
        {**BODY, "area": "36.02.01.2002"},
        content_type="application/json",
        headers={"Idempotency-Key": KEY},
    )
    assert (elsewhere.status_code, elsewhere.get(REPLAYED)) == (201, None)


def test_somebody_elsewhere_with_the_same_key_and_body_gets_a_report_and_a_code_of_his_own(caller: Client) -> None:
    """F37: the answer holds the receipt code, so it is repeated to nobody but the network it was given to."""
    headers = {"Idempotency-Key": "1"}
    answers = [
        caller.post("/api/v1/reports/", BODY, content_type="application/json", headers=headers, REMOTE_ADDR=address)
        for address in ("203.0.113.7", "203.0.113.8", "203.0.113.7")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert [answer.get(REPLAYED) for answer in answers] == [None, None, "true"]
    first, other, again = (answer.json() for answer in answers)
    assert first == again
    assert (first["number"], first["receipt_code"]) != (other["number"], other["receipt_code"])
    assert count() == 2


def test_a_repeated_post_counts_against_no_limit(send, settings) -> None:
    settings.LIMITS = {"reports": (1, 3600)}
    first = send(KEY)
    assert [send(KEY).content for _ in range(3)] == [first.content] * 3
    assert send("another").status_code == 429
    assert send(KEY, description="Lampu jalan yang lain juga padam.").status_code == 429
    assert count() == 1


def test_a_photo_sent_again_is_stored_once_whatever_the_boundary(caller: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.reports.models import Attachment
    from tenants.seats import tenant_seat
    from tests.support.cast import picture

    content = picture().read()
    answers = []
    for boundary in ("satu", "dua"):
        body = encode_multipart(boundary, {"file": SimpleUploadedFile("foto.jpg", content)})
        media_type = f"multipart/form-data; boundary={boundary}"
        headers = {"Idempotency-Key": KEY}
        answers.append(caller.generic("POST", "/api/v1/attachments/", body, media_type, headers=headers))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    with tenant_seat("t3671"):
        assert Attachment.objects.count() == 1


def test_a_photo_sent_again_counts_against_no_limit(caller: Client, settings) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.support.cast import picture

    settings.LIMITS = {"photos": (1, 3600)}

    def upload(key: str, colour: tuple[int, int, int]):
        file = SimpleUploadedFile("foto.jpg", picture(colour).read())
        return caller.post("/api/v1/attachments/", {"file": file}, headers={"Idempotency-Key": key})

    answers = [upload("satu", (220, 20, 20)), upload("satu", (220, 20, 20)), upload("dua", (20, 220, 20))]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[0].json() == answers[1].json()


def test_an_action_is_repeated_for_the_same_person_only(cast, staff) -> None:
    filed = cast.tangerang.file()
    path = f"/api/v1/desk/reports/{filed.number}/verify/"

    def verify(name: str):
        client = staff(cast.tangerang, name)
        return client.post(path, {}, content_type="application/json", headers={"Idempotency-Key": KEY})

    first, again, other = verify("siti"), verify("siti"), verify("joko")
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert first.content == again.content
    assert again[REPLAYED] == "true"


def test_a_reply_is_repeated(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info")
    body = {"number": filed.number, "code": filed.code, "text": "Tiang nomor 7."}
    headers = {"Idempotency-Key": KEY}
    answers = [
        caller.post("/api/v1/track/reply/", body, content_type="application/json", headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [line["action"] for line in answers[1].json()["timeline"]] == ["submit", "ask", "reply"]


def test_a_reply_is_repeated_to_whoever_has_the_code_from_any_network(cast, caller: Client) -> None:
    """The line breaks, the phone comes back with another address: the code says who it is."""
    filed = cast.tangerang.file("needs_info")
    body = {"number": filed.number, "code": filed.code, "text": "Tiang nomor 7."}
    headers = {"Idempotency-Key": KEY}
    answers = [
        caller.post("/api/v1/track/reply/", body, "application/json", headers=headers, REMOTE_ADDR=address)
        for address in ("203.0.113.7", "203.0.113.8")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1][REPLAYED] == "true"


@pytest.mark.usefixtures("fresh_database")
def test_two_at_once_give_one_report() -> None:
    from django.db import connections

    ready = threading.Barrier(2)
    answers: list[Any] = []

    def post() -> None:
        client = Client(HTTP_HOST=HOST)
        ready.wait()
        try:
            answers.append(
                client.post(
                    "/api/v1/reports/", BODY, content_type="application/json", headers={"Idempotency-Key": KEY}
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert sorted(answer.get(REPLAYED, "") for answer in answers) == ["", "true"]
    assert count() == 1
