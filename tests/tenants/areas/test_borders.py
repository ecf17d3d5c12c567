"""Points exactly on a border, and boundaries that are coarser than a kelurahan."""

import pytest
import shapely

from tenants.areas.index import AreaShape, Atlas, PinState


@pytest.mark.parametrize(
    ("lon", "code"),
    [
        (109.30, "61.71.01.1002"),  # the outer border belongs to the area
        (109.34, "61.71.01.1002"),  # between two kelurahan: the smaller code
        (109.38, "61.12.01.2001"),  # between two cities: the smaller code
    ],
)
@pytest.mark.parametrize("lat", [0.0, 0.02, -0.02])
def test_point_on_a_border_always_gets_the_same_area(atlas: Atlas, lat: float, lon: float, code: str) -> None:
    assert {atlas.locate(lat, lon).code for _ in range(5)} == {code}


def test_border_of_a_hole_belongs_to_the_area(atlas: Atlas) -> None:
    assert atlas.locate(0.01, 109.31).code == "61.71.01.1002"


@pytest.mark.parametrize(("city", "code"), [("61.71", "61.71.01.1003"), ("61.12", "61.12.01.2001")])
def test_border_between_two_cities_is_inside_for_the_one_that_asks(atlas: Atlas, city: str, code: str) -> None:
    pin = atlas.resolve_pin(0.0, 109.38, city)
    assert (pin.state, pin.place.code, pin.distance_m) == (PinState.INSIDE, code, 0.0)


def test_order_in_which_boundaries_were_loaded_does_not_matter() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    shapes = [AreaShape("11.01.01.2001", left), AreaShape("11.01.01.2002", right)]
    for order in (shapes, shapes[::-1]):
        assert Atlas.of([], order).locate(0.5, 1.0).code == "11.01.01.2001"


def test_without_kelurahan_boundaries_the_kecamatan_then_the_city_answers(atlas: Atlas) -> None:
    city, kecamatan = shapely.box(0, 0, 2, 1), shapely.box(0, 0, 1, 1)
    coarse = Atlas.of([], [AreaShape("11.01", city), AreaShape("11.01.01", kecamatan)])
    assert [coarse.locate(0.5, lon).code for lon in (0.5, 1.5)] == ["11.01.01", "11.01"]
