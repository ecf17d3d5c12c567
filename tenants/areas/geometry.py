"""Points, distances and outlines on WGS84 geometry. x = longitude, y = latitude, in degrees."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

EQUATORIAL_RADIUS_M = 6378137.0  # WGS84
ECCENTRICITY_SQUARED = 0.00669437999014  # WGS84
# An outline keeps the detail that a map of about this many pixels can show.
OUTLINE_PIXELS = 800
OUTLINE_DECIMALS = 5  # about 1 m


class Extent(NamedTuple):
    """A box in degrees, in the order of GeoJSON."""

    west: float
    south: float
    east: float
    north: float

    def covers(self, lat: float, lon: float) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def on_earth(lat: float, lon: float) -> bool:
    """Whether these are a latitude and a longitude at all. 0 is as good a number as any other."""
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of one degree of longitude and one of latitude on the WGS84 ellipsoid at latitude `lat`."""
    sine = math.sin(math.radians(lat))
    flattening = 1 - ECCENTRICITY_SQUARED * sine * sine
    across = EQUATORIAL_RADIUS_M / math.sqrt(flattening) * math.cos(math.radians(lat))
    along = EQUATORIAL_RADIUS_M * (1 - ECCENTRICITY_SQUARED) / flattening**1.5
    return math.radians(across), math.radians(along)


def box_around(lat: float, lon: float, metres: float) -> BaseGeometry:
    """A box that holds everything within `metres` of the point."""
    across, along = metres_per_degree(lat)
    wide, high = metres / max(across, 1.0), metres / along
    return shapely.box(lon - wide, lat - high, lon + wide, lat + high)


def distance_m(lat: float, lon: float, geometry: BaseGeometry) -> float:
    """Metres from the point to the nearest part of `geometry`, 0 inside it.

    Measured on a plane that touches the ellipsoid at the point; at the distances asked here (some hundred metres,
    Indonesian latitudes) it is right to a centimetre.
    """
    scale = metres_per_degree(lat)
    flat = shapely.transform(geometry, lambda xy: (xy - (lon, lat)) * scale)
    return float(shapely.distance(shapely.Point(0, 0), flat))


def extent_of(geometries: Sequence[BaseGeometry]) -> Extent:
    """The smallest box around all of `geometries` (at least one)."""
    return Extent(*(float(edge) for edge in shapely.total_bounds(np.asarray(geometries, dtype=object))))


def simplified(geometries: Sequence[BaseGeometry]) -> list[str]:
    """GeoJSON geometries for a map: neighbours keep their common edge, so that no gaps open between them."""
    box = extent_of(geometries)
    tolerance = math.hypot(box.east - box.west, box.north - box.south) / OUTLINE_PIXELS
    simple = shapely.coverage_simplify(np.asarray(geometries, dtype=object), tolerance)
    return list(shapely.to_geojson(shapely.transform(simple, lambda xy: np.round(xy, OUTLINE_DECIMALS))))
