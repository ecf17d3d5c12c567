"""The OpenAPI documents: one for each kind of host, without a warning, and a page that shows them."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests.api.bodies import CITY_PATHS, HOST, PROVINCE, PROVINCE_PATHS, problem


@pytest.mark.parametrize(("host", "paths"), [(HOST, CITY_PATHS), (PROVINCE, PROVINCE_PATHS)])
def test_each_kind_of_host_documents_its_own_addresses(db, host: str, paths: dict) -> None:
    answer = Client(HTTP_HOST=host).get("/api/v1/schema/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert {path: list(methods) for path, methods in document["paths"].items()} == paths


@pytest.mark.parametrize("urlconf", ["config.urls_tenant", "config.urls_province"])
def test_a_document_is_valid_and_without_warnings(urlconf: str, tmp_path) -> None:
    call_command("spectacular", urlconf=urlconf, file=str(tmp_path / "openapi.yaml"), validate=True, fail_on_warn=True)


def test_an_operation_says_what_it_takes_and_answers(caller: Client) -> None:
    document = caller.get("/api/v1/schema/").json()
    create = document["paths"]["/api/v1/reports/"]["post"]
    assert (create["operationId"], create["summary"]) == ("create_report", "Kirim laporan")
    assert create["parameters"][0]["name"] == "Idempotency-Key"
    answers = {
        status: (media_type, content["schema"]["$ref"].rpartition("/")[2])
        for status, answer in create["responses"].items()
        for media_type, content in answer["content"].items()
    }
    assert answers == {"201": ("application/json", "Receipt"), "default": ("application/problem+json", "Problem")}
    body = document["components"]["schemas"]["ReportBodyRequest"]
    assert body["required"] == ["description", "identity", "kind", "visibility"]
    assert "security" not in create or create["security"] == [{}]
    assert document["paths"]["/api/v1/desk/reports/"]["get"]["security"] == [{"session": []}]


def test_a_documented_body_is_the_body_that_is_taken() -> None:
    from api.v1.desk import actions
    from api.v1.reports import ReportBody

    location, contact = ReportBody().fields["location"], ReportBody().fields["contact"]
    assert ReportBody.places() == {name: f"location.{name}" for name in location.fields} | {
        name: f"contact.{name}" for name in contact.fields
    }
    said = {"kind": "complaint", "location": {"lat": -6.1, "lon": None}, "contact": None, "attachments": ["x"]}
    assert ReportBody.read(said) == {
        "kind": "complaint",
        "description": None,
        "identity": None,
        "visibility": None,
        "lat": -6.1,
        "lon": None,
        "attachments": ["x"],
    }
    assert {name: list(view.body().fields) for name, view in actions.ACTIONS.items()} == {
        "ask": ["text"],
        "record_reply": ["text"],
        "withdraw_question": ["text"],
        "go_on_without": ["text"],
        "verify": [
            "kind",
            "category",
            "area",
            "visibility",
            "unit",
            "note",
            "public_text",
            "public_address",
            "as_written",
        ],
        "reject": ["reason", "note"],
        "refer": ["agency", "text"],
        "transfer": ["to", "note", "own_pin"],
        "hand_back": ["text"],
        "recall": [],
        "merge": ["into"],
        "resolve_outside": ["text"],
        "dispatch": ["unit", "note", "parts"],
        "redispatch": ["unit", "note"],
        "send_back": ["note"],
        "start": [],
        "answer": ["text", "public_text", "as_written", "attachments"],
        "rework": ["note"],
        "close": [],
    }
    assert list(actions.ACTIONS["dispatch"].body().fields["parts"].child.fields) == ["unit", "note"]


def test_a_field_no_body_can_check_stops_the_start() -> None:
    from rest_framework import serializers

    from api.shapes import Body

    with pytest.raises(TypeError, match="a body takes no DateField"):
        type("WithDate", (Body,), {"day": serializers.DateField()})


def test_a_shape_shows_attributes_methods_and_nested_shapes() -> None:
    from types import SimpleNamespace

    from rest_framework import serializers

    from api.shapes import Shape

    class Street(Shape):
        name = serializers.CharField()

    class House(Shape):
        number = serializers.IntegerField(source="door.number")
        street = Street(allow_null=True)
        corners = Street(many=True, source="streets")
        whole = serializers.CharField()

        def get_whole(self, house: SimpleNamespace) -> str:
            return f"{self.context['word']} {house.door.number}"

    streets = [SimpleNamespace(name="Jalan Merdeka"), SimpleNamespace(name="Jalan Daan Mogot")]
    house = SimpleNamespace(door=SimpleNamespace(number=7), street=None, streets=streets)
    corners = [{"name": "Jalan Merdeka"}, {"name": "Jalan Daan Mogot"}]
    shown = {"number": 7, "street": None, "corners": corners, "whole": "Nomor 7"}
    assert House(house, context={"word": "Nomor"}).data == shown
    assert House([house], many=True, context={"word": "Nomor"}).data == [shown]


@pytest.mark.parametrize("host", [HOST, PROVINCE])
def test_the_page_runs_no_script_but_our_own(db, host: str) -> None:
    answer = Client(HTTP_HOST=host).get("/api/v1/docs/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<script") == text.count('<script src="/static/')
    assert 'data-schema="/api/v1/schema/"' in text
    assert Client(HTTP_HOST=host).post("/api/v1/docs/").status_code == 405


@pytest.mark.browser
def test_the_page_shows_the_operations_in_a_browser(site, page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(site.url("kota-tangerang", "/api/v1/docs/"))
    page.get_by_text("Kirim laporan").wait_for()
    page.get_by_text("Kirim laporan").click()
    page.get_by_text("Try it out").wait_for()
    assert said == []
    page.goto(site.url("", "/api/v1/docs/"))
    page.get_by_text("Kabupaten/kota yang dilayani").wait_for()


def test_the_document_is_only_read(caller: Client) -> None:
    answer = caller.post("/api/v1/schema/")
    assert (answer.status_code, problem(answer)["code"]) == (405, "method_not_allowed")
