"""What anybody may read of reports: at once their state, after verification their text; of secret ones nothing."""

import pytest
from django.test import Client

from tests.api.bodies import BODY, problem

ROW = [
    "number",
    "kind",
    "category",
    "status",
    "state",
    "area",
    "received_at",
    "published",
    "description",
    "location",
    "unit",
    "outcome",
    "url",
]
SUKARASA = {
    "code": "36.71.01.1001",
    "name": "Sukarasa",
    "type": "kelurahan",
    "kecamatan": {"code": "36.71.01", "name": "Tangerang"},
}


def test_before_verification_only_number_category_area_and_state_are_public(cast, caller: Client) -> None:
    filed = cast.tangerang.file(photos=1, lat=-6.17, lon=106.63)
    body = caller.get(f"/api/v1/reports/{filed.number}/").json()
    assert list(body) == [*ROW, "photos", "deadlines", "rejection"]
    assert body["category"] == {"code": "pju-padam", "name": "Lampu penerangan jalan umum (PJU) padam"}
    assert (body["status"], body["state"], body["area"]) == ("menunggu", "submitted", SUKARASA)
    hidden = (body["published"], body["description"], body["location"], body["photos"], body["unit"])
    assert hidden == (False, None, None, [], None)
    assert body["url"] == f"http://kota-tangerang.localhost/laporan/{filed.number}/"


def test_after_verification_text_pin_and_photos_are_public(cast, caller: Client) -> None:
    filed = cast.tangerang.file("verified", photos=1, lat=-6.17, lon=106.63)
    body = caller.get(f"/api/v1/reports/{filed.number}/").json()
    assert body["published"] is True
    assert body["description"] == "Lampu jalan di depan pasar padam sejak kemarin malam."
    assert body["location"] == {"lat": -6.17, "lon": 106.63, "address": "Depan Pasar Anyar"}
    (photo,) = body["photos"]
    assert (photo["width"], photo["height"]) == (64, 48)
    for size in ("full", "thumb"):
        assert photo[size].startswith("http://kota-tangerang.localhost/berkas/")
        shown = caller.get(photo[size])
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_a_redacted_text_is_what_the_public_reads(cast, staff, caller: Client) -> None:
    office = cast.tangerang
    filed = office.file("verified")
    with office.seat():
        filed.report.public_text = "Lampu jalan di depan […] padam."
        filed.report.save(update_fields=["public_text"])
    written = "Lampu jalan di depan pasar padam sejak kemarin malam."
    pair = {"number": filed.number, "code": filed.code}
    assert caller.get("/api/v1/reports/").json()["results"][0]["description"] == filed.report.public_text
    assert caller.get(f"/api/v1/reports/{filed.number}/").json()["description"] == filed.report.public_text
    assert caller.post("/api/v1/track/", pair, content_type="application/json").json()["description"] == written
    siti = staff(office, "siti")
    assert siti.get("/api/v1/desk/reports/").json()["results"][0]["description"] == written
    assert siti.get(f"/api/v1/desk/reports/{filed.number}/").json()["description"] == written


def test_nothing_tells_who_reported(cast, caller: Client) -> None:
    filed = cast.tangerang.file("closed")
    for path in ("", f"{filed.number}/", f"{filed.number}/timeline/"):
        text = caller.get(f"/api/v1/reports/{path}").content.decode()
        for word in ("Ratna", "0812", "6281298765432", "named", "Dewi", "Siti"):
            assert word not in text


def test_the_timeline_tells_what_was_done(cast, caller: Client) -> None:
    filed = cast.tangerang.file("closed")
    body = caller.get(f"/api/v1/reports/{filed.number}/timeline/").json()
    assert body["number"] == filed.number
    assert [(line["action"], line["state"], line["sentence"], line["text"]) for line in body["results"]] == [
        ("submit", "submitted", "Laporan Anda kami terima", ""),
        ("verify", "verified", "Laporan sudah diverifikasi", ""),
        ("dispatch", "dispatched", "Diteruskan ke Dishub", ""),
        ("start", "in_progress", "Dishub mulai mengerjakan", ""),
        ("answer", "answered", "Dishub menjawab", "Lampu sudah diganti."),
        ("close", "closed", "Laporan selesai", ""),
    ]


def test_questions_and_replies_are_between_the_two(cast, caller: Client) -> None:
    filed = cast.tangerang.file("needs_info")
    body = caller.get(f"/api/v1/reports/{filed.number}/timeline/").json()
    assert [line["action"] for line in body["results"]] == ["submit"]


def test_a_rejected_report_says_why(cast, caller: Client) -> None:
    filed = cast.tangerang.file("rejected")
    body = caller.get(f"/api/v1/reports/{filed.number}/").json()
    assert (body["status"], body["state"], body["published"]) == ("selesai", "rejected", False)
    assert body["outcome"] == {"code": "refused", "name": "Tidak dapat ditindaklanjuti"}
    assert list(body["rejection"]) == ["code", "sentence", "note"]
    assert (body["rejection"]["code"], body["rejection"]["note"]) == ("tidak-jelas", None)


def test_deadlines_say_how_they_went(cast, caller: Client) -> None:
    filed = cast.tangerang.file("closed")
    limits = caller.get(f"/api/v1/reports/{filed.number}/").json()["deadlines"]
    assert {limit["rule"]: limit["outcome"] for limit in limits if limit["rule_set"] == "sp4n"} == {
        "verify": "met",
        "first_follow_up": "met",
        "total": "met",
        "auto_close": "met",
    }
    assert {limit["rule"] for limit in limits if limit["party"] == "reporter"} == {"auto_close"}
    assert all(limit["due"].endswith("T23:59:59+07:00") for limit in limits)


@pytest.mark.parametrize("path", ["", "timeline/"])
def test_a_secret_report_is_as_one_that_never_was(cast, caller: Client, path: str) -> None:
    secret = cast.tangerang.file("verified", visibility="secret")
    answers = []
    for number in (secret.number, "3671-26-000999-Y"):
        answer = caller.get(f"/api/v1/reports/{number}/{path}")
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        answers.append((answer.status_code, answer.content, headers))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert caller.get("/api/v1/reports/").json()["results"] == []


def test_a_report_of_another_city_is_not_here(cast, caller: Client) -> None:
    other = cast.lebak.file("verified")
    assert problem(caller.get(f"/api/v1/reports/{other.number}/"))["code"] == "not_found"
    assert caller.get("/api/v1/reports/").json()["results"] == []
    at_home = Client(HTTP_HOST="kab-lebak.localhost").get(f"/api/v1/reports/{other.number}/")
    assert at_home.json()["number"] == other.number


@pytest.mark.parametrize("host", ["kota-tangerang.localhost", "kab-lebak.localhost"])
def test_the_same_address_tells_of_its_own_city_in_both_orders(cast, host: str) -> None:
    numbers = {
        "kota-tangerang.localhost": cast.tangerang.file().number,
        "kab-lebak.localhost": cast.lebak.file().number,
    }
    for each in (host, *numbers, host):
        (row,) = Client(HTTP_HOST=each).get("/api/v1/reports/").json()["results"]
        assert row["number"] == numbers[each]


def test_a_number_may_be_typed_loosely(cast, caller: Client) -> None:
    filed = cast.tangerang.file()
    loose = filed.number.lower().replace("-", " ")
    assert caller.get(f"/api/v1/reports/{loose}/").json()["number"] == filed.number


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("", ["closed", "in_progress", "verified"]),
        ("status=menunggu", ["verified"]),
        ("status=proses", ["in_progress"]),
        ("status=selesai", ["closed"]),
        ("category=pju-padam", ["closed", "in_progress", "verified"]),
        ("category=jalan-rusak", []),
        ("area=36.71.01", ["closed", "in_progress", "verified"]),
        ("area=36.71.01.1001&status=proses", ["in_progress"]),
        ("area=36.71.02", []),
    ],
)
def test_filters(cast, caller: Client, query: str, states: list[str]) -> None:
    for state in ("verified", "in_progress", "closed"):
        cast.tangerang.file(state)
    body = caller.get(f"/api/v1/reports/?{query}").json()
    assert [row["state"] for row in body["results"]] == states
    assert all(list(row) == ROW for row in body["results"])


def test_1500_reports_are_read_page_by_page_each_once(cast, caller: Client) -> None:
    """While somebody reads, new ones arrive and others change; nothing is missed and nothing comes twice."""
    from core.reports.models import Report

    office = cast.tangerang
    model = office.file("verified").report
    with office.seat():
        copies = [_copy(model, number) for number in range(1, 1500)]
        Report.objects.bulk_create(copies)
        expected = list(Report.objects.order_by("-pk").values_list("number", flat=True))
    assert len(expected) == 1500

    seen, address = [], "/api/v1/reports/?status=menunggu"
    while address:
        body = caller.get(address).json()
        seen += [row["number"] for row in body["results"]]
        if len(seen) == 200:
            office.file("verified")
        address = body["next"]
    assert seen == expected
    assert body["results"]


def _copy(model, serial: int):
    from core.reports.models import Report

    skipped = {"id", "number"}
    values = {f.attname: getattr(model, f.attname) for f in Report._meta.fields if f.attname not in skipped}
    return Report(number=f"copy-{serial:06}", **values)


@pytest.mark.parametrize(
    "written", ["KOTA-Tangerang.LOCALHOST", "kota-tangerang.localhost:8999", "kota-tangerang.localhost."]
)
def test_links_are_those_we_publish_however_the_host_was_written(cast, settings, written) -> None:
    settings.PUBLIC_PORT = "8443"
    number = cast.tangerang.file("verified", photos=1).number
    body = Client(HTTP_HOST=written).get(f"/api/v1/reports/{number}/").json()
    assert body["photos"][0]["full"].startswith("http://kota-tangerang.localhost:8443/berkas/")
    made = Client(HTTP_HOST=written).post("/api/v1/reports/", BODY, content_type="application/json").json()
    assert made["url"] == f"http://kota-tangerang.localhost:8443/laporan/{made['number']}/"


@pytest.mark.parametrize("name", ["status", "category", "area", "after"])
def test_a_nul_in_a_filter_is_named_at_it(caller: Client, name: str) -> None:
    answer = caller.get(f"/api/v1/reports/?{name}=a%00b")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
