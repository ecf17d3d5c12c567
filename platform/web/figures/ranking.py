"""Which cities a page shows: all of them while they are few, else a part, or those looked for by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from oversight.figures import City, CityPlace
from web.figures.measures import Measure, ordered
from web.figures.query_params import PAGE, FigureQuery

# Forty cities can still be taken in on one page. More are shown in parts of twenty.
MOST, PART = 40, 20


class Placed(Protocol):
    """Anything about a city."""

    @property
    def place(self) -> CityPlace: ...


@dataclass(frozen=True)
class Ranking:
    """`cities` (`Placed`) in their order, of which the first is number `first` among `total`; those whose name holds
    `search`, if anything was looked for. `ends`: the first and the last of all that have enough cases to be ranked by
    a measure; empty without any. Addresses keep the choices `kept` and are empty where they would lead nowhere."""

    cities: tuple[Any, ...]
    total: int
    kept: Mapping[str, str]
    page: int = 1
    search: str = ""
    ends: tuple[City, ...] = ()

    @property
    def is_partial(self) -> bool:
        return self.total > MOST

    @property
    def first(self) -> int:
        return PART * (self.page - 1) + 1

    @property
    def last(self) -> int:
        return self.first + len(self.cities) - 1

    @property
    def all_url(self) -> str:
        return f"?{urlencode(self.kept)}"

    @property
    def top_url(self) -> str:
        return self._url(1)

    @property
    def previous_url(self) -> str:
        return self._url(self.page - 1)

    @property
    def next_url(self) -> str:
        return self._url(self.page + 1)

    @property
    def bottom_url(self) -> str:
        return self._url(_pages(self.total))

    def _url(self, page: int) -> str:
        if page == self.page or not 1 <= page <= _pages(self.total):
            return ""
        return f"?{urlencode({**self.kept, PAGE: page})}"


def _pages(total: int) -> int:
    return max(0, total - 1) // PART + 1


def ranking(cities: Sequence[City], query: FigureQuery) -> Ranking:
    """The cities by the measure that is asked for."""
    ranked = ordered(cities, query.measure)
    return part(ranked, query, query.kept, _ends(ranked, query.measure))


def part(
    ranked: Sequence[Placed], query: FigureQuery, kept: Mapping[str, str] | None = None, ends: tuple[City, ...] = ()
) -> Ranking:
    """What is asked for of cities in an order; a page there is none of: the last."""
    total, kept = len(ranked), kept or {}
    if total <= MOST:
        return Ranking(tuple(ranked), total, kept, ends=ends)
    if query.city_search:
        wanted = query.city_search.casefold()
        found = [city for city in ranked if wanted in city.place.name.casefold()]
        return Ranking(tuple(found[:PART]), total, kept, search=query.city_search, ends=ends)
    page = min(query.page, _pages(total))
    return Ranking(tuple(ranked[PART * (page - 1) : PART * page]), total, kept, page, ends=ends)


def _ends(ranked: Sequence[City], measure: Measure) -> tuple[City, ...]:
    """Those with too few cases come last."""
    if not ranked or not measure.is_ranked(ranked[0]):
        return ()
    return ranked[0], next(city for city in reversed(ranked) if measure.is_ranked(city))
