"""Areas and boundaries for everyone else, served from the memory of the process.

Cities are read from the database when first needed, in whatever seat the request is in (every role may read these
tables). Every `RECHECK_SECONDS` a process asks whether boundaries were imported or areas added since.
"""

from typing import NamedTuple

import shapely
from django.db.models import Count, Max, Min

from tenants.areas.geometry import Extent
from tenants.areas.index import (
    NEAR_LIMIT_M,
    SEARCH_LIMIT,
    AreaName,
    AreaRow,
    AreaShape,
    Atlas,
    Choice,
    CityIndex,
    Kecamatan,
    PinResult,
)
from tenants.areas.models import Area, Boundary, BoundaryImport
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

RECHECK_SECONDS = 10.0


class _Read(NamedTuple):
    version: tuple[int | None, ...]
    atlas: Atlas


_memory: Remembered[_Read] = Remembered(RECHECK_SECONDS)


def locate(lat: float, lon: float) -> AreaName | None:
    """The finest area that holds the point (WGS84 degrees), in any city whose boundaries are loaded."""
    return _atlas().locate(lat, lon)


def resolve_pin(lat: float, lon: float, city_code: str, limit_m: float = NEAR_LIMIT_M) -> PinResult:
    """Where a pin lies, seen from `city_code`; one at most `limit_m` metres outside counts as near."""
    return _atlas().resolve_pin(lat, lon, city_code, limit_m)


def check_choice(lat: float | None, lon: float | None, chosen_code: str, city_code: str) -> Choice:
    """Whether the chosen kelurahan stands in `city_code`, and whether the pin agrees. Only None is "no pin"."""
    return _atlas().check_choice(lat, lon, chosen_code, city_code)


def place_of(code: str) -> AreaName | None:
    """The area with this code, or None."""
    return _atlas().place(code)


def name_of(code: str) -> str | None:
    """The name of an area, or None when the code is unknown."""
    place = place_of(code)
    return place.name if place else None


def areas_of(city_code: str) -> tuple[Kecamatan, ...]:
    """The kelurahan of a city grouped by kecamatan, both in the order of their names."""
    return _atlas().city(city_code).kecamatan


def search(city_code: str, text: str, limit: int = SEARCH_LIMIT) -> list[AreaName]:
    """Kelurahan of a city by what somebody typed, best first; nothing typed finds nothing."""
    return _atlas().city(city_code).search(text, limit)


def has_boundaries(city_code: str) -> bool:
    """Whether pins can be checked in this city."""
    return _atlas().city(city_code).has_boundaries


def outlines(city_code: str, level: int) -> str:
    """GeoJSON text of the city's boundaries of one level (2, 3, 4), simplified; its `attribution` must be shown."""
    return _atlas().city(city_code).outlines(level)


def bbox(city_code: str) -> Extent | None:
    """The box around the city in degrees, or None without boundaries."""
    return _atlas().city(city_code).extent


def centre(code: str) -> tuple[float, float] | None:
    """(lat, lon) of a point inside the area, or None without its boundary."""
    place = place_of(code)
    return _atlas().city(place.city_code).centre(code) if place else None


def version() -> tuple[int | None, ...]:
    """Another one after every import of boundaries and every new city's areas."""
    return _memory.get(PUBLIC, _read).version


def forget() -> None:
    """Read everything anew at the next question; for the process that has just changed areas or boundaries."""
    _memory.forget()


def _atlas() -> Atlas:
    """The atlas in memory, replaced when something was added. Two threads may both build one; either will do."""
    return _memory.get(PUBLIC, _read).atlas


def _read() -> _Read:
    known, version = _memory.latest(PUBLIC), _version()
    return known if known and known.version == version else _Read(version, _build())


def _version() -> tuple[int | None, ...]:
    """Differs after every import (the last id alone would miss one committed late) and every newly seeded city."""
    imports = BoundaryImport.objects.aggregate(number=Count("id"), last=Max("id"))
    return imports["number"], imports["last"], Area.objects.count()


def _build() -> Atlas:
    names = dict(Area.objects.filter(level=Area.Level.CITY).values_list("code", "name"))
    boxes = Boundary.objects.values_list("city_code").annotate(Min("west"), Min("south"), Max("east"), Max("north"))
    return Atlas(names, {code: Extent(*edges) for code, *edges in boxes}, _load_city)


def _load_city(code: str, name: str) -> CityIndex:
    areas = [AreaRow(*row) for row in Area.objects.filter(city_code=code).values_list("code", "name", "type")]
    rows = Boundary.objects.filter(city_code=code).values_list("code", "geometry", "source__attribution")
    shapes = [AreaShape(area, shapely.from_wkb(bytes(wkb)), attribution) for area, wkb, attribution in rows]
    return CityIndex(code, name, areas, shapes)
