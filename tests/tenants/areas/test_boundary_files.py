"""Boundary files that cannot be used: each problem is a sentence that names the feature."""

import json
from pathlib import Path

import pytest

from tenants.areas.boundary_file import BoundaryFile, ImportRefused, check, features_of

SQUARE = [[109.3, 0.0], [109.4, 0.0], [109.4, 0.1], [109.3, 0.1], [109.3, 0.0]]
CODE = "61.71.01.1002"


def polygon(*rings: list) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: object = None, code: object = CODE, **properties: object) -> dict:
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry or polygon(SQUARE)}


def checked(*features: object) -> BoundaryFile:
    return check(list(features), lambda done: None)


def problems(*features: object) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        checked(*features)
    return refused.value.problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a GeoJSON FeatureCollection."),
        (b'{"type": "Feature"}', "is not a GeoJSON FeatureCollection."),
        (b'{"type": "FeatureCollection"}', "is a FeatureCollection without features."),
        (b'{"type": "FeatureCollection", "features": []}', "is a FeatureCollection without features."),
        (b'{"type": "FeatureCollection", "features": {}}', "is a FeatureCollection without features."),
    ],
)
def test_file_that_holds_no_features(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "batas.geojson"
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as refused:
        features_of(path)
    assert [problem[: len(f"{path} {sentence}")] for problem in refused.value.problems] == [f"{path} {sentence}"]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"tidak-ada\.geojson cannot be read: No such file or directory\."):
        features_of(tmp_path / "tidak-ada.geojson")
    with pytest.raises(ImportRefused, match=r"cannot be read: Is a directory\."):
        features_of(tmp_path)


def test_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature()]}), encoding="utf-8-sig")
    assert features_of(path) == [feature()]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (61.71, 'Feature number 1 has the code 61.71; a Kemendagri code looks like "36.71.01.1002".'),
        (None, 'Feature number 1 has the code null; a Kemendagri code looks like "36.71.01.1002".'),
        ("6171011002", 'Feature number 1 has the code "6171011002"; a Kemendagri code looks like "36.71.01.1002".'),
        ("61.71.01.9999", "Feature 61.71.01.9999: Kemendagri's list has no such code."),
        ("99.99", "Feature 99.99: Kemendagri's list has no such code."),
    ],
)
def test_code_that_is_none(code: object, sentence: str) -> None:
    assert problems(feature(code=code)) == [sentence]


@pytest.mark.parametrize("value", [1, None, "x", [], {}, {"properties": None}, {"properties": []}])
def test_feature_that_is_none(value: object) -> None:
    assert problems(value) == ['Feature number 1 has the code null; a Kemendagri code looks like "36.71.01.1002".']


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        ({"level": 3}, f"Feature {CODE} has the level 3; its code says 4."),
        ({"level": "4"}, f'Feature {CODE} has the level "4"; its code says 4.'),
        ({"parent": "61.72.01"}, f'Feature {CODE} has the parent "61.72.01"; its code says 61.71.01.'),
    ],
)
def test_level_or_parent_against_the_code(properties: dict, sentence: str) -> None:
    assert problems(feature(**properties)) == [sentence]


@pytest.mark.parametrize(
    "ring",
    [
        [[0.0, 109.3], [0.0, 109.4], [0.1, 109.4], [0.0, 109.3]],  # latitude before longitude
        [[700_000, 9_300_000], [700_010, 9_300_000], [700_010, 9_300_010], [700_000, 9_300_000]],  # metres
        [[180.0, 0.0], [180.1, 0.0], [180.1, 0.1], [180.0, 0.0]],
    ],
)
def test_coordinates_out_of_range(ring: list) -> None:
    sentence = f"Feature {CODE} has coordinates out of range; they must be degrees, longitude before latitude."
    assert problems(feature(polygon(ring))) == [sentence]


@pytest.mark.parametrize(
    "geometry",
    [
        "x",
        [1],
        {"type": "Polygon"},
        polygon(SQUARE[:-1]),  # not closed
        polygon([["a", 0], *SQUARE[1:]]),
        polygon([[float("nan"), 0], *SQUARE[1:]]),
        polygon([[10**400, 0], *SQUARE[1:]]),
        polygon([[1], *SQUARE[1:]]),
    ],
)
def test_geometry_that_cannot_be_read(geometry: object) -> None:
    (sentence,) = problems(feature(geometry))
    assert sentence.startswith(f"Feature {CODE} has a geometry that cannot be read (")
    assert len(sentence) < 230


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ({"type": "Point", "coordinates": [109.3, 0.0]}, "a Point"),
        ({"type": "LineString", "coordinates": SQUARE}, "a LineString"),
        ({"type": "GeometryCollection", "geometries": []}, "an empty GeometryCollection"),
        (polygon(), "an empty Polygon"),
    ],
)
def test_geometry_of_another_kind(geometry: dict, kind: str) -> None:
    assert problems(feature(geometry)) == [f"Feature {CODE} is {kind}; a boundary is a Polygon or a MultiPolygon."]


def test_bow_tie_is_repaired_and_told() -> None:
    bow_tie = polygon([[109.0, 0.0], [110.0, 1.0], [110.0, 0.0], [109.0, 1.0], [109.0, 0.0]])
    found = checked(feature(bow_tie))
    assert found.repaired == [
        f"Feature {CODE} had an invalid geometry (Self-intersection[109.5 0.5]), which was repaired."
    ]
    assert (found.boundaries[CODE].is_valid, found.boundaries[CODE].area) == (True, 0.5)


def test_line_drawn_as_a_polygon_cannot_be_repaired() -> None:
    line = polygon([[109.0, 0.0], [110.0, 1.0], [111.0, 2.0], [109.0, 0.0]])
    (sentence,) = problems(feature(line))
    assert sentence.startswith(f"Feature {CODE} has an invalid geometry that cannot be repaired (Self-intersection")


def test_height_is_dropped() -> None:
    found = checked(feature(polygon([[*point, 12.5] for point in SQUARE])))
    assert not found.boundaries[CODE].has_z


def test_province_and_feature_without_geometry_are_left_out_and_told() -> None:
    empty = {"type": "Feature", "properties": {"code": "61.72"}, "geometry": None}
    found = checked(feature(code="61"), empty, feature())
    assert (list(found.boundaries), found.skipped) == (
        [CODE],
        ["Feature 61 is a province, whose boundary is not used.", "Feature 61.72 has no geometry."],
    )


def test_file_of_nothing_but_left_out_features_is_refused() -> None:
    assert problems(feature(code="61")) == [
        "No feature of the file can be used.",
        "Feature 61 is a province, whose boundary is not used.",
    ]


def test_code_twice() -> None:
    assert problems(feature(), feature()) == [f"Feature {CODE} occurs more than once."]


def test_all_problems_are_told_up_to_twenty() -> None:
    told = problems(*[feature(code=None)] * 25)
    assert (len(told), told[-1]) == (21, "... and 5 more problems.")


def test_reference_files_are_usable(
    atlas_name: str, made_up_features: list[dict], reference_features: list[dict]
) -> None:
    features = {"made up": made_up_features, "banten": reference_features}[atlas_name]
    found = checked(*features)
    assert (len(found.boundaries), found.skipped, found.repaired) == (len(features), [], [])
