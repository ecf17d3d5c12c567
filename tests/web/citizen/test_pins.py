"""Where a pin lies: inside, a little outside, on the border, in the next city, in one without a site, at sea."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from core.reports.models import Report
from tenants.seats import tenant_seat
from tests.web.citizen.forms import text_of, typed, values_of

pytestmark = pytest.mark.usefixtures("boundaries")

FORM = "/lapor/"
SUKARASA, SUKAASIH = "36.71.01.1001", "36.71.01.1002"
LEBAK = (-6.17, 106.65)
TANGSEL = (-6.17, 106.585)
SEA = (-5.5, 106.0)


def the_report() -> Report:
    with tenant_seat("t3671"):
        return Report.objects.get()


def answer(client, lat, lon, **more) -> dict:
    return client.get("/lapor/tempat/", {"lat": lat, "lon": lon, **more}).json()


@pytest.mark.parametrize(
    ("lat", "lon", "chosen", "area", "check"),
    [
        (-6.17, 106.61, "", SUKARASA, "matched"),
        (-6.17, 106.62, "", SUKARASA, "matched"),  # on the border of two kelurahan: the smaller code
        (-6.17, 106.64, "", SUKAASIH, "matched"),  # on the border of two cities: the city that was asked
        (-6.1813, 106.63, "", SUKAASIH, "near"),  # 144 metres outside, in nobody's city
        (-6.17, 106.63, SUKAASIH, SUKAASIH, "matched"),
        (-6.17, 106.63, SUKARASA, SUKARASA, "mismatch"),
    ],
)
def test_a_pin_that_is_accepted(client, lat, lon, chosen, area, check) -> None:
    assert client.post(FORM, typed(lat=lat, lon=lon, area=chosen)).status_code == 302
    report = the_report()
    assert (report.lat, report.lon, report.area_code, report.area_check) == (lat, lon, area, check)


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        (SEA, "Tempat ini berada di luar Kota Tangerang. Pindahkan pin ke dalam batasnya."),
        ((0.0, 106.61), "Tempat ini berada di luar Kota Tangerang. Pindahkan pin ke dalam batasnya."),
        (
            LEBAK,
            "Tempat ini berada di Kabupaten Lebak, bukan di sini. "
            "Laporkan di situs Kabupaten Lebak, atau pindahkan pin.",
        ),
        (
            TANGSEL,
            "Tempat ini berada di Kota Tangerang Selatan, yang belum memakai layanan ini. Pindahkan pin bila keliru.",
        ),
    ],
)
def test_a_pin_outside_is_refused_with_its_reason(client, pin, sentence) -> None:
    page = client.post(FORM, typed(lat=pin[0], lon=pin[1], area=SUKARASA))
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert values_of(page, "lat") == [str(pin[0])]
    with tenant_seat("t3671"):
        assert not Report.objects.exists()


def test_the_way_to_the_neighbour_carries_pin_and_category(client) -> None:
    said = answer(client, *LEBAK, category="jalan-rusak")
    target = urlsplit(said["link"])
    assert (said["state"], said["link_text"]) == ("elsewhere", "Buat laporan di situs Kabupaten Lebak")
    assert (target.scheme, target.hostname, target.path) == ("http", "kab-lebak.localhost", "/lapor/")
    assert parse_qs(target.query) == {"lat": ["-6.17"], "lon": ["106.65"], "category": ["jalan-rusak"]}
    there = client.get(f"{target.path}?{target.query}", HTTP_HOST=target.hostname)
    assert (values_of(there, "lat"), values_of(there, "lon")) == (["-6.17"], ["106.65"])
    assert "Pin berada di" in text_of(there)


def test_the_refused_form_shows_that_way_too(client) -> None:
    page = client.post(FORM, typed(lat=LEBAK[0], lon=LEBAK[1]))
    assert 'href="http://kab-lebak.localhost/lapor/?lat=-6.17&amp;lon=106.65&amp;category=pju-padam"' in (
        page.content.decode()
    )


def test_no_way_leads_to_a_closed_city(client, owner_sql) -> None:
    from tenants.models import Tenant

    owner_sql.execute("UPDATE tenants_tenant SET is_enabled = false WHERE code = '36.02'")
    try:
        said = answer(client, *LEBAK)
    finally:
        owner_sql.execute("UPDATE tenants_tenant SET is_enabled = true WHERE code = '36.02'")
    assert Tenant._meta.db_table == "tenants_tenant"
    assert (said["state"], said["link"]) == ("elsewhere", "")


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        ((-6.17, 106.61), ("inside", SUKARASA, "Sukarasa", "Tangerang")),
        ((-6.1813, 106.63), ("near", SUKAASIH, "Sukaasih", "Tangerang")),
        (SEA, ("outside", "", "", "")),
    ],
)
def test_the_maps_question(client, pin, expected) -> None:
    said = answer(client, *pin)
    assert (said["state"], said["area"], said["name"], said["kecamatan"]) == expected
    assert said["sentence"]


@pytest.mark.parametrize("query", ["", "lat=-6.17", "lat=x&lon=y", "lat=nan&lon=0", "lat=%00&lon=1", "lat=100&lon=0"])
def test_the_maps_question_without_a_pin(client, query) -> None:
    said = client.get(f"/lapor/tempat/?{query}")
    assert said.status_code == 400
    assert said.json()["sentence"].startswith("Letak pada peta")


def test_the_form_has_a_map_where_there_are_boundaries(client) -> None:
    body = client.get(FORM).content.decode()
    assert 'data-map="pick"' in body
    assert 'data-bounds="106.6,-6.18,106.64,-6.16"' in body
    assert 'data-outline="/peta/batas/4.json"' in body


def test_outlines_name_their_source_and_may_be_kept(client) -> None:
    got = client.get("/peta/batas/4.json")
    drawn = json.loads(got.content)
    assert got.headers["Cache-Control"] == "public, max-age=3600"
    assert drawn["attribution"] == "Peta uji."
    assert [feature["properties"]["name"] for feature in drawn["features"]] == ["Sukarasa", "Sukaasih"]
    assert json.loads(client.get("/peta/batas/4.json", HTTP_HOST="kab-lebak.localhost").content)["features"][0][
        "id"
    ] == ("36.02.01.2002")


@pytest.mark.parametrize("level", ["1", "5", "99", "x", "-1"])
def test_there_are_no_other_levels(client, level) -> None:
    assert client.get(f"/peta/batas/{level}.json").status_code == 404
