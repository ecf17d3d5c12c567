"""The outlines of the province's cities as shapes for a drawing, from the boundaries where these are loaded."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from oversight.statements import rows_of
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

# The drawing's width in its own units; its height follows from the land.
WIDTH = 1000
# Borders are drawn to about this many units: fine enough for the eye, small enough for the page.
_DETAIL = 2.5
# Islands smaller than this (square units) are left away.
_SPECK = 12.0
_CITY_LEVEL = 2


@dataclass(frozen=True)
class CityOutline:
    """One city: an SVG path and a point inside it where a label stands."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """All cities on one sheet, north up; `attribution` must be shown."""

    height: int
    shapes: tuple[CityOutline, ...]
    attribution: str


# Every process keeps what it has drawn, and from which boundaries: until some were imported again or cities joined.
_drawn: Remembered[tuple[object, Drawing | None]] = Remembered(math.inf)

_VERSION = """
SELECT count(*), max(source_id) FROM areas_boundary WHERE level = %(level)s AND city_code = ANY(%(codes)s)
"""
_BOUNDARIES = """
SELECT b.code, b.geometry, i.attribution
  FROM areas_boundary b JOIN areas_boundaryimport i ON i.id = b.source_id
 WHERE b.level = %(level)s AND b.city_code = ANY(%(codes)s)
 ORDER BY b.code
"""


def drawing(codes: Sequence[str]) -> Drawing | None:
    """The cities with these codes; None unless the boundary of every one of them is loaded. One query, two when
    something has changed."""
    parameters = {"level": _CITY_LEVEL, "codes": sorted(codes)}
    [(count, last)] = rows_of(_VERSION, **parameters)
    version = (parameters["codes"], count, last)
    known = _drawn.latest(PUBLIC)
    if known is None or known[0] != version:
        complete = bool(codes) and count == len(codes)
        known = _drawn.keep(PUBLIC, (version, _draw(rows_of(_BOUNDARIES, **parameters)) if complete else None))
    return known[1]


def _draw(rows: Sequence[Sequence[Any]]) -> Drawing:
    lands = {code: shapely.from_wkb(bytes(wkb)) for code, wkb, _attribution in rows}
    west, south, east, north = shapely.total_bounds(list(lands.values()))
    # Near the equator a degree is as long either way but for the cosine of the latitude.
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def onto_sheet(land: BaseGeometry) -> BaseGeometry:
        return shapely.transform(land, lambda points: (points - (west, north)) * (scale * squeeze, -scale))

    return Drawing(
        height=math.ceil((north - south) * scale),
        shapes=tuple(_shape(code, onto_sheet(land)) for code, land in lands.items()),
        attribution=", ".join(sorted({str(attribution) for _code, _wkb, attribution in rows})),
    )


def _shape(code: str, land: BaseGeometry) -> CityOutline:
    inside = shapely.maximum_inscribed_circle(land, tolerance=1.0).coords[0]
    path = "".join(_ring(ring) for polygon in _polygons(land) for ring in (polygon.exterior, *polygon.interiors))
    return CityOutline(code, path, round(inside[0]), round(inside[1]))


def _polygons(land: BaseGeometry) -> Iterator[Polygon]:
    for part in shapely.get_parts(land.simplify(_DETAIL)):
        if isinstance(part, Polygon) and part.area >= _SPECK:
            yield part


def _ring(ring: BaseGeometry) -> str:
    points = [f"{round(x)} {round(y)}" for x, y in ring.coords[:-1]]
    return f"M{'L'.join(points)}Z"
