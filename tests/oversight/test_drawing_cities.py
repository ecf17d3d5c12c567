"""The cities' outlines as paths: north up, on one sheet, only when every city's boundary is there."""

import pytest
from shapely.geometry import box

from oversight import maps
from tenants.seats import province_seat

SQUARES = {"36.71": box(106, -7, 107, -6), "36.02": box(107, -8, 108, -6)}


@pytest.fixture
def outlines(fresh_database, tmp_path):
    """Imports made-up outlines for these cities as the owner does."""

    def load(*codes: str) -> None:
        rows = []
        with fresh_database.owner().cursor() as cursor:
            cursor.execute(
                "INSERT INTO areas_boundaryimport (file_name, attribution, imported_at)"
                " VALUES ('made-up.geojson', 'Batas buatan', now()) RETURNING id"
            )
            [source] = cursor.fetchone()
            for code in codes:
                land = SQUARES[code]
                rows.append((code, land.wkb, *land.bounds, source, code))
            cursor.executemany(
                "INSERT INTO areas_boundary (code, level, geometry, west, south, east, north, source_id, city_code)"
                " VALUES (%s, 2, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )

    return load


def test_two_squares_side_by_side(outlines):
    outlines("36.71", "36.02")
    with province_seat():
        drawing = maps.drawing(["36.02", "36.71"])
    lebak, tangerang = drawing.shapes
    assert (lebak.code, tangerang.code) == ("36.02", "36.71")
    # Two degrees wide and two high, a little narrower than high for the latitude of seven degrees.
    assert drawing.height == 1008
    # Labels stand inside: in the middle, or up and down from it where there is room.
    assert (lebak.x, tangerang.x) == (750, 250)
    assert 245 <= tangerang.y <= 259
    assert tangerang.path.startswith("M")
    assert {tuple(point.split()) for point in tangerang.path[1:-1].split("L")} == {
        ("0", "0"),
        ("500", "0"),
        ("500", "504"),
        ("0", "504"),
    }
    assert drawing.attribution == "Batas buatan"


def test_without_every_outline_there_is_no_map_and_an_import_brings_it(outlines):
    outlines("36.71")
    with province_seat():
        assert maps.drawing(["36.02", "36.71"]) is None
    outlines("36.02")
    with province_seat():
        assert len(maps.drawing(["36.02", "36.71"]).shapes) == 2
        assert maps.drawing([]) is None


def test_the_order_in_which_cities_are_named_draws_nothing_anew(outlines, django_assert_num_queries):
    outlines("36.71", "36.02")
    with province_seat():
        drawing = maps.drawing(["36.02", "36.71"])
        with django_assert_num_queries(1):
            assert maps.drawing(["36.71", "36.02"]) is drawing
