"""What the form offers before somebody writes: similar reports near by, categories by words, the emergency number."""

import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants import hosts
from tests.web.citizen.forms import text_of, typed

PIN = {"lat": -6.17, "lon": 106.61}
NEAR = "/lapor/serupa/?lat=-6.1705&lon=106.61"


def words_of(page) -> dict:
    found = re.search(r'<script id="category-words" type="application/json">(.*?)</script>', page.content.decode())
    return json.loads(found[1])


def test_similar_reports_with_distance_and_a_button(client, office) -> None:
    filed = office.file("verified", **PIN)
    page = client.get(f"{NEAR}&category=pju-padam")
    words = text_of(page)
    assert "Sudah dilaporkan di dekat sini" in words
    assert "56 meter dari sini" in words
    assert f'formaction="/laporan/{filed.number}/dukung/"' in page.content.decode()
    assert "pendukung" not in words.replace("jumlah pendukungnya", "")
    client.post(f"/laporan/{filed.number}/dukung/")
    assert "1 pendukung" in text_of(client.get(NEAR))


@pytest.mark.parametrize(
    "query",
    ["", "lat=-6.17", "lat=x&lon=y", "lat=%00&lon=1", "lat=1e999&lon=0", "lat=-6.1705&lon=106.61&category=%00"],
)
def test_nothing_to_show_is_an_empty_part(client, office, query: str) -> None:
    office.file("verified", **PIN)
    page = client.get(f"/lapor/serupa/?{query}")
    assert (page.status_code, page.content.decode().strip()) == (200, "")


def test_words_taken_out_are_not_shown_here_either(client, office) -> None:
    from core.casework import actions

    filed = office.file("verified", description="Lampu depan rumah Pak Bambang padam lagi.", **PIN)
    with office.seat():
        actions.redact(filed.number, office.siti, text="Lampu depan rumah warga padam lagi.")
    words = text_of(client.get(NEAR))
    assert "rumah warga" in words
    assert "Bambang" not in words


def test_the_part_costs_one_query(client, office) -> None:
    for _ in range(3):
        office.file("verified", **PIN)
    client.get(NEAR)
    with CaptureQueriesContext(connection) as asked:
        client.get(NEAR)
    asked = [query["sql"] for query in asked if not query["sql"].startswith(("SET ", "SELECT set_config", "RESET"))]
    assert len(asked) == 1


def test_without_scripts_a_form_with_a_pin_shows_them_as_well(client, office) -> None:
    office.file("verified", **PIN)
    assert "Sudah dilaporkan di dekat sini" in text_of(client.get("/lapor/?lat=-6.1705&lon=106.61&category=pju-padam"))
    assert "Sudah dilaporkan di dekat sini" not in text_of(client.get("/lapor/"))
    refused = client.post("/lapor/", typed(identity="", **PIN))
    assert refused.status_code == 400
    assert "Sudah dilaporkan di dekat sini" in text_of(refused)


def test_the_page_holds_the_words_that_suggest_a_category(client) -> None:
    words = words_of(client.get("/lapor/"))
    assert words["pju-padam"] == {
        "name": "Lampu penerangan jalan umum (PJU) padam",
        "words": ["lampu", "penerangan", "pju", "gelap", "padam"],
    }
    assert {code for code, held in words.items() if held.get("emergency")} == {
        "kebakaran",
        "hewan-berbahaya",
        "kekerasan-perempuan-anak",
    }


@pytest.fixture
def with_112(client, owner_sql):
    owner_sql.execute("""UPDATE tenants_tenant SET brand = '{"emergency_phone": "112"}' WHERE code = '36.71'""")
    hosts.forget()
    yield
    owner_sql.execute("UPDATE tenants_tenant SET brand = '{}' WHERE code = '36.71'")
    hosts.forget()


@pytest.mark.usefixtures("with_112")
def test_the_emergency_number_stands_on_the_form_and_out_for_an_emergency(client) -> None:
    plain, urgent = client.get("/lapor/"), client.get("/lapor/?category=hewan-berbahaya")
    for page in (plain, urgent):
        assert "Kebakaran, ular, kekerasan, atau bahaya lain sekarang? Telepon 112 dulu." in text_of(page)
    assert re.search(r'<div id="alarm"[^>]*\bhidden>', plain.content.decode())
    assert not re.search(r'<div id="alarm"[^>]*\bhidden>', urgent.content.decode())


def test_steps_say_what_they_need(client) -> None:
    needs = [
        json.loads(html.unescape(text))
        for text in re.findall(r'data-needs="([^"]*)"', client.get("/lapor/").content.decode())
    ]
    assert needs == [
        {
            "category": ["Pilih kategori.", ""],
            "description": ["Ceritakan apa yang terjadi.", ""],
            "lat|area": ["Tandai tempatnya pada peta, atau pilih kelurahan/desa.", "kind=complaint"],
        },
        {
            "identity": ["Pilih siapa yang boleh mengetahui Anda.", ""],
            "visibility": ["Pilih siapa yang boleh melihat laporan ini.", ""],
        },
    ]


def test_due_dates_stand_on_the_form_before_it_is_sent(client) -> None:
    assert "Batas waktu kami Pengaduan Diverifikasi paling lambat" in text_of(client.get("/lapor/"))
