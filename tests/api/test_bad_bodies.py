"""Nothing a client can send is a fault of the server: each is refused with a problem, or cleaned and kept."""

import pytest
from django.test import Client

from tests.api.bodies import BODY, PROVINCE, problem


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b"1",
    ],
)
def test_a_body_that_is_no_object_is_invalid(caller: Client, raw: bytes) -> None:
    answer = caller.generic("POST", "/api/v1/reports/", raw, "application/json")
    assert (answer.status_code, problem(answer)["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"kind": "complaint"} more',
        b"kind=complaint",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=["open", "more", "form", "bytes", "nan", "infinity", "minus infinity", "lists", "objects", "digits"],
)
def test_a_body_that_is_no_json_is_unreadable(caller: Client, raw: bytes) -> None:
    answer = caller.generic("POST", "/api/v1/reports/", raw, "application/json")
    assert (answer.status_code, problem(answer)["code"]) == (400, "unreadable")
    assert problem(answer)["detail"] == "Kiriman ini bukan JSON yang dapat dibaca."


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400, b"0.1e-999", b"true", b"{}"])
def test_numbers_beyond_the_earth_are_refused(caller: Client, number: bytes) -> None:
    raw = b'{"location": {"lat": %s, "lon": 106.6}}' % number
    answer = caller.generic("POST", "/api/v1/reports/", raw, "application/json")
    assert (answer.status_code, problem(answer)["code"]) == (400, "invalid")


def test_a_byte_order_mark_is_no_fault(caller: Client) -> None:
    answer = caller.generic("POST", "/api/v1/reports/", b"\xef\xbb\xbf{}", "application/json")
    assert problem(answer)["errors"]["kind"] == ["Pilih salah satu."]


HOSTILE = ["\x00", "\ud800", "\udfff\ud83d", "\u202e", "\ufdd0", "a" * 100_000]
NAMES = ["nul", "lone surrogate", "surrogates reversed", "direction override", "noncharacter", "long"]


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
@pytest.mark.parametrize("field", ["kind", "category", "identity", "visibility", "area", "channel"])
def test_hostile_text_in_a_choice_is_refused(send, field: str, text: str) -> None:
    answer = send(**{field: text})
    assert (answer.status_code, list(problem(answer)["errors"])) == (400, [field])


@pytest.mark.parametrize("text", HOSTILE[:-1], ids=NAMES[:-1])
def test_hostile_signs_in_text_are_cleaned_away(send, caller: Client, text: str) -> None:
    written = f"Lampu jalan {text}padam sejak kemarin"
    answer = send(description=written, location={"address": f"Jl. Mawar{text}"}, identity="masked",
                  contact={"name": f"Rat{text}na", "phone": "081298765432"})  # fmt: skip
    assert answer.status_code == 201
    made = {"number": answer.json()["number"], "code": answer.json()["receipt_code"]}
    tracked = caller.post("/api/v1/track/", made, "application/json").json()
    assert tracked["description"] == "Lampu jalan padam sejak kemarin"
    assert tracked["location"]["address"] == "Jl. Mawar"


def test_emoji_written_as_a_pair_of_surrogates_are_kept(send, caller: Client) -> None:
    answer = send(description="Lampu jalan padam \U0001f4a1 dan gelap \ud800")
    made = {"number": answer.json()["number"], "code": answer.json()["receipt_code"]}
    tracked = caller.post("/api/v1/track/", made, "application/json").json()
    assert tracked["description"] == "Lampu jalan padam \U0001f4a1 dan gelap"


def test_a_thousand_unknown_fields_get_a_short_answer(send) -> None:
    assert len(problem(send(**{f"x{number}": 1 for number in range(1000)}))["errors"]) == 20


def test_a_name_of_a_field_is_cut_short(send) -> None:
    assert list(problem(send(**{"x" * 5000: 1}))["errors"]) == ["x" * 100]


def test_a_body_over_a_megabyte_is_too_large(caller: Client) -> None:
    raw = b'{"description": "%s"}' % (b"a" * 1024 * 1024)
    answer = caller.generic("POST", "/api/v1/reports/", raw, "application/json")
    assert (answer.status_code, problem(answer)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_another_type_of_content_is_not_taken(caller: Client, content_type: str) -> None:
    answer = caller.generic("POST", "/api/v1/reports/", b"kind=complaint", content_type)
    assert (answer.status_code, problem(answer)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_the_desk_takes_no_form(cast, staff, content_type: str) -> None:
    number = cast.tangerang.file().number
    siti = staff(cast.tangerang, "siti", csrf=True)
    siti.get("/lapor/")
    headers = {"X-CSRFToken": siti.cookies["laksa_csrf"].value, "Idempotency-Key": "k"}
    path = f"/api/v1/desk/reports/{number}/verify/"
    answer = siti.generic("POST", path, b"--x--\r\n", content_type, headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "accept", ["", ",", ";", "a/b;q=", "*", "/", "application/json; indent=x", "\x80", "*/*;" * 99]
)
def test_any_accept_header_gets_an_answer(caller: Client, accept: str) -> None:
    answer = caller.get("/api/v1/categories/", headers={"Accept": accept, "Accept-Language": accept})
    assert answer.status_code in (200, 406)


def test_three_hundred_parameters_are_refused(caller: Client) -> None:
    answer = caller.get("/api/v1/reports/?" + "&".join(f"p{number}=1" for number in range(300)))
    assert (answer.status_code, problem(answer)["code"]) == (400, "bad_request")


@pytest.mark.parametrize(("method", "path"), [("PUT", "reports/"), ("DELETE", "reports/"), ("OPTIONS", "reports/"),
                                              ("POST", "categories/"), ("GET", "track/")])  # fmt: skip
def test_another_method_is_refused(caller: Client, method: str, path: str) -> None:
    answer = caller.generic(method, f"/api/v1/{path}")
    assert (answer.status_code, problem(answer)["code"]) == (405, "method_not_allowed")


def test_only_json_is_answered(caller: Client) -> None:
    answer = caller.get("/api/v1/categories/", headers={"Accept": "text/html"})
    assert (answer.status_code, problem(answer)["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "path", ["", "reports", "nothing/", "reports/a/b/c/", "desk/", "oversight/nothing/", "../x", "%00/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("host", ["kota-tangerang.localhost", PROVINCE])
def test_an_unknown_address_is_a_problem_whatever_the_method(db, host: str, method: str, path: str) -> None:
    answer = Client(HTTP_HOST=host).generic(method, f"/api/v1/{path}")
    assert problem(answer) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "Alamat ini tidak ada di API. Setiap alamat diakhiri garis miring.",
    }


@pytest.mark.parametrize(
    "host", ["unknown.localhost", "kota-tangerang.localhost.evil.example", "a b", "[::1", "\u00e9"]
)
def test_an_unknown_host_has_no_api(db, host: str) -> None:
    assert Client(HTTP_HOST=host).get("/api/v1/categories/").status_code == 404


@pytest.mark.parametrize(
    "number", ["%00", "%ff%fe", "x" * 2000, "3671-26-000001-5", "%F0%9F%92%A1", "1' OR '1'='1", "-"]
)
def test_an_impossible_number_is_not_found(caller: Client, number: str) -> None:
    answer = caller.get(f"/api/v1/reports/{number}/")
    assert (answer.status_code, problem(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=x", "after"),
        ("after=-1", "after"),
        ("after=%00", "after"),
        ("after=999999999999999999999999", "after"),
        ("status=closed", "status"),
        ("status=%00", "status"),
        ("category=%00", "category"),
        ("area=Sukaasih", "area"),
        ("area=%25", "area"),
        ("page=2", "page"),
        ("%00=1", "\x00"),
    ],
)
def test_a_bad_parameter_is_told(caller: Client, query: str, field: str) -> None:
    answer = caller.get(f"/api/v1/reports/?{query}")
    assert (answer.status_code, list(problem(answer)["errors"])) == (400, [field])


@pytest.mark.parametrize("query", ["category=x%27", "category=%F0%9F%92%A1", "after=", "area=99.99"])
def test_a_filter_that_matches_nothing_gives_an_empty_list(send, caller: Client, query: str) -> None:
    assert send(**BODY).status_code == 201
    expected = 1 if query == "after=" else 0
    answer = caller.get(f"/api/v1/reports/?{query}").json()
    assert (len(answer["results"]), answer["next"]) == (expected, None)
