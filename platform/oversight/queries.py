"""Every figure the province shows, read from the facts. Screens read through these functions and nothing else, so that
tallies can come behind them. They run in the province's seat; each is one statement, hence one snapshot, however many
cities there are.

Sandbox and disabled tenants are in no figure. Secret reports are counted like all others.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from oversight.figures import (
    AreaFound,
    City,
    Comparison,
    Figures,
    LateClock,
    OverduePage,
    OverdueReport,
    Place,
)
from oversight.periods import Period
from oversight.statements import CITIES, FIGURES, RECEIVED, figures_of, rows_of, span
from oversight.states import COUNTED
from tenants.areas.codes import KECAMATAN, plain

PAGE = 50
AREAS_FOUND = 12
# The limits of SP4N that a fact carries, and the moment that meets each.
CLOCKS = ("verify", "first_follow_up", "total")

# Every open fact with the due time of each limit it has missed (else NULL) and the first of these. Parameter: now.
_OPEN = """
open AS (
  SELECT f.*, least(late_verify, late_first_follow_up, late_total) AS first_due
    FROM (SELECT number, tenant, state, kind, category_group, area_code,
                 CASE WHEN verified_at IS NULL AND due_verify < %(now)s THEN due_verify END AS late_verify,
                 CASE WHEN first_follow_up_at IS NULL AND due_first_follow_up < %(now)s
                      THEN due_first_follow_up END AS late_first_follow_up,
                 CASE WHEN answered_at IS NULL AND due_total < %(now)s THEN due_total END AS late_total
            FROM ledger_fact
           WHERE ended_at IS NULL) f
)"""
_COMPARISON = f"""
WITH {CITIES}, {_OPEN},
{RECEIVED},
figures AS (
  SELECT tenant, is_now, {FIGURES}
    FROM received
   GROUP BY GROUPING SETS ((tenant, is_now), (is_now))
)
SELECT c.schema_name, c.code, c.name, c.slug, c.host, o.open, o.overdue,
       f.is_now, {", ".join(f"f.{state}" for state in COUNTED)}, f.met, f.late, f.open_late, f.median_days, f.measured
  FROM cities c
  LEFT JOIN (SELECT tenant, count(*) AS open, count(first_due) AS overdue FROM open GROUP BY tenant) o
         ON o.tenant = c.schema_name
  FULL JOIN figures f ON f.tenant = c.schema_name
 ORDER BY c.code, f.is_now
"""  # noqa: S608 (constants)


def comparison(now: datetime, period: Period) -> Comparison:
    """Every city's figures of the reports received in `period` and in the span before it, as they stand at `now`.

    `now` is aware and the present moment. `open` and `overdue` look at every open report, whenever it was received.
    """
    rows = rows_of(_COMPARISON, **span(now, start=period.start, earliest=period.earliest, end=period.end))
    places: dict[str, Place] = {}
    standing: dict[str, tuple[int, int]] = {}
    figures: dict[tuple[str, bool], Figures] = {}
    for row in rows:
        place = Place(*row[:5])
        schema = place.schema_name or ""
        if schema:
            places[schema], standing[schema] = place, (row[5] or 0, row[6] or 0)
        if row[7] is not None:
            figures[schema, row[7]] = figures_of(row[8:])

    def of(schema: str, is_now: bool) -> Figures | None:
        if not is_now and period.before_start is None:
            return None
        return figures.get((schema, is_now), Figures())

    cities = tuple(
        City(place, of(schema, True) or Figures(), of(schema, False), *standing[schema])
        for schema, place in places.items()
    )
    return Comparison(now, period, cities, of("", True) or Figures(), of("", False))


# -- Late reports --------------------------------------------------------------------------------------------------

_OVERDUE_BY_CITY = f"""
WITH {CITIES}, {_OPEN}
SELECT c.schema_name, c.code, c.name, c.slug, c.host, count(o.first_due)
  FROM cities c LEFT JOIN open o ON o.tenant = c.schema_name
 GROUP BY c.schema_name, c.code, c.name, c.slug, c.host
 ORDER BY c.code
"""  # noqa: S608 (constants)
_OVERDUE = f"""
WITH {CITIES}, {_OPEN}
SELECT c.schema_name, c.code, c.name, c.slug, c.host, o.number, o.state, o.kind, o.category_group, a.name, k.name,
       late_verify, late_first_follow_up, late_total,
       (%(now)s AT TIME ZONE c.time_zone)::date - (late_verify AT TIME ZONE c.time_zone)::date,
       (%(now)s AT TIME ZONE c.time_zone)::date - (late_first_follow_up AT TIME ZONE c.time_zone)::date,
       (%(now)s AT TIME ZONE c.time_zone)::date - (late_total AT TIME ZONE c.time_zone)::date,
       o.first_due
  FROM open o
  JOIN cities c ON c.schema_name = o.tenant
  LEFT JOIN areas_area a ON a.code = o.area_code
  LEFT JOIN areas_area k ON k.code = a.parent_code AND k.level = %(kecamatan)s
 WHERE o.first_due IS NOT NULL
   AND (%(tenant)s IS NULL OR o.tenant = %(tenant)s)
   AND (%(after_due)s IS NULL OR (o.first_due, o.number) > (%(after_due)s, %(after_number)s))
 ORDER BY o.first_due, o.number
 LIMIT %(limit)s
"""  # noqa: S608 (constants)
_KEY = re.compile(r"(\d{1,17})_([0-9A-Z-]{1,20})", re.ASCII)


def overdue_by_city(now: datetime) -> list[tuple[Place, int]]:
    """How many open reports have missed a limit at `now`, by city in the order of their codes."""
    return [(Place(*row[:5]), row[5]) for row in rows_of(_OVERDUE_BY_CITY, now=now)]


def overdue(now: datetime, *, tenant: str | None = None, after: str = "", size: int = PAGE) -> OverduePage:
    """The open reports that have missed a limit at `now`, the one waiting longest first, by keyset.

    `tenant` is a schema name (None: all cities); `after` the `next_key` of the page before. A key that is none gives
    the first page.
    """
    after_due, after_number = _after(after)
    rows = rows_of(
        _OVERDUE,
        now=now,
        tenant=tenant,
        after_due=after_due,
        after_number=after_number,
        kecamatan=KECAMATAN,
        limit=size + 1,
    )
    shown = rows[:size]
    more = len(rows) > size
    return OverduePage(tuple(_overdue_report(row) for row in shown), _key(shown[-1]) if more else "")


def _overdue_report(row: Sequence[Any]) -> OverdueReport:
    number, state, kind, category_group, area, district = row[5:11]
    missed = [
        LateClock(rule, due_at, days)
        for rule, due_at, days in zip(CLOCKS, row[11:14], row[14:17], strict=True)
        if due_at is not None
    ]
    clocks = tuple(sorted(missed, key=lambda clock: clock.due_at))
    return OverdueReport(number, Place(*row[:5]), state, kind, category_group, area or "", district or "", clocks)


def _key(row: Sequence[Any]) -> str:
    microseconds = (row[-1] - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
    return f"{microseconds}_{row[5]}"


def _after(key: str) -> tuple[datetime | None, str]:
    match = _KEY.fullmatch(key)
    if match is None:
        return None, ""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(match[1])), match[2]


# -- Which city is mine? -------------------------------------------------------------------------------------------

_AREAS = f"""
WITH {CITIES}
SELECT c.schema_name, c.code, c.name, c.slug, c.host, a.name, a.type, coalesce(k.name, '')
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
    return [AreaFound(name, kind, district, Place(*place)) for *place, name, kind, district in rows]
