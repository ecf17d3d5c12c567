"""The cities over time, and one city by month, kind and topic, for everybody: small figures of parts are hidden.

Each function is one statement, hence one snapshot, in the province's seat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from oversight.figures import CityPlace, Figures
from oversight.periods import NAMES, NOW, Period, Span, months_until, next_month, parameters, span_of
from oversight.publication import Published, count_of, published
from oversight.statements import figures_of, prepared_rows_of
from oversight.tallies import CITIES, FIGURES, ONE_CITY, PLACE, counted
from tenants.disclosure.published_tables import Count, Group, whole

MONTHS = 12


@dataclass(frozen=True)
class History:
    """Reports by the month they were received in, `months` the last twelve with the present one, `before` the twelve
    before these; each group's code is its month ("2026-03"). The present month is not over."""

    months: tuple[Group, ...]
    before: tuple[Group, ...]


@dataclass(frozen=True)
class CityDetail:
    """One city: its figures of the period and its last months in one snapshot, and what is published today by kind and
    topic; nothing of a period without a name (`periods.NAMES`)."""

    at: datetime
    period: Period
    place: CityPlace
    whole: Group
    published: Published | None
    history: History


_HISTORIES = f"""
WITH {CITIES}, {counted(("",), one_value=True, tenants="%(tenants)s")}
SELECT c.schema_name, n.label, {FIGURES}
  FROM cities c LEFT JOIN counted n ON n.tenant = c.schema_name
 WHERE c.schema_name = ANY(%(tenants)s)
"""  # noqa: S608 (constants)
_CITY = f"""
WITH {CITIES}, {counted(("",), tenants=ONE_CITY)}
SELECT {PLACE}, n.label, {FIGURES}
  FROM cities c LEFT JOIN counted n ON n.tenant = c.schema_name
 WHERE c.slug = %(slug)s
"""  # noqa: S608 (constants)


def histories(now: datetime, zone: ZoneInfo, tenants: Sequence[str]) -> dict[str, History]:
    """The history of these cities by schema name; those that are in no figure are left out."""
    months = [Span(code, first, next_month(first)) for code, first in _months_of(now, zone).items()]
    found = figures_of(_HISTORIES, _counted, now, value="", tenants=list(tenants), **parameters(months))
    return {schema: _history(counts, now, zone) for schema, counts in found.items()}


def _counted(rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Count]]:
    """By schema and month."""
    found: dict[str, dict[str, Count]] = {}
    for schema, month, *figures in rows:
        counts = found.setdefault(schema, {})
        if month:
            counts[month] = count_of(month, Figures.of(figures))
    return found


def city_detail(now: datetime, period: Period, zone: ZoneInfo, slug: str) -> CityDetail | None:
    """One city's figures as they stand at `now`; None when no city that counts has this slug."""
    months = [Span(code, first, next_month(first)) for code, first in _months_of(now, zone).items()]
    spans = [*months, span_of(period, now)]
    rows = prepared_rows_of(_CITY, now=now, slug=slug, **parameters(spans))
    if not rows:
        return None
    place = CityPlace(*rows[0][:6])
    found = {row[6]: count_of(row[6], Figures.of(row[7:])) for row in rows if row[6] is not None}
    return CityDetail(
        at=now,
        period=period,
        place=place,
        whole=whole(found.pop(NOW, count_of("", Figures()))),
        published=published(now, zone, place.schema_name)[period.name] if period.name in NAMES else None,
        history=_history(found, now, zone),
    )


def _history(counts: Mapping[str, Count], now: datetime, zone: ZoneInfo) -> History:
    wanted = [counts.get(month) or count_of(month, Figures()) for month in month_names(now, zone)]
    # A month of a whole city is a figure of the city: nothing of it is hidden, as it is not on the page of that month.
    months = tuple(whole(count) for count in wanted)
    return History(months=months[MONTHS:], before=months[:MONTHS])


def month_names(now: datetime, zone: ZoneInfo) -> list[str]:
    """The last twenty-four months ("2026-03"), the present one last."""
    return list(_months_of(now, zone))


def _months_of(now: datetime, zone: ZoneInfo) -> dict[str, date]:
    return {f"{first:%Y-%m}": first for first in months_until(now, zone, 2 * MONTHS)}
