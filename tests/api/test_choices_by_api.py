"""Categories, areas and cities: what an integrator builds a form from."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.api.bodies import HOST, PROVINCE, errors, problem

# Two squares beside each other: Sukaasih in Kota Tangerang, a desa in Kabupaten Lebak. The border runs at 106.70.
SQUARES = {
    "36.71.01.1002": (106.60, -6.20, 106.70, -6.10),
    "36.02.01.2002": (106.70, -6.20, 106.80, -6.10),
}


@pytest.fixture
def boundaries(fresh_database, tmp_path: Path) -> None:
    """The squares, imported by the operator's command."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "kode": code, "attribution": "Batas untuk uji"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
            },
        }
        for code, (west, south, east, north) in SQUARES.items()
    ]
    file = tmp_path / "squares.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    done = fresh_database.laksa("areas", "import", str(file))
    assert done.returncode == 0, done.stderr


def test_categories_in_the_order_of_the_city(caller: Client) -> None:
    results = caller.get("/api/v1/categories/").json()["results"]
    assert results[0] == {
        "code": "pju-padam",
        "name": "Lampu penerangan jalan umum (PJU) padam",
        "group": "Perhubungan",
        "subgroup": "Lampu Penerangan Jalan Umum",
        "lead_unit": {"code": "dishub", "name": "Dinas Perhubungan"},
        "starts_secret": False,
    }
    assert [row["code"] for row in results if row["starts_secret"]] == ["kekerasan-perempuan-anak"]


def test_all_areas_kecamatan_by_kecamatan(caller: Client) -> None:
    body = caller.get("/api/v1/areas/").json()
    assert body["pin"] is None
    assert len(body["results"]) == 104
    kecamatan = [row["kecamatan"]["name"] for row in body["results"]]
    assert kecamatan == sorted(kecamatan)
    assert body["results"][0] == {
        "code": "36.71.03.1002",
        "name": "Batu Jaya",
        "type": "kelurahan",
        "kecamatan": {"code": "36.71.03", "name": "Batuceper"},
    }


def test_areas_by_what_was_typed(caller: Client) -> None:
    body = caller.get("/api/v1/areas/?q=kel. sukaasih").json()
    assert body == {
        "results": [
            {
                "code": "36.71.01.1002",
                "name": "Sukaasih",
                "type": "kelurahan",
                "kecamatan": {"code": "36.71.01", "name": "Tangerang"},
            }
        ],
        "pin": None,
    }
    assert caller.get("/api/v1/areas/?q=%00").status_code == 400


def test_without_boundaries_a_pin_is_unchecked(caller: Client) -> None:
    body = caller.get("/api/v1/areas/?lat=0&lon=0").json()
    assert body == {"results": [], "pin": {"position": "unchecked", "distance_m": None, "city": None}}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lat=-6.1", "location"),
        ("lon=106", "location"),
        ("lat=&lon=", "location"),
        ("lat=a&lon=b", "location"),
        ("lat=nan&lon=inf", "location"),
        ("lat=91&lon=0", "location"),
        ("lat=1&lon=1&q=x", "q"),
        ("search=x", "search"),
    ],
)
def test_a_bad_question_is_told(caller: Client, query: str, field: str) -> None:
    assert list(errors(caller.get(f"/api/v1/areas/?{query}"))) == [field]


@pytest.mark.parametrize(
    ("lat", "lon", "position", "area", "city"),
    [
        (-6.15, 106.65, "inside", ["36.71.01.1002"], None),
        (-6.15, 106.7005, "near", ["36.71.01.1002"], None),
        (-6.15, 106.75, "elsewhere", [], "Kabupaten Lebak"),
        (0, 0, "outside", [], None),
    ],
)
@pytest.mark.usefixtures("boundaries")
def test_where_a_pin_lies(caller: Client, lat: float, lon: float, position: str, area: list, city: str | None) -> None:
    body = caller.get(f"/api/v1/areas/?lat={lat}&lon={lon}").json()
    assert body["pin"]["position"] == position
    assert [row["code"] for row in body["results"]] == area
    assert (body["pin"]["city"] or {}).get("name") == city


@pytest.mark.usefixtures("boundaries")
def test_a_report_about_the_next_city_is_sent_there_with_pin_and_category(send) -> None:
    answer = send(location={"lat": -6.15, "lon": 106.75}, area=None, description="x")
    body = problem(answer)
    assert (answer.status_code, body["code"]) == (400, "elsewhere")
    assert body["errors"] == {
        "location": ["Tempat ini berada di Kabupaten Lebak. Laporkan di situs Kabupaten Lebak."],
        "description": ["Tulis paling sedikit 10 karakter (sekarang 1)."],
    }
    assert (body["city_code"], body["city_name"]) == ("36.02", "Kabupaten Lebak")
    assert body["url"] == "http://kab-lebak.localhost/lapor/?lat=-6.15&lon=106.75&category=pju-padam"


@pytest.mark.usefixtures("boundaries")
def test_a_pin_without_an_area_finds_its_own(send, caller: Client) -> None:
    number = send(location={"lat": -6.15, "lon": 106.65}, area=None).json()["number"]
    assert caller.get(f"/api/v1/reports/{number}/").json()["area"]["name"] == "Sukaasih"


def test_the_province_lists_its_cities(db) -> None:
    body = Client(HTTP_HOST=PROVINCE).get("/api/v1/tenants/").json()
    assert body == {
        "results": [
            {"code": "36.02", "name": "Kabupaten Lebak", "url": "http://kab-lebak.localhost"},
            {"code": "36.71", "name": "Kota Tangerang", "url": "http://kota-tangerang.localhost"},
        ]
    }


@pytest.mark.parametrize(
    ("host", "path"),
    [(HOST, "tenants/"), (PROVINCE, "reports/"), (PROVINCE, "track/"), (PROVINCE, "desk/reports/")],
)
def test_each_kind_of_host_has_its_own_addresses(db, host: str, path: str) -> None:
    assert Client(HTTP_HOST=host).get(f"/api/v1/{path}").status_code == 404
