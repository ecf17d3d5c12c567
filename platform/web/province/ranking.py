"""Which cities a page shows: all of them while they are few, else a page of the ranking, or those looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from oversight.figures import City
from web.province.asked import Asked
from web.province.measures import ordered

# Forty cities can still be taken in on one page. More are shown in parts of twenty.
MOST, PART = 40, 20


@dataclass(frozen=True)
class Ranking:
    """`cities` in the order of the measure, of which the first has the rank `first`, among `total`. Addresses are
    empty where they would lead nowhere."""

    cities: tuple[City, ...]
    first: int
    total: int
    search: str
    top_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    bottom_url: str = ""

    @property
    def is_partial(self) -> bool:
        return self.total > MOST

    @property
    def last(self) -> int:
        return self.first + len(self.cities) - 1


def ranking(cities: Sequence[City], asked: Asked) -> Ranking:
    """The part of the ranking that is asked for; a page there is none of: the last."""
    ranked = ordered(cities, asked.measure)
    total = len(ranked)
    if total <= MOST:
        return Ranking(tuple(ranked), 1, total, "")
    if asked.city_search:
        wanted = asked.city_search.casefold()
        found = [city for city in ranked if wanted in city.place.name.casefold()]
        return Ranking(tuple(found[:PART]), 1, total, asked.city_search)
    last = (total - 1) // PART + 1
    page = min(asked.page, last)
    first = PART * (page - 1)

    def url(number: int) -> str:
        return f"?{urlencode({**asked.kept, 'halaman': number})}" if 1 <= number <= last and number != page else ""

    return Ranking(
        cities=tuple(ranked[first : first + PART]),
        first=first + 1,
        total=total,
        search="",
        top_url=url(1),
        previous_url=url(page - 1),
        next_url=url(page + 1),
        bottom_url=url(last),
    )
