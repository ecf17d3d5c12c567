"""`laksa areas import FILE`: boundaries from a GeoJSON file. All or nothing; re-running replaces the same boundaries.

The product ships no boundaries: the rights of the original mapping agency are unconfirmed. A file is a
FeatureCollection of Polygon or MultiPolygon in WGS84 (longitude, latitude) whose features carry `code` (Kemendagri,
dotted) and may carry `level` and `parent`, which must then agree with the code.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from lokal import wilayah
from shapely.geometry.base import BaseGeometry

from tenants.areas import lookup
from tenants.areas.codes import CITY, city_of, is_code, level_of, parent_of
from tenants.areas.models import Boundary, Edition
from tenants.areas.seeding import seed_city

ATTRIBUTION = (
    "Batas wilayah: cahyadsn/wilayah_boundaries (MIT), diturunkan dari data Badan Informasi Geospasial; indikatif."
)
# Told how many of how many steps are done; every feature is two steps, checking and writing.
Progress = Callable[[int, int], None]

_BATCH = 500
_PROBLEMS_SHOWN = 20
_FIELDS = ["level", "city_code", "geometry", "west", "south", "east", "north", "edition"]


@dataclass(frozen=True)
class ImportResult:
    """Boundaries written by level (2, 3, 4); sentences on features left out, and on geometry that was repaired."""

    counts: dict[int, int]
    skipped: list[str]
    repaired: list[str]


class ImportRefused(Exception):
    """The file was not imported and nothing was changed; `problems` are sentences, each naming its feature."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems[:_PROBLEMS_SHOWN]
        if len(problems) > _PROBLEMS_SHOWN:
            self.problems.append(_("… dan %(number)d masalah lain.") % {"number": len(problems) - _PROBLEMS_SHOWN})
        super().__init__("\n".join(self.problems))


def import_file(path: str | Path, *, attribution: str = ATTRIBUTION, progress: Progress | None = None) -> ImportResult:
    """Check every feature of the file, then write them all in one transaction. Runs as the owner of the tables.

    The areas of the cities in the file are seeded too, so that every boundary has a name. Raises `ImportRefused`.
    """
    path = Path(path)
    features = _features(_read(path))
    report = progress or (lambda done, total: None)
    checked = _check(features, lambda done: report(done, 2 * len(features)))
    subject = path.name.encode(errors="replace").decode()[:255]
    with transaction.atomic():
        edition = Edition.objects.create(subject=subject, attribution=attribution)
        for city_code in sorted({city_of(code) for code in checked.boundaries}):
            seed_city(city_code)
        _write(checked.boundaries, edition, lambda done: report(len(features) + done, 2 * len(features)))
    lookup.forget()
    report(2 * len(features), 2 * len(features))
    return ImportResult(
        counts=dict(sorted(Counter(level_of(code) for code in checked.boundaries).items())),
        skipped=checked.skipped,
        repaired=checked.repaired,
    )


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        sentence = _("Berkas %(path)s tidak dapat dibaca: %(why)s.") % {"path": path, "why": error.strerror}
        raise ImportRefused([sentence]) from error
    except (ValueError, RecursionError) as error:
        raise ImportRefused([_("Isi berkas bukan JSON yang sah: %(why)s.") % {"why": error}]) from error


def _features(document: object) -> list[object]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ImportRefused([_("Berkas harus berisi GeoJSON FeatureCollection.")])
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise ImportRefused([_("FeatureCollection tidak berisi satu pun fitur.")])
    return features


class _Problem(Exception):
    """One sentence about one feature that makes the file unusable."""


class _Skip(Exception):
    """One sentence about one feature that is left out."""


@dataclass
class _Checked:
    boundaries: dict[str, BaseGeometry] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)


def _check(features: list[object], done: Callable[[int], None]) -> _Checked:
    checked, problems = _Checked(), []
    for number, feature in enumerate(features, start=1):
        try:
            _check_one(number, feature, checked)
        except _Skip as reason:
            checked.skipped.append(str(reason))
        except _Problem as problem:
            problems.append(str(problem))
        if number % _BATCH == 0:
            done(number)
    if not problems and not checked.boundaries:
        problems = [_("Tidak ada fitur yang dapat dipakai."), *checked.skipped]
    if problems:
        raise ImportRefused(problems)
    return checked


def _check_one(number: int, feature: object, checked: _Checked) -> None:
    feature = feature if isinstance(feature, dict) else {}
    code = _code(number, feature.get("properties"))
    if code in checked.boundaries:
        raise _Problem(_("Fitur %(code)s muncul lebih dari sekali.") % {"code": code})
    if feature.get("geometry") is None:
        raise _Skip(_("Fitur %(code)s: tidak ada geometri.") % {"code": code})
    geometry = _geometry(code, feature["geometry"])
    if not geometry.is_valid:
        geometry = _repair(code, geometry)
        checked.repaired.append(_("Fitur %(code)s: geometri tidak sah dan telah diperbaiki.") % {"code": code})
    checked.boundaries[code] = geometry


def _code(number: int, properties: object) -> str:
    """The code of a feature that may be used; complains or skips otherwise."""
    properties = properties if isinstance(properties, dict) else {}
    code = properties.get("code")
    if not is_code(code):
        raise _Problem(
            _("Fitur nomor %(number)d: code %(code)s bukan kode Kemendagri bertitik seperti 36.71.01.1002.")
            % {"number": number, "code": json.dumps(code)}
        )
    if level_of(code) < CITY:
        raise _Skip(_("Fitur %(code)s: batas provinsi tidak dipakai.") % {"code": code})
    if wilayah.get_wilayah(code) is None:
        raise _Problem(_("Fitur %(code)s: kode ini tidak ada dalam daftar Kemendagri.") % {"code": code})
    for name, expected in (("level", level_of(code)), ("parent", parent_of(code))):
        if properties.get(name) not in (None, expected):
            raise _Problem(
                _("Fitur %(code)s: %(name)s harus %(expected)s, bukan %(given)s.")
                % {"code": code, "name": name, "expected": expected, "given": json.dumps(properties[name])}
            )
    return code


def _geometry(code: str, value: object) -> BaseGeometry:
    """The polygon or multipolygon, with coordinates that are degrees of longitude and latitude."""
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(value)))
    except shapely.errors.GEOSException as error:
        raise _Problem(
            _("Fitur %(code)s: geometri tidak terbaca (%(why)s).") % {"code": code, "why": error}
        ) from error
    if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty:
        raise _Problem(
            _("Fitur %(code)s: geometri harus Polygon atau MultiPolygon yang berisi, bukan %(type)s.")
            % {"code": code, "type": geometry.geom_type}
        )
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise _Problem(
            _("Fitur %(code)s: koordinat di luar jangkauan; yang benar derajat WGS84 dengan urutan bujur, lintang.")
            % {"code": code}
        )
    return geometry


def _repair(code: str, geometry: BaseGeometry) -> BaseGeometry:
    """A valid geometry of the same outline; what has collapsed to lines or points is dropped."""
    why = shapely.is_valid_reason(geometry)
    repaired = shapely.make_valid(geometry)
    polygons = [part for part in shapely.get_parts(repaired) if part.geom_type in {"Polygon", "MultiPolygon"}]
    repaired = shapely.union_all(polygons)
    if repaired.is_empty:
        raise _Problem(
            _("Fitur %(code)s: geometri tidak sah dan tidak dapat diperbaiki (%(why)s).") % {"code": code, "why": why}
        )
    return repaired


def _write(boundaries: dict[str, BaseGeometry], edition: Edition, done: Callable[[int], None]) -> None:
    rows = [_row(code, geometry, edition) for code, geometry in boundaries.items()]
    for start in range(0, len(rows), _BATCH):
        Boundary.objects.bulk_create(
            rows[start : start + _BATCH], update_conflicts=True, update_fields=_FIELDS, unique_fields=["code"]
        )
        done(start)


def _row(code: str, geometry: BaseGeometry, edition: Edition) -> Boundary:
    west, south, east, north = geometry.bounds
    return Boundary(
        code=code,
        level=level_of(code),
        city_code=city_of(code),
        geometry=shapely.to_wkb(geometry),
        west=west,
        south=south,
        east=east,
        north=north,
        edition=edition,
    )
