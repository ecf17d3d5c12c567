"""The Ombudsman's requests by API, on the province's host."""

import pytest
from django.conf import settings
from django.test import Client

from core.casework.supervision import requests as acts
from tenants.supervision.models import Request

PATH = "/api/v1/oversight/requests/"
WORDS = "Mohon jelaskan mengapa laporan ini lewat batas."


@pytest.fixture
def call(cast):
    """call(who, method, path, body) -> response."""

    def call(who: str, method: str, path: str, body: dict | None = None, **headers):
        client = Client(headers={"host": "localhost", **headers})
        if who:
            with cast.province.seat():
                client.force_login(cast.province.people[who].user, backend=settings.AUTHENTICATION_BACKENDS[0])
                session = client.session
                session["tenant"] = "public"
                session.save()
        return getattr(client, method)(path, body, content_type="application/json")

    return call


def test_sent_answered_replied_and_closed(cast, call):
    number = cast.lebak.file("dispatched").number
    body = {"kind": "clarification", "number": number, "subject": "Lewat batas", "text": WORDS}
    sent = call("lead", "post", PATH, body)
    assert sent.status_code == 201
    made = sent.json()
    assert (made["city"], made["number"], made["state"], made["replies"]) == ("36.02", number, "open", [])
    with cast.lebak.seat():
        acts.answer(cast.lebak.siti, made["id"], text="Alat sudah dipesan.")
    one = f"{PATH}{made['id']}/"
    assert [said["from_city"] for said in call("assistant", "get", one).json()["replies"]] == [True]
    again = call("assistant", "post", f"{one}reply/", {"text": "Kapan tiba?"}).json()
    assert (again["state"], len(again["replies"])) == ("open", 2)
    closed = call("lead", "post", f"{one}close/", {"verdict": "done", "words": "Baik."}).json()
    assert (closed["state"], closed["verdict"], closed["closing_words"]) == ("closed", "done", "Baik.")
    assert call("lead", "post", f"{one}reply/", {"text": "Lagi."}).status_code == 409


def test_the_list_is_narrowed(cast, call):
    number = cast.lebak.file("dispatched").number
    call("lead", "post", PATH, {"kind": "note", "number": number, "subject": "Catatan", "text": WORDS})
    for query, count in (("", 1), ("?state=open", 1), ("?state=closed", 0), ("?city=36.02", 1), ("?city=36.71", 0),
                         (f"?number={number}", 1), ("?after=1", 0)):  # fmt: skip
        answer = call("head", "get", PATH + query).json()
        assert (len(answer["results"]), answer["next"]) == (count, None), query
    assert call("head", "get", f"{PATH}?state=x").status_code == 400
    assert call("head", "get", f"{PATH}?x=1").status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [("after", "x"), ("after", "-1"), ("after", "1e3"), ("after", "%D9%A1"), ("after", "9" * 30)]
    + [(name, "%00") for name in ("state", "city", "number", "after")],
)
def test_a_filter_that_is_none_is_told_not_answered_with_the_first_page(cast, call, name, value):
    answer = call("head", "get", f"{PATH}?{name}={value}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "kind"), ({"kind": "note"}, "subject"), ({"kind": 5}, "kind"), ({"kind": "note", "x": "1"}, "x"),
     ({"kind": "note", "subject": "Catatan", "text": WORDS}, "city")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(call, body, field):
    answer = call("lead", "post", PATH, body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_sent_once_however_often_it_arrives(cast, call):
    number = cast.lebak.file("dispatched").number
    body = {"kind": "note", "number": number, "subject": "Catatan", "text": WORDS}
    first, second = (call("lead", "post", PATH, body, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json() == second.json()
    with cast.province.seat():
        assert Request.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("", 401), ("operator", 403), ("assistant", 403), ("lead", 201)])
def test_who_may_send_a_saran(cast, call, who, status):
    number = cast.lebak.file("dispatched").number
    body = {"kind": "advice", "number": number, "subject": "Saran", "text": WORDS}
    assert call(who, "post", PATH, body).status_code == status
