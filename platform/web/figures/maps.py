"""The map of the cities, shaded by the measure, each with the number it has in the list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from oversight import maps
from oversight.figures import City
from web.figures.measures import Measure
from web.figures.query_params import Link

SHADES = 5


@dataclass(frozen=True)
class Land:
    """One city on the map. Shade 0: too few cases to be compared."""

    number: int
    name: str
    url: str
    value: str
    cases: str
    shade: int
    path: str = ""
    x: int = 0
    y: int = 0

    @property
    def description(self) -> str:
        return f"{self.name}: {self.value} {self.cases}".strip()


@dataclass(frozen=True)
class Map:
    """The cities in the order of the list; `height` 0 where their outlines are not loaded: then the list stands
    alone. The shades run from the `least` to the `most` of the cities that can be compared."""

    lands: tuple[Land, ...]
    height: int
    attribution: str
    least: str
    most: str

    @property
    def shades(self) -> range:
        return range(1, SHADES + 1)


def map_of(cities: Sequence[City], measure: Measure[City], link: Link) -> Map:
    """All cities, in the order of the measure."""
    drawing = maps.drawing([city.place.code for city in cities])
    shapes = {shape.code: shape for shape in drawing.shapes} if drawing else {}
    ranked = [city for city in cities if measure.is_ranked(city)]
    values = [measure.value(city) or 0 for city in ranked]
    lands = []
    for number, city in enumerate(cities, start=1):
        shape = shapes.get(city.place.code)
        lands.append(
            Land(
                number=number,
                name=city.place.short_name,
                url=link(city.place),
                value=measure.text(city),
                cases=measure.cases_text(city),
                shade=_shade(measure.value(city) or 0, values) if measure.is_ranked(city) else 0,
                path=shape.path if shape else "",
                x=shape.x if shape else 0,
                y=shape.y if shape else 0,
            )
        )
    return Map(
        lands=tuple(lands),
        height=drawing.height if drawing else 0,
        attribution=drawing.attribution if drawing else "",
        least=measure.text(ranked[-1]) if ranked else "",
        most=measure.text(ranked[0]) if ranked else "",
    )


def _shade(value: float, values: Sequence[float]) -> int:
    """1 (the least of these values) to 5 (the most); all equal: 5."""
    least, most = min(values), max(values)
    if least == most:
        return SHADES
    return 1 + min(SHADES - 1, int(SHADES * (value - least) / (most - least)))
