"""Open reports of the same trouble near a pin: what is offered before somebody writes it once more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import queries

LAT, LON = -6.1700, 106.6100
NOW = datetime(2026, 3, 20, 3, tzinfo=UTC)
# One metre north in degrees, as the query counts it.
METRE = 1 / 111_320


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def file(office, metres: float = 0, *, state: str = "verified", days: float = 5, **changes):
    return office.file(state, at=NOW - timedelta(days=days), lat=LAT + metres * METRE, lon=LON, **changes)


def near(category: str = "pju-padam", **more) -> list[str]:
    return [report.number for report in queries.nearby(LAT, LON, category, now=NOW, **more)]


def test_the_nearest_first_within_the_radius(office) -> None:
    far, near_by, beyond = file(office, 240), file(office, -90), file(office, 260)
    assert near() == [near_by.number, far.number]
    assert beyond.number not in near("")
    (first, second) = queries.nearby(LAT, LON, "pju-padam", now=NOW)
    assert (round(first.distance), round(second.distance)) == (90, 240)


def test_the_radius_is_round(office) -> None:
    office.file("verified", at=NOW, lat=LAT + 200 * METRE, lon=LON + 200 * METRE)
    assert near() == []


def test_only_the_same_group_where_a_category_is_chosen(office) -> None:
    light = file(office)
    traffic = file(office, 10, category="lalu-lintas")  # Perhubungan, too
    road = file(office, 20, category="jalan-rusak")
    assert near("pju-padam") == [light.number, traffic.number]
    assert near("jalan-rusak") == [road.number]
    assert near("") == [light.number, traffic.number, road.number]
    assert near("tidak-ada") == near("\x00") == []


@pytest.mark.parametrize("state", ["submitted", "needs_info", "closed", "rejected"])
def test_neither_unverified_nor_ended_ones(office, state: str) -> None:
    file(office, state=state)
    assert near() == []


def test_no_secret_ones(office) -> None:
    file(office, visibility="secret")
    assert near() == []


def test_none_older_than_ninety_days(office) -> None:
    file(office, days=91)
    recent = file(office, 50, days=89)
    assert near() == [recent.number]


def test_no_more_than_asked_for_in_one_query(office) -> None:
    numbers = [file(office, metres).number for metres in (10, 20, 30, 40)]
    with CaptureQueriesContext(connection) as asked:
        assert near() == numbers[:3]
        assert [report.category.code for report in queries.nearby(LAT, LON, now=NOW)] == ["pju-padam"] * 3
    assert len(asked) == 2
    assert near(size=1) == numbers[:1]


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0)])
def test_any_place_on_earth_may_be_asked_about(office, lat: float, lon: float) -> None:
    assert queries.nearby(lat, lon) == []
