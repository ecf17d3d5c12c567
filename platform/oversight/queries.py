"""The cities compared and broken down. Screens read figures through these functions and `oversight.lists` and
`oversight.histories`, and nothing else. They run in the province's seat; each is one statement, hence one snapshot,
however many cities there are, and is exact at once after a transition (`oversight.tallies`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from oversight.figures import AreaFound, Breakdown, City, CityPlace, Comparison, Figures, Standing
from oversight.periods import BEFORE, NOW, Period, parameters, span_of, spans_before
from oversight.statements import figures_of, rows_of
from oversight.tallies import (
    ALL,
    CITIES,
    CUTS,
    FIGURES,
    FIRST_DUE,
    IS_OPEN,
    ONE_CITY,
    PLACE,
    WHOLE,
    array,
    counted,
    pending_cells,
    shown,
)
from tenants.areas.codes import KECAMATAN, plain
from tenants.ledger.states import OPEN
from tenants.models import Tenant
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

_numbers: Remembered[int] = Remembered(60)
AREAS_FOUND = 12
# Overdue reports by how many days ago their first deadline ran out: up to so many days, and the last ones longer.
AGES = (7, 30, 90)


@dataclass(frozen=True)
class Only:
    """Which reports are compared: of this kind, of this category group; empty: of any."""

    kind: str = ""
    group: str = ""

    @property
    def cut(self) -> str:
        return {(True, True): "kind_group", (True, False): "kind", (False, True): "group"}.get(
            (bool(self.kind), bool(self.group)), ""
        )

    @property
    def value(self) -> str:
        return "|".join(part for part in (self.kind, self.group) if part)


EVERY_REPORT = Only()


# -- The cities side by side ---------------------------------------------------------------------------------------


# Open reports and late ones by tenant, whenever received, in one cut; after `cells`. Parameters: cut, value.
def _standing(cut: str, tenants: str = "") -> str:
    """`tenants`: only those in this array (SQL)."""
    told, pending = (f" AND t.tenant = ANY({tenants})", f" AND d.tenant = ANY({tenants})") if tenants else ("", "")
    return f"""
standing AS (
  SELECT tenant, sum(open)::int AS open, sum(overdue)::int AS overdue
    FROM (SELECT t.tenant, {IS_OPEN} AS open, overdue
            FROM oversight_tally t WHERE t.cut = '{cut}' AND t.value = %(value)s AND t.grain = 'Y'{told}
          UNION ALL
          SELECT d.tenant, CASE WHEN d.state = ANY(%(open_states)s) THEN d.sign ELSE 0 END,
                 CASE WHEN d.is_overdue THEN d.sign ELSE 0 END
            FROM cells d WHERE {CUTS[cut]} = %(value)s{pending}) told
   GROUP BY tenant
)"""  # noqa: S608 (constants)


@lru_cache
def _comparison(cut: str) -> str:
    return f"""
WITH {CITIES}, {counted((cut,), one_value=True)}, {shown()}, {_standing(cut)}
SELECT {PLACE}, s.open, s.overdue, n.label, {FIGURES}
  FROM members c
  LEFT JOIN standing s ON s.tenant = c.schema_name
  LEFT JOIN shown n ON n.tenant = c.schema_name
 WHERE NOT c.is_sandbox
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, n.label, {FIGURES} FROM shown n WHERE n.tenant = '{ALL}'
 ORDER BY 2
"""  # noqa: S608 (constants)


def number_of_cities() -> int:
    """How many cities the figures compare, at most a minute old. One query when it is not remembered."""
    cities = Tenant.objects.exclude(schema_name=PUBLIC).filter(is_enabled=True, is_sandbox=False)
    return _numbers.get(PUBLIC, cities.count)


def comparison(
    now: datetime,
    period: Period,
    only: Only = EVERY_REPORT,
    *,
    with_before: bool = True,
) -> Comparison:
    """Every city's figures of the reports received in `period` and in the span before it, as they stand at `now`.

    `now` is aware and the present moment. `open` and `overdue` look at every open report, whenever it was received.
    With hundreds of cities it pays to leave out the span before, which `earlier` tells of some.
    """
    has_before = bool(period.before_first and with_before)
    spans = [span_of(period, now, cut=only.cut), *(spans_before(period, only.cut) if has_before else [])]
    found = figures_of(
        _comparison(only.cut),
        partial(_compared, now=now, period=period, has_before=has_before),
        now,
        value=only.value,
        open_states=list(OPEN),
        **parameters(spans),
    )
    return replace(found, at=now)


def _compared(rows: Sequence[Sequence[Any]], *, now: datetime, period: Period, has_before: bool) -> Comparison:
    places: dict[str, CityPlace] = {}
    standing: dict[str, tuple[int, int]] = {}
    figures: dict[tuple[str, str], Figures] = {}
    for row in rows:
        schema = row[0] or ""
        if schema:
            places[schema], standing[schema] = CityPlace(*row[:6]), (row[6] or 0, row[7] or 0)
        if row[8] is not None:
            figures[schema, row[8]] = Figures.of(row[9:])
    none = Figures()
    no_before = none if has_before else None
    cities = tuple(
        City(place, figures.get((schema, NOW), none), figures.get((schema, BEFORE), no_before), *standing[schema])
        for schema, place in places.items()
        if place.is_enabled
    )
    return Comparison(
        at=now,
        period=period,
        cities=cities,
        whole=figures.get(("", NOW), none),
        whole_before=figures.get(("", BEFORE), no_before),
        closed=tuple(
            Standing(place, *standing[schema])
            for schema, place in places.items()
            if not place.is_enabled and standing[schema][0]
        ),
        open=sum(city.open for city in cities),
        overdue=sum(city.overdue for city in cities),
    )


@lru_cache
def _some(cut: str) -> str:
    return f"""
WITH {counted((cut,), one_value=True, tenants="%(tenants)s")}
SELECT n.tenant, {FIGURES} FROM counted n WHERE n.tenant = ANY(%(tenants)s)
"""  # noqa: S608 (constants)


def earlier(now: datetime, period: Period, only: Only, tenants: Sequence[str]) -> dict[str, Figures]:
    """Figures of the span before `period`, of these cities by schema name; none where nothing is before."""
    if period.before_first is None:
        return {}
    spans = parameters(spans_before(period, only.cut))
    found = figures_of(
        _some(only.cut),
        lambda rows: {tenant: Figures.of(values) for tenant, *values in rows},
        now,
        value=only.value,
        tenants=list(tenants),
        **spans,
    )
    return {tenant: found.get(tenant, Figures()) for tenant in tenants}


@lru_cache
def _city(cut: str) -> str:
    tenants = "%(tenants)s"
    return f"""
WITH {counted((cut,), one_value=True, tenants=tenants)}, {_standing(cut, tenants)}
SELECT coalesce(s.open, 0), coalesce(s.overdue, 0), n.label, {FIGURES}
  FROM unnest({tenants}) w(tenant)
  LEFT JOIN standing s ON s.tenant = w.tenant
  LEFT JOIN counted n ON n.tenant = w.tenant
"""  # noqa: S608 (constants)


def city(now: datetime, period: Period, only: Only, place: CityPlace) -> City:
    """The figures of one city that counts, and of the span before it; `open` and `overdue` as in `comparison`."""
    opened, overdue, found = figures_of(
        _city(only.cut),
        lambda rows: (*rows[0][:2], {row[2]: Figures.of(row[3:]) for row in rows if row[2]}),
        now,
        value=only.value,
        open_states=list(OPEN),
        tenants=[place.schema_name],
        **parameters([span_of(period, now, cut=only.cut), *spans_before(period, only.cut)]),
    )
    before = found.get(BEFORE, Figures()) if period.before_first else None
    return City(place, found.get(NOW, Figures()), before, opened, overdue)


# -- One city, or all, broken down ---------------------------------------------------------------------------------

CITY_CUTS = ("kind", "group", "unit", "district")
ALL_CUTS = ("kind", "group", "unit")


@lru_cache
def _breakdown(cuts: tuple[str, ...], *, is_whole: bool) -> str:
    tenants = f"({WHOLE})" if is_whole else ONE_CITY
    place = "NULL, NULL, NULL, NULL, NULL, NULL" if is_whole else PLACE
    source = (
        f"shown n WHERE n.tenant = '{ALL}'"
        if is_whole
        else "cities c LEFT JOIN shown n ON n.tenant = c.schema_name WHERE c.slug = %(slug)s"
    )
    return f"""
WITH {CITIES}, {counted(cuts, tenants=tenants)}, {shown()}
SELECT {place}, n.cut, n.value, {FIGURES} FROM {source} ORDER BY n.cut, n.value
"""  # noqa: S608 (constants)


def breakdown(now: datetime, period: Period, slug: str | None = None) -> Breakdown | None:
    """The reports of one city, or of all, by everything they are cut by. None: no city that counts has this slug."""
    cuts = ("", *(ALL_CUTS if slug is None else CITY_CUTS))
    spans = parameters(span_of(period, now, cut=cut) for cut in cuts)
    place, by = figures_of(
        _breakdown(cuts, is_whole=slug is None), partial(_broken_down, cuts), now, slug=slug, **spans
    )
    if place is None and slug:
        return None
    whole = by[""].get("", Figures())
    return Breakdown(now, period, place, whole, {cut: found for cut, found in by.items() if cut})


def _broken_down(
    cuts: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[CityPlace | None, dict[str, dict[str, Figures]]]:
    by: dict[str, dict[str, Figures]] = {cut: {} for cut in cuts}
    for row in rows:
        if row[6] is not None and (found := Figures.of(row[8:])).received:
            by[row[6]][row[7]] = found
    return (CityPlace(*rows[0][:6]) if rows and rows[0][0] else None), by


# -- Open reports --------------------------------------------------------------------------------------------------

# How many reports have been late for up to so many days. Those that are due today and late already are in no day that
# is over: they are looked up. What has been late for longer than all of these is the rest of the late ones, so that
# only the last months are read.
_UP_TO = ", ".join(f"coalesce(sum(open) FILTER (WHERE age <= {age}), 0)::int AS up_to_{age}" for age in AGES)
_AGES = f"""
here AS MATERIALIZED (
  SELECT schema_name AS tenant, (%(now)s AT TIME ZONE time_zone)::date AS today,
         date_trunc('day', %(now)s AT TIME ZONE time_zone) AT TIME ZONE time_zone AS midnight
    FROM members
),
late AS (
  SELECT h.tenant, h.today - d.day AS age, d.open
    FROM here h JOIN oversight_dueday d ON d.tenant = h.tenant AND d.day >= h.today - {AGES[-1]} AND d.day < h.today
  UNION ALL
  SELECT h.tenant, h.today - d.due_day, d.sign
    FROM here h
    JOIN oversight_delta d ON d.tenant = h.tenant AND d.due_day >= h.today - {AGES[-1]} AND d.due_day < h.today
  UNION ALL
  SELECT h.tenant, 0, 1
    FROM here h
    JOIN ledger_fact f ON f.tenant = h.tenant AND f.ended_at IS NULL
                      AND {FIRST_DUE} >= h.midnight AND {FIRST_DUE} < %(now)s
),
ages AS (SELECT tenant, {_UP_TO} FROM late GROUP BY tenant)"""  # noqa: S608 (constants)
_SINCE = [f"coalesce(a.up_to_{age}, 0)" for age in AGES]
_BY_AGE = array(f"{more} - {less}" for less, more in pairwise(("0", *_SINCE, "coalesce(s.overdue, 0)")))


@lru_cache
def _open_reports(*, by_age: bool) -> str:
    ages = f", {_AGES}" if by_age else ""
    age, join = (_BY_AGE, "LEFT JOIN ages a ON a.tenant = c.schema_name") if by_age else ("NULL", "")
    return f"""
WITH {CITIES}, {pending_cells()}, {_standing("")}{ages}
SELECT {PLACE}, coalesce(s.open, 0), coalesce(s.overdue, 0), {age}
  FROM members c LEFT JOIN standing s ON s.tenant = c.schema_name {join}
 WHERE NOT c.is_sandbox AND (c.is_enabled OR s.open > 0)
 ORDER BY c.code
"""  # noqa: S608 (constants)


def standing(now: datetime, *, by_age: bool = True) -> list[Standing]:
    """The open reports of every city and how long those that have missed a deadline have done so, in the order of the
    cities' codes; disabled cities are among them as long as they have open ones."""
    return figures_of(_open_reports(by_age=by_age), _stood, now, value="", open_states=list(OPEN))


def _stood(rows: Sequence[Sequence[Any]]) -> list[Standing]:
    none = (0,) * (len(AGES) + 1)
    return [Standing(CityPlace(*row[:6]), row[6], row[7], tuple(row[8] or none)) for row in rows]


def age_bounds(place: int) -> tuple[int, int | None]:
    """From and up to how many days an age reaches; None: without end."""
    return (AGES[place - 1] + 1 if place else 0), (AGES[place] if place < len(AGES) else None)


# -- Which city is mine? -------------------------------------------------------------------------------------------

_AREAS = f"""
WITH {CITIES}
SELECT {PLACE}, a.name, a.type, coalesce(k.name, '')
  FROM areas_area a
  JOIN cities c ON c.code = a.city_code
  LEFT JOIN areas_area k ON k.code = a.parent_code AND k.level = %(kecamatan)s
 WHERE a.level >= %(kecamatan)s AND strpos(a.sort_name, %(wanted)s) > 0
 ORDER BY a.sort_name <> %(wanted)s, NOT starts_with(a.sort_name, %(wanted)s), a.sort_name, a.code
 LIMIT %(limit)s
"""  # noqa: S608 (constants)


def find_areas(text: str, *, limit: int = AREAS_FOUND) -> list[AreaFound]:
    """Kecamatan and desa/kelurahan by (part of) their name, the closest first; nothing typed finds nothing."""
    wanted = plain(text)
    if not wanted:
        return []
    rows = rows_of(_AREAS, kecamatan=KECAMATAN, wanted=wanted, limit=limit)
    return [AreaFound(name, kind, district, CityPlace(*place)) for *place, name, kind, district in rows]
