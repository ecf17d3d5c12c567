"""What a map draws: simplified outlines, boxes and centres."""

import json
from collections.abc import Callable

import pytest
import shapely

from tenants.areas.geometry import Extent
from tenants.areas.index import Atlas

CITY = {"made up": "61.71", "banten": "36.71"}
KELURAHAN = {"made up": 2, "banten": 104}


def shapes_of(outlines: str) -> dict[str, shapely.Geometry]:
    features = json.loads(outlines)["features"]
    return {feature["id"]: shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features}


def test_outline_names_the_area_and_the_source(atlas: Atlas) -> None:
    drawn = json.loads(atlas.city("61.71").outlines(4))
    assert (drawn["type"], drawn["attribution"]) == ("FeatureCollection", "Peta uji.")
    assert [feature["properties"] for feature in drawn["features"]] == [
        {"code": "61.71.01.1002", "name": "Benuamelayu Laut", "level": 4},
        {"code": "61.71.01.1003", "name": "Benuamelayu Darat", "level": 4},
    ]


def test_outlines_keep_every_area_without_gaps(atlas_name: str, atlas_named: Callable[[str], Atlas]) -> None:
    """The kelurahan drawn together cover what the kelurahan cover, to a thousandth of the city."""
    city = atlas_named(atlas_name).city(CITY[atlas_name])
    kelurahan = shapes_of(city.outlines(4))
    whole = shapely.union_all(list(shapes_of(city.outlines(2)).values()))
    together = shapely.union_all([shapely.make_valid(shape) for shape in kelurahan.values()])
    assert len(kelurahan) == KELURAHAN[atlas_name]
    assert together.area == pytest.approx(sum(shape.area for shape in kelurahan.values()), rel=0.001)
    assert together.symmetric_difference(whole).area < whole.area * 0.01


def test_hole_stays_a_hole(atlas: Atlas) -> None:
    drawn = shapes_of(atlas.city("61.71").outlines(4))["61.71.01.1002"]
    assert [shapely.box(*hole.bounds).bounds for hole in drawn.interiors] == [(109.31, 0.005, 109.32, 0.015)]


def test_outlines_are_made_once(atlas: Atlas) -> None:
    city = atlas.city("61.71")
    assert city.outlines(4) is city.outlines(4)


@pytest.mark.parametrize(("city", "level"), [("61.72", 4), ("99.99", 2), ("61.71", 9)])
def test_no_boundaries_no_outlines(atlas: Atlas, city: str, level: int) -> None:
    assert json.loads(atlas.city(city).outlines(level)) == {
        "type": "FeatureCollection",
        "attribution": "",
        "features": [],
    }


def test_box_of_a_city(atlas: Atlas) -> None:
    assert atlas.city("61.71").extent == Extent(west=109.30, south=-0.02, east=109.38, north=0.02)
    assert atlas.city("61.72").extent is None


def test_centre_lies_in_its_area(atlas_name: str, atlas_named: Callable[[str], Atlas]) -> None:
    city = atlas_named(atlas_name).city(CITY[atlas_name])
    codes = [area.code for group in city.kecamatan for area in group.areas if city.centre(area.code)]
    assert len(codes) == KELURAHAN[atlas_name]
    assert [city.locate(*city.centre(code)).code for code in codes] == codes


def test_area_without_boundary_has_no_centre(atlas: Atlas) -> None:
    assert atlas.city("61.71").centre("61.71.02.1001") is None
