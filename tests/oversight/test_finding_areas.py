"""Which city a kecamatan or kelurahan lies in."""

import pytest

from oversight import queries
from tenants.seats import province_seat


@pytest.fixture(autouse=True)
def _province(db):
    with province_seat():
        yield


def test_the_exact_name_comes_first_then_its_beginning():
    found = [(area.name, area.type, area.district, area.place.slug) for area in queries.find_areas("sukaasih")]
    assert found == [("Sukaasih", "kelurahan", "Tangerang", "kota-tangerang")]
    names = [area.name for area in queries.find_areas("Karawaci")]
    assert names[0] == "Karawaci"
    assert "Karawaci Baru" in names


def test_case_and_signs_do_not_matter():
    assert queries.find_areas("  KARAWACI--baru ")[0].name == "Karawaci Baru"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'; --", "tidak-ada-nama-ini"])
def test_nothing_meaningful_finds_nothing(text):
    assert queries.find_areas(text) == []


def test_no_more_than_asked_for_in_one_query(django_assert_num_queries):
    queries.find_areas("a")  # the first query also takes the seat
    with django_assert_num_queries(1):
        assert len(queries.find_areas("a", limit=5)) == 5
