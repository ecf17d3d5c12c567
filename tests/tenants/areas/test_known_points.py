"""The areas of points with a known answer, in made-up boundaries and, where the files are, in those of Banten."""

from collections.abc import Callable

import pytest

from tenants.areas.index import AreaName, Atlas

# latitude, longitude, (code, name, kecamatan, city code, city) or None
LAUT = ("61.71.01.1002", "Benuamelayu Laut", "Pontianak Selatan", "61.71", "Kota Pontianak")
DARAT = ("61.71.01.1003", "Benuamelayu Darat", "Pontianak Selatan", "61.71", "Kota Pontianak")
SUNGAI_RAYA = ("61.12.01.2001", "Sungai Raya", "Sungai Raya", "61.12", "Kabupaten Kubu Raya")
KNOWN_POINTS = {
    "made up": [
        (0.0, 109.33, LAUT),
        (0, 109.36, DARAT),
        (-0.015, 109.305, LAUT),
        (0.01, 109.45, SUNGAI_RAYA),
        (0.01, 109.315, None),  # in the hole
        (0.0, 109.29, None),  # in the sea
        (0.0, 0.0, None),
        (90.0, 180.0, None),
    ],
    "banten": [
        (-6.1702, 106.6403, ("36.71.01.1002", "Sukaasih", "Tangerang", "36.71", "Kota Tangerang")),
        (-6.1768, 106.6328, ("36.71.01.1001", "Sukarasa", "Tangerang", "36.71", "Kota Tangerang")),
        (-6.1256, 106.6559, ("36.71.04.1004", "Pajang", "Benda", "36.71", "Kota Tangerang")),
        (-6.1187, 106.6647, ("36.03.14.2005", "Rawa Rengas", "Kosambi", "36.03", "Kabupaten Tangerang")),
        (-6.2364, 106.7088, ("36.71.06.1006", "Sudimara Jaya", "Ciledug", "36.71", "Kota Tangerang")),
        (-6.3216, 106.7079, ("36.74.04.1002", "Serua", "Ciputat", "36.74", "Kota Tangerang Selatan")),
        (-6.1157, 106.1503, ("36.73.01.1004", "Kota Baru", "Serang", "36.73", "Kota Serang")),
        (-6.1754, 106.8272, None),  # Monas, Jakarta
        (-5.5, 106.3, None),  # the Java Sea
    ],
}


def facts(place: AreaName | None) -> tuple[str, ...] | None:
    return place and (place.code, place.name, place.kecamatan, place.city_code, place.city_name)


def test_point_lies_in_the_known_area(known_point: tuple, atlas_named: Callable[[str], Atlas]) -> None:
    atlas_name, lat, lon, answer = known_point
    assert facts(atlas_named(atlas_name).locate(lat, lon)) == answer


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(float("nan"), 109.33), (0.0, float("inf")), (109.33, 0.0), (0.0, 469.33), (-90.1, 109.33)],
)
def test_numbers_that_are_no_coordinates_lie_nowhere(atlas: Atlas, lat: float, lon: float) -> None:
    assert atlas.locate(lat, lon) is None
