"""The whole procedure by the API: every end of a report, parts, checks, extension, and what the reporter may do."""

import pytest
from django.test import Client

from core.casework import actions
from core.reports.models import Report
from tests.api.bodies import errors, problem

DESK = "/api/v1/desk/reports/"
WORDS = "Penjelasan untuk pelapor."


def act(client: Client, number: str, action: str, **body):
    return client.post(f"{DESK}{number}/{action}/", body, content_type="application/json")


def track(office, filed, step: str, **body):
    given = {"number": filed.number, "code": filed.code, **body}
    return Client(HTTP_HOST=office.host).post(f"/api/v1/track/{step}/", given, content_type="application/json")


@pytest.mark.parametrize(
    ("state", "action", "body", "outcome"),
    [
        ("submitted", "refer", {"agency": "PT PLN (Persero)", "text": WORDS}, "referred"),
        ("submitted", "transfer", {"to": "36.02", "note": "Pin di Lebak."}, "transferred"),
        ("dispatched", "resolve_outside", {"text": WORDS}, "outside"),
        ("submitted", "reject", {"reason": "tidak-jelas"}, "refused"),
        ("answered", "close", {}, "done"),
    ],
)
def test_every_end_is_told_in_words(cast, staff, state: str, action: str, body: dict, outcome: str) -> None:
    filed = cast.tangerang.file(state)
    siti = staff(cast.tangerang, "siti")
    assert act(siti, filed.number, action, **body).status_code == 200
    whole = siti.get(f"{DESK}{filed.number}/").json()
    assert (whole["outcome"]["code"], whole["outcome"]["name"]) == (
        outcome,
        str(Report(outcome=outcome).get_outcome_display()),
    )
    assert whole["transferred_to"] == ("36.02" if outcome == "transferred" else "")


@pytest.mark.parametrize(
    ("state", "action", "body", "wrong"),
    [
        ("submitted", "refer", {"text": WORDS}, {"agency": ["Bagian ini wajib diisi."]}),
        ("submitted", "transfer", {"to": "36.71"}, {"to": ["Pilih kabupaten/kota dari daftar."]}),
        ("submitted", "merge", {"into": "3671-26-000999-Y"}, {"into": ["Laporan dengan nomor ini tidak ada."]}),
        ("submitted", "resolve_outside", {}, {"text": ["Bagian ini wajib diisi."]}),
        ("submitted", "extend", {"days": 0, "text": WORDS}, {"days": ["Isi jumlah hari, paling sedikit 1."]}),
        ("submitted", "extend", {"days": "2", "text": WORDS}, {"days": ["Isian ini harus berupa angka bulat."]}),
        ("dispatched", "redispatch", {"unit": "dishub"}, {"unit": ["Laporan ini sudah di OPD tersebut."]}),
        ("dispatched", "add_part", {"unit": "dlh"}, {"note": ["Bagian ini wajib diisi."]}),
        (
            "verified",
            "dispatch",
            {"unit": "dishub", "parts": [1]},
            {"parts.0": ["Isian ini harus berupa objek JSON."]},
        ),
        (
            "verified",
            "dispatch",
            {"unit": "dishub", "parts": [{"unit": "dishub", "note": WORDS}]},
            {"parts": ["OPD ini sudah mempunyai bagian dari laporan ini."]},
        ),
        ("answered", "rework", {"note": ""}, {"note": ["Bagian ini wajib diisi."]}),
        ("closed", "anonymise", {"cause": "fun"}, {"cause": ["Pilih sebab penghapusan."]}),
    ],
)
def test_faults_stand_at_their_field(cast, staff, state: str, action: str, body: dict, wrong: dict) -> None:
    filed = cast.tangerang.file(state)
    before = filed.report.audit_seq
    assert errors(act(staff(cast.tangerang, "siti"), filed.number, action, **body)) == wrong
    with cast.tangerang.seat():
        assert Report.objects.get().audit_seq == before


def test_a_report_is_verified_put_right_and_handed_over_at_once(cast, staff) -> None:
    number = cast.tangerang.file().number
    siti = staff(cast.tangerang, "siti")
    answer = act(siti, number, "verify", kind="aspiration", category="lainnya", unit="dishub", note="Segera.")
    assert (answer.status_code, answer.json()["state"]) == (200, "dispatched")
    body = siti.get(f"{DESK}{number}/").json()
    assert (body["kind"], body["category"]["code"], body["unit"]["code"]) == ("aspiration", "lainnya", "dishub")


def test_parts_are_finished_before_the_answer(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("verified").number
    siti, dewi, budi = (staff(office, name) for name in ("siti", "dewi", "budi"))
    parts = [{"unit": "dlh", "note": "Pangkas dahannya."}]
    assert act(siti, number, "dispatch", unit="dishub", parts=parts).status_code == 200
    assert "answer" not in dewi.get(f"{DESK}{number}/").json()["actions"]
    assert problem(act(dewi, number, "answer", text="Sudah menyala."))["code"] == "parts_open"
    assert budi.get(f"{DESK}{number}/").json()["operations"] == ["note", "finish_part", "return_part"]
    assert act(budi, number, "finish_part", note="Dahan sudah dipangkas.").status_code == 200
    body = dewi.get(f"{DESK}{number}/").json()
    (part,) = body["parts"]
    assert (part["unit"]["code"], part["ending"], part["return_note"]) == ("dlh", "finished", "Dahan sudah dipangkas.")
    assert problem(act(budi, number, "return_part", note="Bukan kami."))["code"] == "no_part"
    assert "answer" in body["actions"]
    assert act(dewi, number, "answer", text="Sudah menyala.").status_code == 200


def test_an_answer_is_checked_once_and_sent_back_for_rework(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("answered").number
    siti, dewi = staff(office, "siti"), staff(office, "dewi")
    assert act(dewi, number, "check").status_code == 403
    assert act(siti, number, "check").status_code == 200
    body = siti.get(f"{DESK}{number}/").json()
    assert (body["checked_at"] is None, "check" in body["operations"]) == (False, False)
    assert problem(act(siti, number, "check"))["code"] == "checked"
    assert act(dewi, number, "follow_up", text="Lampu kedua juga.").status_code == 200
    assert siti.get(f"{DESK}{number}/").json()["checked_at"] is None
    assert act(siti, number, "rework", note="Fotonya dari jalan lain.").json()["state"] == "in_progress"


def test_a_merged_report_leads_to_the_one_that_goes_on(cast, staff) -> None:
    office = cast.tangerang
    first, second = office.file("verified").number, office.file().number
    siti = staff(office, "siti")
    assert act(siti, second, "merge", into=first).json()["state"] == "merged"
    assert siti.get(f"{DESK}{second}/").json()["merged_into"] == first
    assert siti.get(f"{DESK}{first}/").json()["merged"] == [second]


def test_an_extension_stands_with_the_deadlines(cast, staff) -> None:
    number = cast.tangerang.file("dispatched").number
    siti = staff(cast.tangerang, "siti")
    assert "extend" in siti.get(f"{DESK}{number}/").json()["operations"]
    assert act(siti, number, "extend", days=3, text="Menunggu suku cadang.").status_code == 200
    limits = siti.get(f"{DESK}{number}/").json()["deadlines"]
    assert {limit["extension_days"] for limit in limits} == {0, 3}
    assert problem(act(siti, number, "extend", days=365, text="Lebih lama lagi."))["code"] == "no_extension"


def test_while_the_reporter_is_asked_the_deadlines_say_that_they_stand_still(cast, staff) -> None:
    number = cast.tangerang.file("needs_info").number
    limits = staff(cast.tangerang, "siti").get(f"{DESK}{number}/").json()["deadlines"]
    assert {limit["party"] for limit in limits if limit["paused_at"] is None and limit["outcome"] == "open"} == {
        "reporter"
    }


def test_an_erased_report_keeps_its_numbers(cast, staff) -> None:
    filed = cast.tangerang.file("closed", photos=1)
    siti = staff(cast.tangerang, "siti")
    assert act(siti, filed.number, "anonymise", cause="request").status_code == 200
    body = siti.get(f"{DESK}{filed.number}/").json()
    assert (body["description"], body["photos"], body["category"]["code"]) == ("", [], "pju-padam")
    assert "anonymise" not in body["operations"]
    assert problem(act(siti, filed.number, "anonymise", cause="request"))["code"] == "erased"


NEW = {
    "refer": {"agency": "PT PLN", "text": WORDS},
    "transfer": {"to": "36.02"},
    "merge": {"into": "3671-26-000001-4"},
    "resolve_outside": {"text": WORDS},
    "redispatch": {"unit": "dlh"},
    "rework": {"note": WORDS},
    "record_reply": {"text": WORDS},
    "withdraw_question": {"text": WORDS},
    "go_on_without": {"text": WORDS},
    "note": {"text": WORDS},
    "extend": {"days": 1, "text": WORDS},
    "add_part": {"unit": "dlh", "note": WORDS},
    "finish_part": {"note": WORDS},
    "return_part": {"note": WORDS},
    "withdraw_part": {"unit": "dlh", "note": WORDS},
    "follow_up": {"text": WORDS},
    "accept": {},
    "hand_back": {"text": WORDS},
    "recall": {},
    "check": {},
    "anonymise": {"cause": "request"},
}


@pytest.mark.parametrize("action", NEW)
def test_a_report_of_another_unit_or_city_is_absent_and_a_leader_only_reads(cast, staff, action: str) -> None:
    office = cast.tangerang
    filed, other = office.file("dispatched"), cast.lebak.file("dispatched")
    assert act(staff(office, "budi"), filed.number, action, **NEW[action]).status_code == 404
    assert act(staff(office, "siti"), other.number, action, **NEW[action]).status_code == 404
    assert act(staff(office, "leader"), filed.number, action, **NEW[action]).status_code in (403, 400)
    assert act(staff(office, "budi"), filed.number, action).status_code == 404
    for city, number in ((office, filed.number), (cast.lebak, other.number)):
        with city.seat():
            assert Report.objects.get(number=number).audit_seq == 3


def test_the_reporter_takes_the_report_back(cast) -> None:
    filed = cast.tangerang.file("dispatched")
    body = track(cast.tangerang, filed, "withdraw", text="Sudah beres sendiri.").json()
    assert (body["state"], body["outcome"]["code"]) == ("withdrawn", "withdrawn")
    assert (body["timeline"][-1]["action"], body["timeline"][-1]["text"]) == ("withdraw", "Sudah beres sendiri.")
    assert problem(track(cast.tangerang, filed, "withdraw"))["code"] == "wrong_state"


def test_the_reporter_rates_once_and_opens_the_report_again(cast) -> None:
    office = cast.tangerang
    filed = office.file("closed")
    assert errors(track(office, filed, "rate")) == {"score": ["Pilih satu dari empat jawaban."]}
    assert errors(track(office, filed, "rate", score=5)) == {"score": ["Pilih satu dari empat jawaban."]}
    assert track(office, filed, "rate", score=2, text="Lama sekali.").json()["score"] == 2
    assert problem(track(office, filed, "rate", score=4))["code"] == "rated"
    assert errors(track(office, filed, "reopen")) == {"text": ["Bagian ini wajib diisi."]}
    body = track(office, filed, "reopen", text="Lampunya padam lagi.").json()
    assert (body["state"], body["outcome"], body["score"]) == ("verified", None, None)


@pytest.mark.parametrize("step", ["withdraw", "reopen", "rate"])
def test_without_the_code_nothing_happens(cast, step: str) -> None:
    office = cast.tangerang
    filed = office.file("closed")
    body = {"text": "Padam lagi."} if step == "reopen" else {"score": 1} if step == "rate" else {}
    answer = track(office, filed, step, code="1" * 16, **body)
    assert (answer.status_code, problem(answer)["code"]) == (404, "unknown_number_or_code")
    with office.seat():
        assert Report.objects.get().state == "closed"


def test_a_rating_is_repeated_for_the_same_key(cast) -> None:
    filed = cast.tangerang.file("closed")
    given = {"number": filed.number, "code": filed.code, "score": 4}
    client, headers = Client(HTTP_HOST=cast.tangerang.host), {"Idempotency-Key": "sekali-saja"}
    answers = [
        client.post("/api/v1/track/rate/", given, content_type="application/json", headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_the_reporter_of_a_merged_report_learns_where_it_goes_on(cast) -> None:
    office = cast.tangerang
    survivor, merged = office.file("verified"), office.file()
    with office.seat():
        actions.merge(merged.number, office.siti, into=survivor.number)
    answer = Client(HTTP_HOST=office.host).post(
        "/api/v1/track/", {"number": merged.number, "code": merged.code}, content_type="application/json"
    )
    assert (answer.json()["merged_into"], answer.json()["outcome"]["code"]) == (survivor.number, "merged")
