"""Reading and checking a boundary file, without the database.

A file is a GeoJSON FeatureCollection of Polygon or MultiPolygon in WGS84 (longitude, latitude) whose features carry
the property `code` (Kemendagri, dotted) and may carry `level` and `parent`, which must then agree with the code.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from lokal import wilayah
from shapely.geometry.base import BaseGeometry

from tenants.areas.codes import CITY, is_code, level_of, parent_of

_PROBLEMS_SHOWN = 20
_WHY_SHOWN = 150  # characters


class ImportRefused(Exception):
    """The file cannot be used; `problems` are sentences, each naming its feature. Nothing was changed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems[:_PROBLEMS_SHOWN]
        if len(problems) > _PROBLEMS_SHOWN:
            self.problems.append(f"... and {len(problems) - _PROBLEMS_SHOWN} more problems.")
        super().__init__("\n".join(self.problems))


class _Problem(Exception):
    """One sentence about one feature that makes the file unusable."""


class _Skip(Exception):
    """One sentence about one feature that is left out."""


@dataclass
class BoundaryFile:
    """What a usable file holds: valid geometry by code, and sentences on features left out or repaired."""

    boundaries: dict[str, BaseGeometry] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)


def features_of(path: Path) -> list[object]:
    """The features of the file, unchecked. Raises `ImportRefused`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ImportRefused([f"{path} cannot be read: {error.strerror}."]) from error
    except (ValueError, RecursionError) as error:
        raise ImportRefused([f"{path} is not JSON: {error}."]) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ImportRefused([f"{path} is not a GeoJSON FeatureCollection."])
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise ImportRefused([f"{path} is a FeatureCollection without features."])
    return features


def check(features: list[object], done: Callable[[int], None]) -> BoundaryFile:
    """Check every feature and tell `done` after each how many were. Raises `ImportRefused` with all problems."""
    checked, problems = BoundaryFile(), []
    for number, feature in enumerate(features, start=1):
        try:
            _check_one(number, feature, checked)
        except _Skip as reason:
            checked.skipped.append(str(reason))
        except _Problem as problem:
            problems.append(str(problem))
        done(number)
    if not problems and not checked.boundaries:
        problems = ["No feature of the file can be used.", *checked.skipped]
    if problems:
        raise ImportRefused(problems)
    return checked


def _check_one(number: int, feature: object, checked: BoundaryFile) -> None:
    feature = feature if isinstance(feature, dict) else {}
    code = _code(number, feature.get("properties"))
    if code in checked.boundaries:
        raise _Problem(f"Feature {code} occurs more than once.")
    if feature.get("geometry") is None:
        raise _Skip(f"Feature {code} has no geometry.")
    geometry = _geometry(code, feature["geometry"])
    if not geometry.is_valid:
        why = shapely.is_valid_reason(geometry)
        geometry = _repair(code, geometry, why)
        checked.repaired.append(f"Feature {code} had an invalid geometry ({why}), which was repaired.")
    checked.boundaries[code] = geometry


def _code(number: int, properties: object) -> str:
    """The code of a feature that may be used; complains or skips otherwise."""
    properties = properties if isinstance(properties, dict) else {}
    code = properties.get("code")
    if not is_code(code):
        raise _Problem(
            f'Feature number {number} has the code {json.dumps(code)}; a Kemendagri code looks like "36.71.01.1002".'
        )
    if level_of(code) < CITY:
        raise _Skip(f"Feature {code} is a province, whose boundary is not used.")
    if wilayah.get_wilayah(code) is None:
        raise _Problem(f"Feature {code}: Kemendagri's list has no such code.")
    for name, expected in (("level", level_of(code)), ("parent", parent_of(code))):
        if properties.get(name) not in (None, expected):
            raise _Problem(f"Feature {code} has the {name} {json.dumps(properties[name])}; its code says {expected}.")
    return code


def _geometry(code: str, value: object) -> BaseGeometry:
    """The polygon or multipolygon, with coordinates that are degrees of longitude and latitude."""
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(value)))
    except shapely.errors.GEOSException as error:
        raise _Problem(f"Feature {code} has a geometry that cannot be read ({str(error)[:_WHY_SHOWN]}).") from error
    if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty:
        kind = f"an empty {geometry.geom_type}" if geometry.is_empty else f"a {geometry.geom_type}"
        raise _Problem(f"Feature {code} is {kind}; a boundary is a Polygon or a MultiPolygon.")
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise _Problem(
            f"Feature {code} has coordinates out of range; they must be degrees, longitude before latitude."
        )
    return geometry


def _repair(code: str, geometry: BaseGeometry, why: str) -> BaseGeometry:
    """A valid geometry of the same outline; what has collapsed to lines or points is dropped."""
    parts = shapely.get_parts(shapely.make_valid(geometry))
    repaired = shapely.union_all([part for part in parts if part.geom_type in {"Polygon", "MultiPolygon"}])
    if repaired.is_empty:
        raise _Problem(f"Feature {code} has an invalid geometry that cannot be repaired ({why}).")
    return repaired
