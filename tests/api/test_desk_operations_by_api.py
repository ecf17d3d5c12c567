"""What the desk does to a report without moving it, by the API: the same functions as on screen."""

import pytest
from django.test import Client

from core.casework import actions, queries
from core.reports.models import Report
from tests.api.bodies import errors, problem
from tests.support.cast import PHONE, add_photo

DESK = "/api/v1/desk/reports/"


def act(client: Client, number: str, action: str, **body):
    return client.post(f"{DESK}{number}/{action}/", body, content_type="application/json")


def test_a_coordinator_corrects_and_the_history_says_what(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("dispatched").number
    siti = staff(office, "siti")
    answer = act(siti, number, "correct", kind="aspiration", category="lainnya", visibility="secret")
    assert (answer.status_code, answer.json()["state"]) == (200, "dispatched")
    body = siti.get(f"{DESK}{number}/").json()
    assert (body["kind"], body["category"]["code"], body["visibility"]) == ("aspiration", "lainnya", "secret")
    assert body["timeline"][-1]["action"] == "correct"
    assert list(errors(act(siti, number, "correct", kind="aspiration"))) == [""]
    assert list(errors(act(siti, number, "correct", area="36.02.01.2002"))) == ["area"]


def test_a_public_text_is_proposed_published_and_taken_back(cast, staff) -> None:
    office = cast.tangerang
    words = f"Lampu padam. Hubungi saya di {PHONE}, Ratna Kusuma."
    number = office.file("verified", description=words).number
    siti, reader = staff(office, "siti"), Client(HTTP_HOST=office.host)
    proposed = siti.get(f"{DESK}{number}/").json()["proposed_public_text"]
    assert PHONE not in proposed
    assert "[nomor telepon]" in proposed
    act(siti, number, "redact", text=proposed)
    assert reader.get(f"/api/v1/reports/{number}/").json()["description"] == proposed
    desk = siti.get(f"{DESK}{number}/").json()
    assert (desk["description"], desk["public_text"]) == (words, proposed)
    act(siti, number, "redact", text="")
    assert reader.get(f"/api/v1/reports/{number}/").json()["description"] == words


def test_one_photo_is_hidden_and_shown_again(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("verified", photos=2).number
    siti, reader = staff(office, "siti"), Client(HTTP_HOST=office.host)
    photo = siti.get(f"{DESK}{number}/").json()["photos"][0]
    assert photo["hidden"] is False
    assert act(siti, number, "hide_photo", photo=photo["id"]).status_code == 200
    assert len(reader.get(f"/api/v1/reports/{number}/").json()["photos"]) == 1
    assert [each["hidden"] for each in siti.get(f"{DESK}{number}/").json()["photos"]] == [True, False]
    assert act(siti, number, "show_photo", photo=photo["id"]).status_code == 200
    assert len(reader.get(f"/api/v1/reports/{number}/").json()["photos"]) == 2
    assert act(siti, number, "show_photo", photo=photo["id"]).status_code == 404
    assert list(errors(act(siti, number, "hide_photo", photo="none"))) == ["photo"]


def test_a_message_reaches_a_masked_reporter_and_nobody_else(cast, staff) -> None:
    office = cast.tangerang
    filed = office.file("dispatched", identity="masked")
    assert act(staff(office, "dewi"), filed.number, "message", text="Kami datang besok pagi.").status_code == 200
    with office.seat():
        report = queries.report_by_code(filed.number, filed.code)
        assert [event.text for event in queries.reporter_story(report).events][-1] == "Kami datang besok pagi."
        assert "Kami datang besok pagi." not in str(queries.public_story(report))


def test_an_answer_is_taken_back_by_whoever_gave_it(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("answered").number
    dewi, rahmat = staff(office, "dewi"), staff(office, "rahmat")
    assert dewi.get(f"{DESK}{number}/").json()["undoable"] == "answer"
    assert rahmat.get(f"{DESK}{number}/").json()["undoable"] == ""
    assert problem(act(rahmat, number, "undo"))["code"] == "too_late"
    answer = act(dewi, number, "undo")
    assert (answer.status_code, answer.json()["state"]) == (200, "in_progress")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "siti",
            ["correct", "redact", "hide_photo", "message", "note", "extend", "add_part", "show_photo"],
        ),
        ("dewi", ["message", "note", "work_photos"]),
        ("agus", ["note", "work_photos"]),
        ("leader", []),
    ],
)
def test_operations_are_those_of_the_table(cast, staff, name: str, wanted: list[str]) -> None:
    office = cast.tangerang
    number = office.file("dispatched", photos=1).number
    client = staff(office, name)
    assert client.get(f"{DESK}{number}/").json()["operations"] == wanted
    photo = client.get(f"{DESK}{number}/").json()["photos"][0]["id"]
    with office.seat():
        fresh = str(add_photo().pk)
    bodies = {
        "work_photos": {"attachments": [fresh]},
        "correct": {"visibility": "secret"},
        "redact": {"text": "Lampu padam."},
        "hide_photo": {"photo": photo},
        "show_photo": {"photo": photo},
        "message": {"text": "Kami datang besok."},
        "note": {"text": "Sudah ditelepon."},
        "extend": {"days": 2, "text": "Menunggu suku cadang."},
        "add_part": {"unit": "dlh", "note": "Pangkas dahan di tiang itu."},
    }
    for action, body in bodies.items():
        assert (act(client, number, action, **body).status_code == 200) == (action in wanted), action


def test_another_units_report_is_absent_for_every_operation(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("dispatched").number
    budi = staff(office, "budi")
    for action in ("message", "correct", "redact", "hide_photo", "show_photo", "undo"):
        assert act(budi, number, action).status_code == 404
    assert budi.get(f"{DESK}{number}/related/").status_code == 404
    with office.seat():
        assert Report.objects.get(number=number).audit_seq == 3


def test_related_reports_are_those_the_caller_may_see(cast, staff) -> None:
    office = cast.tangerang
    number = office.file("dispatched").number
    office.file("dispatched", identity="masked")
    waiting = office.file().number
    with office.seat():
        Report.objects.update(lat=-6.17, lon=106.63)
    body = staff(office, "siti").get(f"{DESK}{number}/related/").json()
    assert (len(body["neighbours"]), body["same_sender"]["count"], body["same_text"]["count"]) == (2, 2, 2)
    assert body["same_sender"]["newest"][0] == waiting
    body = staff(office, "dewi").get(f"{DESK}{number}/related/").json()
    assert (len(body["neighbours"]), body["same_sender"]["count"], body["same_text"]["count"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("category=pju-padam", 2),
        ("category=lainnya", 1),
        ("kind=aspiration", 1),
        ("area=36.71.01", 3),
        ("area=36.71.02", 0),
        ("unit=dishub", 1),
        ("unit=dlh", 0),
        ("mine=1", 2),
        ("overdue=1", 0),
        ("q=pasar padam", 2),
        ("q=sampah", 1),
        ("q=91125", 1),  # the serial of the first
        ("q=%", 0),
        ("q=tidak ada", 0),
    ],
)
def test_filters_narrow_the_queue(cast, staff, query: str, count: int) -> None:
    office = cast.tangerang
    office.file("dispatched")
    office.file()
    office.file(kind="aspiration", category="lainnya", description="Sampah menumpuk tiga hari di TPS.")
    assert len(staff(office, "siti").get(f"{DESK}?{query}").json()["results"]) == count


def test_the_next_part_keeps_the_filters(cast, staff) -> None:
    office = cast.tangerang
    for _ in range(51):
        with office.seat():
            actions.submit(office.draft())
    address = staff(office, "siti").get(f"{DESK}?category=pju-padam&q=padam").json()["next"]
    assert "category=pju-padam&q=padam&after=" in address
