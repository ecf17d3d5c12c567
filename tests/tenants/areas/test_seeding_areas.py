"""Area rows of a city from the official list."""

import pytest

from tenants.areas import lookup
from tenants.areas.models import Area
from tenants.areas.seeding import UnknownCity, furnish, seed_city
from tenants.models import Tenant

# Kepmendagri 300.2.2-2138/2025: kecamatan, kelurahan, desa
BANTEN = {
    "36.01": (35, 13, 326),
    "36.02": (28, 5, 340),
    "36.03": (29, 28, 246),
    "36.04": (29, 0, 326),
    "36.71": (13, 104, 0),
    "36.72": (8, 43, 0),
    "36.73": (6, 67, 0),
    "36.74": (7, 54, 0),
}

pytestmark = pytest.mark.usefixtures("as_owner")


def counted(**conditions: str) -> tuple[int, ...]:
    areas = Area.objects.filter(**conditions)
    return tuple(areas.filter(type=kind).count() for kind in ("kecamatan", "kelurahan", "desa"))


def test_eight_cities_of_banten() -> None:
    assert {code: seed_city(code) for code in BANTEN} == {code: 1 + sum(parts) for code, parts in BANTEN.items()}
    assert {code: counted(city_code=code) for code in BANTEN} == BANTEN
    assert counted(code__startswith="36.") == (155, 314, 1238)


def test_one_city_brings_the_names_of_all_cities_of_its_province() -> None:
    assert seed_city("61.71") == 36
    names = dict(Area.objects.filter(code__startswith="61.", level=2).values_list("code", "name"))
    assert (len(names), names["61.71"], names["61.12"]) == (14, "Kota Pontianak", "Kabupaten Kubu Raya")
    assert Area.objects.filter(city_code="61.12").count() == 1


def test_row_of_a_kelurahan() -> None:
    row = Area.objects.get(code="36.71.01.1002")
    assert (row.name, row.sort_name, row.type, row.level, row.parent_code, row.city_code) == (
        "Sukaasih",
        "sukaasih",
        "kelurahan",
        4,
        "36.71.01",
        "36.71",
    )


def test_seeding_again_mends_what_differs_and_writes_nothing_else(django_assert_num_queries) -> None:
    Area.objects.filter(code="36.71.01.1002").update(name="Nama Lama")
    Area.objects.filter(code="36.71.01.1003").delete()
    assert seed_city("36.71") == 118
    assert lookup.name_of("36.71.01.1002") == "Sukaasih"
    assert counted(city_code="36.71") == BANTEN["36.71"]
    with django_assert_num_queries(3):  # savepoint, read, release
        seed_city("36.71")


@pytest.mark.parametrize("code", ["36", "3671", "36.71.01", "36.99", "99.99", "", "x"])
def test_code_that_is_no_city(code: str) -> None:
    with pytest.raises(UnknownCity, match=r"is no kabupaten's or kota's Kemendagri code"):
        seed_city(code)


def test_sandbox_has_no_areas() -> None:
    assert furnish(Tenant(code="36.99", is_sandbox=True), {}) == {}
    assert not Area.objects.filter(city_code="36.99").exists()
