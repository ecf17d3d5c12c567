"""The searchable list of kelurahan, and names by code."""

import pytest

from tenants.areas.codes import plain
from tenants.areas.index import AreaRow, Atlas, CityIndex


def test_kelurahan_are_grouped_by_kecamatan_and_sorted_by_name(atlas: Atlas) -> None:
    groups = [(group.code, group.name, [area.name for area in group.areas]) for group in atlas.city("61.71").kecamatan]
    assert groups == [
        ("61.71.01", "Pontianak Selatan", ["Benuamelayu Darat", "Benuamelayu Laut"]),
        ("61.71.02", "Pontianak Timur", ["Paritmayor"]),
    ]


def test_city_nobody_listed_has_no_areas(atlas: Atlas) -> None:
    assert atlas.city("99.99").kecamatan == ()


@pytest.mark.parametrize(
    ("code", "name"),
    [("61.71", "Kota Pontianak"), ("61.71.02", "Pontianak Timur"), ("61.72.01.1001", "Roban"), ("61.71.09", None)],
)
def test_place_by_code(atlas: Atlas, code: str, name: str | None) -> None:
    place = atlas.place(code)
    assert (place and place.name) == name


@pytest.fixture(scope="module")
def city() -> CityIndex:
    names = ["Sukaasih", "Sukarasa", "Suka Asih Baru", "Jum'at Bersih", "Kota Baru", "Cipondoh Makmur", "Regapu’u"]
    desa = [AreaRow(f"11.01.01.20{number:02}", name, "desa") for number, name in enumerate(names)]
    other = [AreaRow("11.01.02", "Kota Lama", "kecamatan"), AreaRow("11.01.02.2001", "Batuceper", "desa")]
    return CityIndex("11.01", "Kabupaten Satu", [AreaRow("11.01.01", "Tangerang", "kecamatan"), *desa, *other])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sukaasih", ["Sukaasih", "Suka Asih Baru"]),
        ("SUKA ASIH", ["Suka Asih Baru", "Sukaasih"]),
        ("Kel. Sukaasih", ["Sukaasih", "Suka Asih Baru"]),
        ("suka", ["Suka Asih Baru", "Sukaasih", "Sukarasa"]),
        ("baru", ["Kota Baru", "Suka Asih Baru"]),
        ("kota", ["Kota Baru", "Batuceper"]),
        ("kecamatan kota lama", ["Batuceper"]),
        ("jumat", ["Jum'at Bersih"]),
        ("jum'at", ["Jum'at Bersih"]),
        ("regapu'u", ["Regapu’u"]),
        ("makmur tang", ["Cipondoh Makmur"]),
        ("desa", []),
        ("xyz", []),
        ("", []),
        ("   ", []),
        ("%_'\x00\u200b", []),
        ("a" * 100_000, []),
    ],
)
def test_search(city: CityIndex, typed: str, found: list[str]) -> None:
    assert [place.name for place in city.search(typed, 20)] == found


def test_search_stops_at_its_limit(city: CityIndex) -> None:
    assert [place.name for place in city.search("suka", 2)] == ["Suka Asih Baru", "Sukaasih"]


def test_plain_form_of_a_name() -> None:
    assert plain("  Jum'at-Bersih (Ébène) 2 ") == "jumat bersih ebene 2"
