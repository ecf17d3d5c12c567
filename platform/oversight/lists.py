"""Reports by their numbers: those that have missed a deadline now, and those a figure of a period counts. One
statement a page, by keyset; in the province's seat.

Disabled cities are in these lists, marked: nobody there can act, so their open reports are the Ombudsman's to see to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from oversight.figures import CityPlace, LateClock, ListedReport, ReportPage
from oversight.periods import Period
from oversight.statements import rows_of
from oversight.tallies import CITIES, FIRST_DUE, PLACE
from tenants.areas.codes import KECAMATAN

PAGE = 50
# The deadlines of SP4N that a fact carries.
CLOCKS = ("verify", "first_follow_up", "total")
OVERDUE = "lewat-batas"
# Other lists are of the reports received in a period; each is what one figure counts, as conditions on a fact `f`. Of
# two, the first does not depend on the clock and is written as `sql/ledger_fact_indexes.sql` writes it.
IN_PERIOD: dict[str, tuple[str, ...]] = {
    "verifikasi-terlambat": (
        "f.late_verify IS NOT NULL OR coalesce(f.verified_at, 'infinity'::timestamptz) > f.due_verify",
        "f.late_verify IS NOT NULL OR coalesce(f.verified_at, f.ended_at, %(now)s) > f.due_verify",
    ),
    "tindak-lanjut-terlambat": (
        "f.late_first_follow_up IS NOT NULL"
        " OR coalesce(f.first_follow_up_at, 'infinity'::timestamptz) > f.due_first_follow_up",
        "f.late_first_follow_up IS NOT NULL"
        " OR coalesce(f.first_follow_up_at, f.ended_at, %(now)s) > f.due_first_follow_up",
    ),
    "jawaban-terlambat": (
        "f.late_total IS NOT NULL OR coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END,"
        " 'infinity'::timestamptz) > f.due_total",
        "f.late_total IS NOT NULL OR coalesce(f.answered_at, f.ended_at, %(now)s) > f.due_total",
    ),
    "diminta-melengkapi": ("f.asked > 0",),
    "dibuka-kembali": ("f.reopened > 0",),
    "eskalasi": ("f.escalation_level > 0",),
    "masuk": (),
}
WHAT = (OVERDUE, *IN_PERIOD)
# A missed deadline is on the list of the city that missed it, whichever has the report now.
_LATE_CITY = {
    "verifikasi-terlambat": "late_verify",
    "tindak-lanjut-terlambat": "late_first_follow_up",
    "jawaban-terlambat": "late_total",
}


@dataclass(frozen=True)
class Wanted:
    """Which reports: what is to be true of them, and where; an empty filter lets everything through, `unit` and
    `district` None do. `period` is needed for everything but `OVERDUE`. `days`: late for at least and at most so many
    calendar days (overdue ones only)."""

    what: str = OVERDUE
    period: Period | None = None
    tenant: str = ""
    kind: str = ""
    group: str = ""
    unit: str | None = None
    district: str | None = None
    days: tuple[int, int | None] | None = None


# The filters, each only in the statement where it is asked for.
_FILTERS = {
    "tenant": "f.tenant = %(tenant)s",
    "kind": "f.kind = %(kind)s",
    "group": "f.category_group = %(group)s",
    "unit": "f.unit_type = %(unit)s",
    "district": "left(f.area_code, 8) = %(district)s",
    # Calendar days are the city's; the bounds of a day more on either side are for the index.
    "least": f"""{FIRST_DUE} < %(now)s - (%(least)s - 1) * interval '1 day'
   AND (%(now)s AT TIME ZONE t.time_zone)::date - ({FIRST_DUE} AT TIME ZONE t.time_zone)::date >= %(least)s""",
    "most": f"""{FIRST_DUE} > %(now)s - (%(most)s + 1) * interval '1 day'
   AND (%(now)s AT TIME ZONE t.time_zone)::date - ({FIRST_DUE} AT TIME ZONE t.time_zone)::date <= %(most)s""",
}


@lru_cache
def _statement(what: str, filters: tuple[str, ...]) -> str:
    """Overdue ones by the deadline that ran out first, all others as they came in. The page is picked from the facts
    alone, along an index; places and names come to what was picked."""
    if what == OVERDUE:
        key, conditions = FIRST_DUE, ["f.ended_at IS NULL", f"{FIRST_DUE} < %(now)s"]
    else:
        key, conditions = "f.received_at", ["f.received_at >= %(start)s", "f.received_at < %(end)s", *IN_PERIOD[what]]
    wanted = dict(_FILTERS)
    if late := _LATE_CITY.get(what):
        wanted["tenant"] = f"coalesce(f.{late}, f.tenant) = %(tenant)s"
    conditions += [wanted[name] for name in filters if name != "after"]
    if "after" in filters:
        conditions.append(f"({key}, f.number) > (%(after)s, %(after_number)s)")
    zones = "JOIN tenants_tenant t ON t.schema_name = f.tenant" if {"least", "most"} & set(filters) else ""
    return f"""
WITH {CITIES}, picked AS MATERIALIZED (  -- every tenant of a fact has its row among the members
  SELECT f.*, {key} AS key
    FROM ledger_fact f {zones}
   WHERE f.state <> 'transferred' AND f.tenant <> ALL(ARRAY(SELECT schema_name FROM members WHERE is_sandbox))
     AND {" AND ".join(f"({condition})" for condition in conditions)}
   ORDER BY {key}, f.number
   LIMIT %(limit)s
)
SELECT {PLACE}, f.number, f.state, f.kind, f.category_group, a.name, k.name,
       {", ".join(_missed(due, done) for due, done in _MOMENTS)}, c.time_zone, f.key
  FROM picked f
  JOIN members c ON c.schema_name = f.tenant
  LEFT JOIN areas_area a ON a.code = f.area_code
  LEFT JOIN areas_area k ON k.code = a.parent_code AND k.level = %(kecamatan)s
 ORDER BY f.key, f.number
"""  # noqa: S608 (constants)


# Due time and the moment the deadline was met, of each of `CLOCKS`; a refusal with a reason is an answer.
_MOMENTS = (
    ("due_verify", "f.verified_at"),
    ("due_first_follow_up", "f.first_follow_up_at"),
    ("due_total", "coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END)"),
)


def _missed(due: str, done: str) -> str:
    """Due time, and until when it was late (NULL: until now), where the deadline was missed; else both NULL."""
    until = f"coalesce({done}, f.ended_at)"
    return (
        f"CASE WHEN coalesce({until}, %(now)s) > f.{due} THEN f.{due} END,"
        f" CASE WHEN coalesce({until}, %(now)s) > f.{due} THEN {until} END"
    )


def reports(now: datetime, wanted: Wanted, *, after: str = "", size: int = PAGE) -> ReportPage:
    """A page of the list as it stands at `now`. `after`: the `next_key` of the page before; one that is none gives the
    first page."""
    after_moment, after_number = _after(after)
    least, most = wanted.days or (None, None)
    given = {
        "tenant": wanted.tenant or None,
        "kind": wanted.kind or None,
        "group": wanted.group or None,
        "unit": wanted.unit,
        "district": wanted.district,
        "least": least or None,
        "most": most,
        "after": after_moment,
    }
    filters = {name: value for name, value in given.items() if value is not None}
    rows = rows_of(
        _statement(wanted.what, tuple(filters)),
        now=now,
        start=wanted.period and wanted.period.start,
        end=wanted.period and wanted.period.end,
        after_number=after_number,
        kecamatan=KECAMATAN,
        limit=size + 1,
        **filters,
    )
    more = len(rows) > size
    shown = rows[:size]
    return ReportPage(tuple(_report(row, now, wanted) for row in shown), _key(shown[-1]) if more else "")


def _report(row: Sequence[Any], now: datetime, wanted: Wanted) -> ListedReport:
    number, state, kind, category_group, area, district = row[6:12]
    zone = ZoneInfo(row[18])
    clocks = [
        LateClock(rule, due_at, _days(due_at, until or now, zone), until is None)
        for rule, due_at, until in zip(CLOCKS, row[12:18:2], row[13:18:2], strict=True)
        if due_at is not None and (until is None or wanted.what != OVERDUE)
    ]
    clocks.sort(key=lambda clock: clock.due_at)
    return ListedReport(
        number, CityPlace(*row[:6]), state, kind, category_group, area or "", district or "", tuple(clocks)
    )


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Calendar days between the local days of two moments."""
    return (end.astimezone(zone).date() - start.astimezone(zone).date()).days


_KEY = re.compile(r"(\d{1,17})_([0-9A-Z-]{1,20})", re.ASCII)
_EPOCH = datetime.fromtimestamp(0, UTC)


def _key(row: Sequence[Any]) -> str:
    return f"{(row[-1] - _EPOCH) // timedelta(microseconds=1)}_{row[6]}"


def _after(key: str) -> tuple[datetime | None, str]:
    match = _KEY.fullmatch(key)
    if match is None:
        return None, ""
    return _EPOCH + timedelta(microseconds=int(match[1])), match[2]
