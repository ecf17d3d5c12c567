"""The way back by number and receipt code."""

import pytest
from django.test import Client

from tests.api.bodies import errors, problem


def post(caller: Client, path: str, **body):
    return caller.post(f"/api/v1/track/{path}", body, content_type="application/json")


def test_the_reporter_sees_everything_also_of_a_secret_report(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info", visibility="secret", photos=1)
    answer = post(caller, "", number=filed.number, code=filed.code)
    body = answer.json()
    assert answer.status_code == 200
    assert (body["identity"], body["visibility"], body["channel"]) == ("named", "secret", "web")
    assert body["description"] == "Lampu jalan di depan pasar padam sejak kemarin malam."
    assert body["url"] == "http://kota-tangerang.localhost/lacak/"
    assert len(body["photos"]) == 1
    assert [(line["action"], line["text"]) for line in body["timeline"]] == [
        ("submit", ""),
        ("ask", "Di tiang nomor berapa?"),
    ]
    assert "Siti" not in answer.content.decode()


def test_code_and_number_may_be_typed_as_on_the_receipt(cast, caller: Client) -> None:
    filed = cast.tangerang.file()
    code = "-".join(filed.code[start : start + 4] for start in range(0, 16, 4))
    assert post(caller, "", number=filed.number.lower(), code=code).status_code == 200


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("{number}", "0000000000000000"),
        ("{number}", "12"),
        ("{number}", ""),
        ("3671-26-000999-Y", "{code}"),
        ("nonsense", "{code}"),
        ("{other}", "{code}"),
        ("{lebak}", "{lebak_code}"),
    ],
)
def test_a_wrong_pair_is_not_found(cast, caller: Client, number: str, code: str) -> None:
    filed, other, lebak = cast.tangerang.file(), cast.tangerang.file(), cast.lebak.file()
    given = {
        "number": filed.number,
        "code": filed.code,
        "other": other.number,
        "lebak": lebak.number,
        "lebak_code": lebak.code,
    }
    answer = post(caller, "", number=number.format(**given), code=code.format(**given))
    assert (answer.status_code, problem(answer)["title"]) == (404, "Not Found")


def test_types_and_unknown_fields_are_told(caller: Client) -> None:
    assert errors(post(caller, "", number=1, code=None, kode="x")) == {
        "number": ["Isian ini harus berupa teks."],
        "code": ["Isian ini harus berupa teks."],
        "kode": ["Isian ini tidak dikenal. Periksa ejaannya."],
    }


def test_the_reporter_answers_a_question_with_a_photo(cast, caller: Client) -> None:
    from tests.support.cast import add_photo

    filed = cast.tangerang.file("needs_info")
    with cast.tangerang.seat():
        photo = str(add_photo().pk)
    pair = {"number": filed.number, "code": filed.code}
    body = post(caller, "reply/", **pair, text="Tiang nomor 7.", attachments=[photo]).json()
    assert (body["state"], body["timeline"][-1]["action"]) == ("submitted", "reply")
    assert body["timeline"][-1]["text"] == "Tiang nomor 7."
    assert len(body["timeline"][-1]["photos"]) == 1


def test_a_word_to_a_closed_report_is_a_conflict(cast, caller: Client) -> None:
    filed = cast.tangerang.file("closed")
    answer = post(caller, "reply/", number=filed.number, code=filed.code, text="Halo?")
    assert (answer.status_code, problem(answer)["code"]) == (409, "wrong_state")


def test_a_reply_without_words_is_refused(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info")
    assert errors(post(caller, "reply/", number=filed.number, code=filed.code)) == {
        "text": ["Bagian ini wajib diisi."]
    }


def test_a_reply_with_a_wrong_code_is_not_found(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info")
    answer = post(caller, "reply/", number=filed.number, code="1" * 16, text="Tiang nomor 7.")
    assert (answer.status_code, problem(answer)["code"]) == (404, "unknown_number_or_code")
