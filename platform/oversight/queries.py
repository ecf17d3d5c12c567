"""Every figure the province shows, read from the facts. Screens read through these functions and nothing else, so that
tallies can come behind them. They run in the province's seat; each is one statement, hence one snapshot, however many
cities there are.

Sandbox and disabled tenants are in no figure. Secret reports are counted like all others.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

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
from oversight.states import COUNTED
from tenants.areas.codes import KECAMATAN, plain
from tenants.law.memory import current_law
from tenants.seats import PUBLIC

PAGE = 50
AREAS_FOUND = 12
# The limits of SP4N that a fact carries, and the moment that meets each.
CLOCKS = ("verify", "first_follow_up", "total")

# Every tenant that counts. Parameter: public.
_CITIES = """
cities AS (
  SELECT t.schema_name, t.code, t.name, t.slug, t.time_zone, coalesce(d.domain, '') AS host
    FROM tenants_tenant t
    LEFT JOIN tenants_domain d ON d.tenant_id = t.id AND d.is_primary
   WHERE t.is_enabled AND NOT t.is_sandbox AND t.schema_name <> %(public)s
)"""
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
_STATE_COUNTS = ", ".join(f"count(*) FILTER (WHERE state = '{state}') AS {state}" for state in COUNTED)
# `numbers` holds the running number of the last working day on or before each day from `first_day` on, so working days
# between two days are one subtraction (`tenants.law.calendar`).
_COMPARISON = f"""
WITH {_CITIES}, {_OPEN},
received AS (
  SELECT f.tenant, f.state, f.ended_at, f.due_total, f.received_at >= %(start)s AS is_now,
         coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END) AS decided_at,
         c.numbers[(f.answered_at AT TIME ZONE c.time_zone)::date - %(first_day)s + 1]
           - c.numbers[(f.received_at AT TIME ZONE c.time_zone)::date - %(first_day)s + 1] AS days
    FROM ledger_fact f
    JOIN (SELECT schema_name, time_zone, %(numbers)s::int[] AS numbers FROM cities) c ON c.schema_name = f.tenant
   WHERE f.received_at >= %(earliest)s AND f.received_at < %(end)s AND f.state = ANY(%(counted)s)
),
figures AS (
  SELECT tenant, is_now, {_STATE_COUNTS},
         count(*) FILTER (WHERE decided_at <= due_total) AS met,
         count(*) FILTER (WHERE decided_at > due_total OR decided_at IS NULL AND ended_at > due_total) AS late,
         count(*) FILTER (WHERE decided_at IS NULL AND ended_at IS NULL AND due_total < %(now)s) AS open_late,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median_days,
         count(days) AS measured
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
    first_day, numbers = _working_day_numbers(period.earliest.date(), now)
    rows = _rows(
        _COMPARISON,
        now=now,
        start=period.start,
        earliest=period.earliest,
        end=period.end,
        first_day=first_day,
        numbers=numbers,
        counted=list(COUNTED),
    )
    places: dict[str, Place] = {}
    standing: dict[str, tuple[int, int]] = {}
    figures: dict[tuple[str, bool], Figures] = {}
    for row in rows:
        place = Place(*row[:5])
        schema = place.schema_name or ""
        if schema:
            places[schema], standing[schema] = place, (row[5] or 0, row[6] or 0)
        if row[7] is not None:
            figures[schema, row[7]] = _figures(row[8:])

    def of(schema: str, is_now: bool) -> Figures | None:
        if not is_now and period.before_start is None:
            return None
        return figures.get((schema, is_now), Figures())

    cities = tuple(
        City(place, of(schema, True) or Figures(), of(schema, False), *standing[schema])
        for schema, place in places.items()
    )
    return Comparison(now, period, cities, of("", True) or Figures(), of("", False))


def _figures(values: Sequence[Any]) -> Figures:
    counts, (met, late, open_late, median_days, measured) = values[: len(COUNTED)], values[len(COUNTED) :]
    return Figures(dict(zip(COUNTED, counts, strict=True)), met, late, open_late, median_days, measured)


def _working_day_numbers(earliest: date, now: datetime) -> tuple[date, list[int]]:
    """Running numbers of working days by the national calendar, a day to spare at both ends for other time zones."""
    calendar = current_law().calendar
    first, last = earliest - timedelta(days=1), now.astimezone(UTC).date() + timedelta(days=2)
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return first, [calendar.number(day) for day in days]


# -- Late reports --------------------------------------------------------------------------------------------------

_OVERDUE_BY_CITY = f"""
WITH {_CITIES}, {_OPEN}
SELECT c.schema_name, c.code, c.name, c.slug, c.host, count(o.first_due)
  FROM cities c LEFT JOIN open o ON o.tenant = c.schema_name
 GROUP BY c.schema_name, c.code, c.name, c.slug, c.host
 ORDER BY c.code
"""  # noqa: S608 (constants)
_OVERDUE = f"""
WITH {_CITIES}, {_OPEN}
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
    return [(Place(*row[:5]), row[5]) for row in _rows(_OVERDUE_BY_CITY, now=now)]


def overdue(now: datetime, *, tenant: str | None = None, after: str = "", size: int = PAGE) -> OverduePage:
    """The open reports that have missed a limit at `now`, the one waiting longest first, by keyset.

    `tenant` is a schema name (None: all cities); `after` the `next_key` of the page before. A key that is none gives
    the first page.
    """
    after_due, after_number = _after(after)
    rows = _rows(
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
WITH {_CITIES}
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
    rows = _rows(_AREAS, kecamatan=KECAMATAN, wanted=wanted, limit=limit)
    return [AreaFound(name, kind, district, Place(*place)) for *place, name, kind, district in rows]


def _rows(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"public": PUBLIC, **parameters})
        rows: Iterable[Sequence[Any]] = cursor.fetchall()
    return list(rows)
