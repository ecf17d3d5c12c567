"""The desk by the API: queues, one report, the actions of the table, and the identity."""

import pytest
from django.test import Client

from tests.api.bodies import errors, problem

DESK = "/api/v1/desk/reports/"


def act(client: Client, number: str, action: str, **body):
    return client.post(f"{DESK}{number}/{action}/", body, content_type="application/json")


def test_the_straight_road(cast, staff) -> None:
    office = cast.tangerang
    filed = office.file()
    siti, dewi, joko = staff(office, "siti"), staff(office, "dewi"), staff(office, "joko")
    photo = _photo(office)
    steps = [
        (siti, "ask", {"text": "Di tiang nomor berapa?"}, "needs_info"),
        (None, "reply", {}, "submitted"),
        (siti, "verify", {}, "verified"),
        (siti, "dispatch", {"unit": "dishub", "note": "Segera."}, "dispatched"),
        (dewi, "send_back", {"note": "Bukan jalan kota."}, "verified"),
        (siti, "dispatch", {"unit": "dishub"}, "dispatched"),
        (dewi, "start", {}, "in_progress"),
        (dewi, "answer", {"text": "Lampu sudah diganti.", "attachments": [photo]}, "answered"),
        (joko, "close", {}, "closed"),
    ]
    for client, action, body, state in steps:
        if client is None:
            reply = {"number": filed.number, "code": filed.code, "text": "Tiang nomor 7."}
            answer = Client(HTTP_HOST=office.host).post("/api/v1/track/reply/", reply, "application/json")
        else:
            answer = act(client, filed.number, action, **body)
        assert (answer.status_code, answer.json()["state"]) == (200, state), action
    assert answer.json() == {
        "number": filed.number,
        "status": "selesai",
        "state": "closed",
        "next_due": None,
        "actions": [],
    }
    whole = siti.get(f"{DESK}{filed.number}/").json()
    assert [(line["action"], line["actor"], line["text"]) for line in whole["timeline"]] == [
        ("submit", "reporter", ""),
        ("ask", "Siti Aminah", "Di tiang nomor berapa?"),
        ("reply", "reporter", "Tiang nomor 7."),
        ("verify", "Siti Aminah", ""),
        ("dispatch", "Siti Aminah", "Segera."),
        ("send_back", "Dewi Lestari", "Bukan jalan kota."),
        ("dispatch", "Siti Aminah", ""),
        ("start", "Dewi Lestari", ""),
        ("answer", "Dewi Lestari", "Lampu sudah diganti."),
        ("close", "Joko Susilo", ""),
    ]
    assert len(whole["timeline"][8]["photos"]) == 1


def _photo(office) -> str:
    from tests.support.cast import add_photo

    with office.seat():
        return str(add_photo().pk)


def test_every_action_of_the_staff_has_an_address() -> None:
    from django.urls import reverse

    from api.v1.desk.actions import ACTIONS, OPERATIONS
    from core.reports import workflow

    def of_the_staff(lines: dict) -> list[str]:
        others = {workflow.REPORTER, workflow.SYSTEM}
        return [name for name, line in lines.items() if not line.roles & others]

    assert list(ACTIONS) == of_the_staff(workflow.TRANSITIONS)
    # The two sides of a merger come along with it.
    assert [name for name in OPERATIONS if name not in ("show_photo", "undo")] == [
        name for name in of_the_staff(workflow.OPERATIONS) if name not in ("absorb", "follow")
    ]
    for name in (*ACTIONS, *OPERATIONS):
        assert reverse(f"api_desk_{name}", args=["1"]) == f"{DESK}1/{name}/"


def test_one_report_with_what_the_caller_may_do(cast, staff) -> None:
    office = cast.tangerang
    filed = office.file("dispatched", visibility="secret", identity="masked")
    body = staff(office, "siti").get(f"{DESK}{filed.number}/").json()
    assert (body["identity"], body["visibility"], body["area_check"]) == ("masked", "secret", "unchecked")
    assert (body["actions"], body["may_read_identity"]) == (["merge", "resolve_outside", "redispatch"], True)
    assert body["unit"] == {"code": "dishub", "name": "Dinas Perhubungan"}
    assert body["description"] == "Lampu jalan di depan pasar padam sejak kemarin malam."
    body = staff(office, "dewi").get(f"{DESK}{filed.number}/").json()
    assert (body["actions"], body["may_read_identity"]) == (["send_back", "start", "answer"], False)
    assert "Ratna" not in str(body)


def test_the_coordinator_opens_the_identity_and_it_is_written_down(cast, staff) -> None:
    office = cast.tangerang
    filed = office.file()
    siti = staff(office, "siti")
    for _ in range(2):
        answer = siti.post(
            f"{DESK}{filed.number}/identity/", {}, "application/json", headers={"Idempotency-Key": "again"}
        )
        assert answer.json() == {"name": "Ratna Kusuma", "email": "", "phone": "+6281298765432", "on_behalf_of": ""}
        assert answer["Cache-Control"] == "no-store"
    lines = siti.get(f"{DESK}{filed.number}/").json()["timeline"]
    assert [(line["action"], line["actor"]) for line in lines[1:]] == [("identity_read", "Siti Aminah")] * 2


def test_an_anonymous_report_has_no_identity(cast, staff) -> None:
    filed = cast.tangerang.file(identity="anonymous")
    answer = act(staff(cast.tangerang, "siti"), filed.number, "identity")
    assert (answer.status_code, problem(answer)["code"]) == (404, "no_identity")


@pytest.mark.parametrize(
    ("action", "body", "wrong"),
    [
        ("ask", {}, {"text": ["Bagian ini wajib diisi."]}),
        ("ask", {"text": "?"}, {"text": ["Tulis paling sedikit 3 karakter (sekarang 1)."]}),
        ("ask", {"words": "Halo"}, {"words": ["Isian ini tidak dikenal. Periksa ejaannya."]}),
        ("reject", {}, {"reason": ["Pilih alasan dari daftar."]}),
        ("reject", {"reason": "\ud800"}, {"reason": ["Pilih alasan dari daftar."]}),
        ("verify", {"words": "x"}, {"words": ["Isian ini tidak dikenal. Periksa ejaannya."]}),
        ("verify", {"kind": "no", "unit": 7}, {"unit": ["Isian ini harus berupa teks."]}),
        ("verify", [], {"": ["Isian ini harus berupa objek JSON."]}),
    ],
)
def test_faults_are_named_at_their_field_and_nothing_changes(
    cast, staff, action: str, body: object, wrong: dict
) -> None:
    filed = cast.tangerang.file()
    siti = staff(cast.tangerang, "siti")
    answer = siti.post(f"{DESK}{filed.number}/{action}/", body, content_type="application/json")
    assert errors(answer) == wrong
    assert siti.get(f"{DESK}{filed.number}/").json()["state"] == "submitted"


@pytest.mark.parametrize("unit", [None, "", "no-such", "\x00", "\ud800"])
def test_a_unit_is_chosen_from_the_list(cast, staff, unit: str | None) -> None:
    filed = cast.tangerang.file("verified")
    body = {} if unit is None else {"unit": unit}
    answer = act(staff(cast.tangerang, "siti"), filed.number, "dispatch", **body)
    assert errors(answer) == {"unit": ["Pilih OPD dari daftar."]}


def test_an_action_out_of_turn_is_a_conflict(cast, staff) -> None:
    filed = cast.tangerang.file("closed")
    answer = act(staff(cast.tangerang, "siti"), filed.number, "verify")
    assert (answer.status_code, problem(answer)["code"]) == (409, "wrong_state")


def test_an_empty_body_is_an_empty_object(cast, staff) -> None:
    filed = cast.tangerang.file()
    siti = staff(cast.tangerang, "siti")
    assert siti.get(f"{DESK}{filed.number}/", CONTENT_LENGTH="0").status_code == 200
    answer = siti.generic("POST", f"{DESK}{filed.number}/verify/", CONTENT_LENGTH="0")
    assert answer.json()["state"] == "verified"


@pytest.mark.parametrize(
    ("name", "queue", "states"),
    [
        ("siti", "", ["submitted", "verified", "dispatched", "answered"]),
        ("siti", "verify", ["submitted"]),
        ("siti", "dispatch", ["verified"]),
        ("siti", "unit", ["dispatched"]),
        ("siti", "check", ["answered"]),
        ("siti", "ended", ["closed"]),
        ("siti", "overdue", []),
        ("leader", "", ["submitted", "verified", "dispatched", "answered"]),
        ("dewi", "", ["dispatched", "answered"]),
        ("agus", "unit", ["dispatched"]),
        ("budi", "", []),
    ],
)
def test_queues_hold_what_the_caller_may_see(cast, staff, name: str, queue: str, states: list[str]) -> None:
    from core.reports.models import Report

    office = cast.tangerang
    for state in ("submitted", "verified", "dispatched", "answered", "closed"):
        office.file(state)
    cast.lebak.file()
    with office.seat():
        order = {report.number: report.pk for report in Report.objects.all()}
    body = staff(office, name).get(f"{DESK}?queue={queue}").json()
    rows = sorted(body["results"], key=lambda row: order[row["number"]])
    assert ([row["state"] for row in rows], body["next"]) == (states, None)


def test_the_most_urgent_comes_first_over_all_pages(cast, staff) -> None:
    from core.reports.models import Report

    office = cast.tangerang
    filed = [office.file().report for _ in range(3)]
    with office.seat():
        copies = []
        for serial in range(110):
            values = {f.attname: getattr(filed[0], f.attname) for f in Report._meta.fields if f.attname != "id"}
            copies.append(Report(**{**values, "number": f"copy-{serial:03}"}))
        Report.objects.bulk_create(copies)
        expected = list(Report.objects.order_by("next_due_at", "pk").values_list("number", flat=True))
    siti, seen, address, sizes = staff(office, "siti"), [], DESK, []
    while address:
        body = siti.get(address).json()
        seen += [row["number"] for row in body["results"]]
        sizes.append(len(body["results"]))
        address = body["next"]
    assert (seen, sizes) == (expected, [50, 50, 13])


@pytest.mark.parametrize(
    "query", ["queue=no", "queue=%00", "after=x", "after=1_x", "after=99999999999999999999_1", "words=1", "kind=no"]
)
def test_a_bad_question_to_the_queue_is_told(cast, staff, query: str) -> None:
    answer = staff(cast.tangerang, "siti").get(f"{DESK}?{query}")
    assert list(errors(answer)) == [query.partition("=")[0]]


def test_a_place_beyond_the_end_of_a_queue_is_an_empty_page(cast, staff) -> None:
    cast.tangerang.file()
    body = staff(cast.tangerang, "siti").get(f"{DESK}?after=999999999999999999_1").json()
    assert body == {"results": [], "next": None}
