"""Which area is it? Pure Python over areas and boundaries in memory; `lookup` fills it from the database."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from tenants.areas.codes import CITY, KECAMATAN, KELURAHAN, city_of, is_code, level_of, parent_of, plain
from tenants.areas.geometry import Extent, box_around, distance_m, extent_of, on_earth, simplified

# A pin this far outside its city is still taken for the nearest kelurahan: roads are shared and phones are imprecise.
NEAR_LIMIT_M = 150.0
# Cities whose areas and boundaries one process keeps, at about 1 MB each.
CITIES_IN_MEMORY = 32
SEARCH_LIMIT = 20
SEARCH_LENGTH = 100
_KIND_WORDS = {"kel", "kelurahan", "desa", "kec", "kecamatan"}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as it is stored."""

    code: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class AreaShape:
    """The boundary of an area and whom to name where it is shown."""

    code: str
    geometry: BaseGeometry
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area with the names of what it lies in. `kecamatan` is empty for a city; a kecamatan names itself."""

    code: str
    name: str
    type: str
    level: int
    kecamatan_code: str
    kecamatan: str
    city_code: str
    city_name: str


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A kecamatan and its desa/kelurahan, by name."""

    code: str
    name: str
    areas: tuple[AreaName, ...]


class PinState(StrEnum):
    """Where a pin lies, seen from one city."""

    INSIDE = "inside"
    NEAR = "near"  # outside, but within the limit of the nearest area
    ELSEWHERE = "elsewhere"  # in another city, with or without a tenant
    OUTSIDE = "outside"  # in no area we know: the sea, another province
    UNCHECKED = "unchecked"  # no boundaries are loaded for the city


@dataclass(frozen=True, slots=True)
class PinResult:
    """`place` is the area of the city (inside, near) or of the other city (elsewhere).

    `distance_m` is 0 inside, the metres to the place when near, and None otherwise.
    """

    state: PinState
    place: AreaName | None = None
    distance_m: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether a report with this pin may be filed in the city that was asked."""
        return self.state in {PinState.INSIDE, PinState.NEAR, PinState.UNCHECKED}


class ChoiceState(StrEnum):
    """What the pin says about the kelurahan the citizen chose."""

    MATCHED = "matched"
    MISMATCH = "mismatch"  # the choice stands, an officer looks at it
    UNCHECKED = "unchecked"  # no pin, no boundary, or only a coarser one that does not contradict
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a choice does not stand."""

    UNKNOWN_AREA = "unknown_area"
    NOT_A_KELURAHAN = "not_a_kelurahan"
    OTHER_CITY = "other_city"
    PIN_ELSEWHERE = "pin_elsewhere"
    PIN_OUTSIDE = "pin_outside"


@dataclass(frozen=True, slots=True)
class Choice:
    """`place` is the chosen area where it is known, also when it belongs to another city."""

    state: ChoiceState
    place: AreaName | None = None
    pin: PinResult | None = None
    refusal: Refusal | None = None


def _finest_first(place: AreaName) -> tuple[int, str]:
    """On a border the smallest code of the finest level wins, so that the answer never changes."""
    return -place.level, place.code


class CityIndex:
    """The areas and boundaries of one city. A boundary whose area is not listed shows its code as its name."""

    def __init__(self, code: str, name: str, areas: Iterable[AreaRow] = (), shapes: Iterable[AreaShape] = ()) -> None:
        self.code, self.name = code, name
        rows = {row.code: row for row in areas}
        shapes = sorted(shapes, key=lambda shape: shape.code)
        self._names = {row.code: row.name for row in rows.values()}
        self._places = {row.code: self._describe(row) for row in rows.values()}
        self._located = [
            self._places.get(shape.code) or self._describe(AreaRow(shape.code, shape.code, "")) for shape in shapes
        ]
        self._geometries = [shape.geometry for shape in shapes]
        self._numbers = {shape.code: number for number, shape in enumerate(shapes)}
        self._attribution = " ".join(sorted({shape.attribution for shape in shapes} - {""}))
        self._tree = shapely.STRtree(self._geometries)
        self._outlines: dict[int, str] = {}
        self._kecamatan = self._grouped()
        self._searchable = [
            (plain(place.name), plain(place.kecamatan), place) for group in self._kecamatan for place in group.areas
        ]

    def _describe(self, row: AreaRow) -> AreaName:
        level = level_of(row.code)
        kecamatan_code = {CITY: "", KECAMATAN: row.code}.get(level, parent_of(row.code))
        kecamatan = self._names.get(kecamatan_code, kecamatan_code)
        return AreaName(row.code, row.name, row.type, level, kecamatan_code, kecamatan, self.code, self.name)

    def _grouped(self) -> tuple[Kecamatan, ...]:
        groups: dict[str, list[AreaName]] = defaultdict(list)
        for place in sorted(self._places.values(), key=lambda place: (plain(place.name), place.code)):
            if place.level == KELURAHAN:
                groups[place.kecamatan_code].append(place)
        listed = (Kecamatan(code, self._names.get(code, code), tuple(areas)) for code, areas in groups.items())
        return tuple(sorted(listed, key=lambda group: (plain(group.name), group.code)))

    @property
    def has_boundaries(self) -> bool:
        """Whether a pin can be checked here."""
        return bool(self._geometries)

    @cached_property
    def extent(self) -> Extent | None:
        """The box around all boundaries."""
        return extent_of(self._geometries) if self._geometries else None

    @property
    def kecamatan(self) -> tuple[Kecamatan, ...]:
        """The kelurahan of the city, grouped by kecamatan, both by name."""
        return self._kecamatan

    def place(self, code: str) -> AreaName | None:
        """The area with this code."""
        return self._places.get(code)

    def locate(self, lat: float, lon: float) -> AreaName | None:
        """The finest area that holds the point; its border belongs to it, its holes do not."""
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return min((self._located[hit] for hit in hits), key=_finest_first, default=None)

    def nearest(self, lat: float, lon: float, limit_m: float) -> tuple[AreaName, float] | None:
        """The nearest area within `limit_m` metres and its distance; kelurahan before coarser areas."""
        hits = self._tree.query(box_around(lat, lon, limit_m))
        measured = ((self._located[hit], distance_m(lat, lon, self._geometries[hit])) for hit in hits)
        within = [(place, metres) for place, metres in measured if metres <= limit_m]
        return min(within, key=lambda found: (-found[0].level, found[1], found[0].code), default=None)

    def centre(self, code: str) -> tuple[float, float] | None:
        """(lat, lon) of a point inside the area, where its boundary is loaded."""
        number = self._numbers.get(code)
        if number is None:
            return None
        point = self._geometries[number].representative_point()
        return round(point.y, 6), round(point.x, 6)

    def outlines(self, level: int) -> str:
        """The boundaries of one level as a GeoJSON FeatureCollection for a map, with the attribution to show."""
        if level not in self._outlines:
            self._outlines[level] = self._simplified(level)
        return self._outlines[level]

    def _simplified(self, level: int) -> str:
        numbers = [number for number, place in enumerate(self._located) if place.level == level]
        geometries = [self._geometries[number] for number in numbers]
        features = [
            _feature(self._located[number], outline)
            for number, outline in zip(numbers, simplified(geometries) if geometries else (), strict=True)
        ]
        head = {"type": "FeatureCollection", "attribution": self._attribution if features else ""}
        return json.dumps({**head, "features": features}, ensure_ascii=False, separators=(",", ":"))

    def search(self, text: str, limit: int) -> list[AreaName]:
        """Kelurahan whose name, or name with kecamatan, answers to the words typed; best first."""
        words = plain(text[:SEARCH_LENGTH]).split()
        words = [word for word in words if word not in _KIND_WORDS] or words
        if not words:
            return []
        ranked = ((_rank(words, name, kecamatan), name, place) for name, kecamatan, place in self._searchable)
        hits = sorted((rank, name, place.code, place) for rank, name, place in ranked if rank is not None)
        return [place for _, _, _, place in hits[:limit]]


def _feature(place: AreaName, geometry: str) -> dict[str, object]:
    properties = {"code": place.code, "name": place.name, "level": place.level}
    return {"type": "Feature", "id": place.code, "properties": properties, "geometry": json.loads(geometry)}


def _rank(words: list[str], name: str, kecamatan: str) -> int | None:
    """0 for the very name, then: begins so, holds the words, holds them with its kecamatan, spelt without spaces."""
    typed = " ".join(words)
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if _all_begin(words, name.split()):
        return 2
    if _all_begin(words, [*name.split(), *kecamatan.split()]):
        return 3
    return 4 if typed.replace(" ", "") in name.replace(" ", "") else None


def _all_begin(words: list[str], names: list[str]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


class Atlas:
    """All cities. `load` fetches one when it is first needed; `extents` says which cities a point may lie in."""

    def __init__(
        self, names: Mapping[str, str], extents: Mapping[str, Extent], load: Callable[[str, str], CityIndex]
    ) -> None:
        self._names, self._extents = names, extents
        self._load = lru_cache(maxsize=CITIES_IN_MEMORY)(load)

    @classmethod
    def of(cls, areas: Iterable[AreaRow], shapes: Iterable[AreaShape]) -> "Atlas":
        """An atlas of lists that are already in memory."""
        rows, outlines = defaultdict(list), defaultdict(list)
        for row in areas:
            rows[city_of(row.code)].append(row)
        for shape in shapes:
            outlines[city_of(shape.code)].append(shape)
        names = {row.code: row.name for city in rows.values() for row in city if level_of(row.code) == CITY}
        extents = {code: extent_of([shape.geometry for shape in city]) for code, city in outlines.items()}
        return cls(names, extents, lambda code, name: CityIndex(code, name, rows[code], outlines[code]))

    def city(self, code: str) -> CityIndex:
        """The index of a city; an empty one for a city nobody listed."""
        if code not in self._names and code not in self._extents:
            return CityIndex(code, code)
        return self._load(code, self._names.get(code, code))

    def place(self, code: str) -> AreaName | None:
        """The area with this code, in whatever city."""
        return self.city(city_of(code)).place(code) if is_code(code) else None

    def locate(self, lat: float, lon: float) -> AreaName | None:
        """The finest area of all cities that holds the point. Numbers that are no coordinates lie nowhere."""
        if not on_earth(lat, lon):
            return None
        cities = (self.city(code) for code, extent in self._extents.items() if extent.covers(lat, lon))
        found = (city.locate(lat, lon) for city in cities)
        return min((place for place in found if place), key=_finest_first, default=None)

    def resolve_pin(self, lat: float, lon: float, city_code: str, limit_m: float = NEAR_LIMIT_M) -> PinResult:
        """Where the pin lies, seen from `city_code`; a border belongs to the city that asks."""
        if not on_earth(lat, lon):
            return PinResult(PinState.OUTSIDE)
        city = self.city(city_code)
        if not city.has_boundaries:
            return PinResult(PinState.UNCHECKED)
        if place := city.locate(lat, lon):
            return PinResult(PinState.INSIDE, place, 0.0)
        if near := city.nearest(lat, lon, limit_m):
            return PinResult(PinState.NEAR, *near)
        if place := self.locate(lat, lon):
            return PinResult(PinState.ELSEWHERE, place)
        return PinResult(PinState.OUTSIDE)

    def check_choice(self, lat: float | None, lon: float | None, chosen_code: str, city_code: str) -> Choice:
        """Whether the kelurahan the citizen chose stands, and whether the pin (None: there is none) agrees."""
        place = self.place(chosen_code)
        refusal = _refusal_of(place, city_code)
        if refusal or lat is None or lon is None:
            return Choice(ChoiceState.REFUSED if refusal else ChoiceState.UNCHECKED, place, refusal=refusal)
        pin = self.resolve_pin(lat, lon, city_code)
        if not pin.accepted:
            elsewhere = pin.state is PinState.ELSEWHERE
            return Choice(ChoiceState.REFUSED, place, pin, Refusal.PIN_ELSEWHERE if elsewhere else Refusal.PIN_OUTSIDE)
        return Choice(_agreement(pin.place, chosen_code), place, pin)


def _refusal_of(chosen: AreaName | None, city_code: str) -> Refusal | None:
    if chosen is None:
        return Refusal.UNKNOWN_AREA
    if chosen.city_code != city_code:
        return Refusal.OTHER_CITY
    return None if chosen.level == KELURAHAN else Refusal.NOT_A_KELURAHAN


def _agreement(pinned: AreaName | None, chosen_code: str) -> ChoiceState:
    if pinned is None:
        return ChoiceState.UNCHECKED
    if pinned.code == chosen_code:
        return ChoiceState.MATCHED
    coarser = chosen_code.startswith(f"{pinned.code}.")
    return ChoiceState.UNCHECKED if coarser else ChoiceState.MISMATCH
