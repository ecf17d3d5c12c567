"""A pin seen from one city: inside, near, elsewhere, outside, unchecked."""

import math
from collections.abc import Callable

import pytest
import shapely

from tenants.areas.geometry import distance_m, metres_per_degree
from tenants.areas.index import AreaShape, Atlas, PinResult, PinState

# Published lengths on WGS84: one degree of longitude and of latitude on the equator.
DEGREE_OF_LONGITUDE_M = 111_319.4908
DEGREE_OF_LATITUDE_M = 110_574.2758
WEST, EAST, NORTH = 109.30, 109.38, 0.02  # the outer edges of Kota Pontianak


def west_of_the_city(metres: float) -> tuple[float, float]:
    return 0.0, WEST - metres / DEGREE_OF_LONGITUDE_M


def north_of_the_city(metres: float) -> tuple[float, float]:
    return NORTH + metres / DEGREE_OF_LATITUDE_M, 109.36


def east_of_the_city(metres: float) -> tuple[float, float]:
    return 0.0, EAST + metres / DEGREE_OF_LONGITUDE_M


def test_pin_inside(atlas: Atlas) -> None:
    pin = atlas.resolve_pin(0.0, 109.33, "61.71")
    assert (pin.state, pin.place.code, pin.distance_m, pin.accepted) == (PinState.INSIDE, "61.71.01.1002", 0.0, True)


@pytest.mark.parametrize("metres", [1.0, 149.0, 149.9])
@pytest.mark.parametrize(
    ("point", "code"),
    [
        (west_of_the_city, "61.71.01.1002"),
        (north_of_the_city, "61.71.01.1003"),
        (east_of_the_city, "61.71.01.1003"),  # also when it is inside the next kabupaten
    ],
)
def test_pin_up_to_150_m_outside_gets_the_nearest_kelurahan(
    atlas: Atlas, point: Callable[[float], tuple[float, float]], metres: float, code: str
) -> None:
    pin = atlas.resolve_pin(*point(metres), "61.71")
    assert (pin.state, pin.place.code, pin.accepted) == (PinState.NEAR, code, True)
    assert pin.distance_m == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize("metres", [150.1, 151.0])
def test_pin_further_out_is_in_the_sea_or_in_the_next_kabupaten(atlas: Atlas, metres: float) -> None:
    assert atlas.resolve_pin(*west_of_the_city(metres), "61.71") == PinResult(PinState.OUTSIDE)
    pin = atlas.resolve_pin(*east_of_the_city(metres), "61.71")
    assert (pin.state, pin.place.city_code, pin.place.city_name) == (
        PinState.ELSEWHERE,
        "61.12",
        "Kabupaten Kubu Raya",
    )
    assert not pin.accepted


def test_limit_can_be_given(atlas: Atlas) -> None:
    point = west_of_the_city(149)
    assert atlas.resolve_pin(*point, "61.71", limit_m=148).state is PinState.OUTSIDE
    assert atlas.resolve_pin(*west_of_the_city(400), "61.71", limit_m=401).state is PinState.NEAR


def test_pin_in_a_hole_is_outside_unless_its_edge_is_near(atlas: Atlas) -> None:
    assert atlas.resolve_pin(0.01, 109.315, "61.71").state is PinState.OUTSIDE
    near = atlas.resolve_pin(0.01, 109.3101, "61.71")
    assert (near.state, near.place.code) == (PinState.NEAR, "61.71.01.1002")
    assert near.distance_m == pytest.approx(0.0001 * DEGREE_OF_LONGITUDE_M, abs=0.01)


def test_two_kelurahan_at_the_same_distance_give_the_smaller_code(atlas: Atlas) -> None:
    assert atlas.resolve_pin(0.0205, 109.34, "61.71").place.code == "61.71.01.1002"


@pytest.mark.parametrize("city", ["61.72", "99.99", "36", ""])
def test_city_without_boundaries_cannot_check(atlas: Atlas, city: str) -> None:
    pin = atlas.resolve_pin(0.9, 108.98, city)
    assert (pin, pin.accepted) == (PinResult(PinState.UNCHECKED), True)


@pytest.mark.parametrize("city", ["61.71", "61.72"])
@pytest.mark.parametrize(("lat", "lon"), [(math.nan, 109.33), (0.0, -math.inf), (109.33, 0.0), (0.0, 181.0)])
def test_numbers_that_are_no_coordinates_are_outside(atlas: Atlas, lat: float, lon: float, city: str) -> None:
    assert atlas.resolve_pin(lat, lon, city) == PinResult(PinState.OUTSIDE)


def test_nearest_kelurahan_wins_over_a_nearer_kecamatan() -> None:
    """A kecamatan drawn a little larger than its kelurahan must not hide them."""
    drawn = Atlas.of(
        [], [AreaShape("11.01.01", shapely.box(0, 0, 1.0005, 1)), AreaShape("11.01.01.2001", shapely.box(0, 0, 1, 1))]
    )
    pin = drawn.resolve_pin(0.5, 1.001, "11.01")
    assert (pin.state, pin.place.code) == (PinState.NEAR, "11.01.01.2001")


@pytest.mark.parametrize(
    ("lat", "longitude_m", "latitude_m"),
    [(0, 111_320, 110_574), (15, 107_551, 110_649), (-45, 78_847, 111_132), (90, 0, 111_694)],
)
def test_length_of_a_degree(lat: float, longitude_m: float, latitude_m: float) -> None:
    assert metres_per_degree(lat) == pytest.approx((longitude_m, latitude_m), abs=1)


def test_distance_of_a_diagonal_far_from_the_equator() -> None:
    """300 m west and 400 m south of a corner in Tangerang."""
    longitude_m, latitude_m = metres_per_degree(-6.17)
    corner = shapely.box(106.64, -6.17, 106.65, -6.16)
    away = distance_m(-6.17 - 400 / latitude_m, 106.64 - 300 / longitude_m, corner)
    assert away == pytest.approx(500, abs=0.05)


@pytest.mark.parametrize(
    ("where", "state", "city", "metres"),
    [
        ("here", PinState.INSIDE, "here", 0.0),
        ("just across", PinState.NEAR, "here", 95.36),
        ("far across", PinState.ELSEWHERE, "there", None),
    ],
)
def test_both_sides_of_a_border(
    atlas_name: str, atlas_named: Callable[[str], Atlas], where: str, state: PinState, city: str, metres: float | None
) -> None:
    """The real border runs through the airport: terminal 1 is Kota Tangerang's, terminal 3 lies 95 m across."""
    made_up = {"here": (0.0, 109.36), "just across": east_of_the_city(95.36), "far across": (0.0, 109.4)}
    banten = {"here": (-6.1256, 106.6559), "just across": (-6.1187, 106.6647), "far across": (-6.10, 106.67)}
    points, cities = {
        "made up": (made_up, {"here": "61.71", "there": "61.12"}),
        "banten": (banten, {"here": "36.71", "there": "36.03"}),
    }[atlas_name]
    pin = atlas_named(atlas_name).resolve_pin(*points[where], cities["here"])
    assert (pin.state, pin.place.city_code) == (state, cities[city])
    assert pin.distance_m == (metres if metres is None else pytest.approx(metres, abs=0.01))
