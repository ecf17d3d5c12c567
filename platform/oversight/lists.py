"""Reports by their numbers: those that have missed a limit now, and those a figure of a period counts. One statement a
page, by keyset; in the province's seat.

Disabled cities are in these lists, marked: nobody there can act, so their open reports are the Ombudsman's to see to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from oversight.figures import LateClock, ListedReport, Page, Place
from oversight.periods import Period
from oversight.statements import CITIES, PLACE, rows_of
from oversight.tallies import FIRST_DUE
from tenants.areas.codes import KECAMATAN

PAGE = 50
# The limits of SP4N that a fact carries.
CLOCKS = ("verify", "first_follow_up", "total")
OVERDUE = "lewat-batas"
# Other lists are of the reports received in a period; each is what one figure counts, as a condition on the report's
# cell `d` (migration 0002 of this app makes it).
IN_PERIOD: dict[str, str] = {
    "verifikasi-terlambat": "d.verify = 2 OR d.due_verify < %(now)s",
    "tindak-lanjut-terlambat": "d.follow_up = 2 OR d.due_follow_up < %(now)s",
    "jawaban-terlambat": "d.total = 2 OR d.due_total < %(now)s",
    "diminta-melengkapi": "d.asked",
    "dibuka-kembali": "d.reopened",
    "eskalasi": "d.escalation_level > 0",
    "masuk": "true",
}
WHAT = (OVERDUE, *IN_PERIOD)


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


@lru_cache
def _statement(what: str) -> str:
    """Overdue ones by the limit that ran out first, all others as they came in."""
    key, scope = (
        ("f.first_due", "f.ended_at IS NULL AND f.first_due < %(now)s")
        if what == OVERDUE
        else ("f.received_at", f"f.received_at >= %(start)s AND f.received_at < %(end)s AND ({IN_PERIOD[what]})")
    )
    return f"""
WITH {CITIES}
SELECT {PLACE}, f.number, f.state, f.kind, f.category_group, a.name, k.name,
       {", ".join(_missed(due, done) for due, done in _MOMENTS)}, c.time_zone, {key}
  FROM (SELECT f.*, {FIRST_DUE} AS first_due, f AS fact FROM ledger_fact f) f
  JOIN members c ON c.schema_name = f.tenant
 CROSS JOIN LATERAL oversight_cell(f.fact) d
  LEFT JOIN areas_area a ON a.code = f.area_code
  LEFT JOIN areas_area k ON k.code = a.parent_code AND k.level = %(kecamatan)s
 WHERE {scope} AND NOT c.is_sandbox
   AND (%(tenant)s = '' OR f.tenant = %(tenant)s)
   AND (%(kind)s = '' OR f.kind = %(kind)s)
   AND (%(group)s = '' OR f.category_group = %(group)s)
   AND (%(unit)s IS NULL OR f.unit_type = %(unit)s)
   AND (%(district)s IS NULL OR d.district = %(district)s)
   AND (%(least)s IS NULL OR (%(now)s AT TIME ZONE c.time_zone)::date - d.due_day >= %(least)s)
   AND (%(most)s IS NULL OR (%(now)s AT TIME ZONE c.time_zone)::date - d.due_day <= %(most)s)
   AND (%(after)s IS NULL OR ({key}, f.number) > (%(after)s, %(after_number)s))
 ORDER BY {key}, f.number
 LIMIT %(limit)s
"""  # noqa: S608 (constants)


# Due time and the moment the limit was met, of each of `CLOCKS`; a refusal with a reason is an answer.
_MOMENTS = (
    ("due_verify", "f.verified_at"),
    ("due_first_follow_up", "f.first_follow_up_at"),
    ("due_total", "coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END)"),
)


def _missed(due: str, done: str) -> str:
    """Due time, and until when it was late (NULL: until now), where the limit was missed; else both NULL."""
    until = f"coalesce({done}, f.ended_at)"
    return (
        f"CASE WHEN coalesce({until}, %(now)s) > f.{due} THEN f.{due} END,"
        f" CASE WHEN coalesce({until}, %(now)s) > f.{due} THEN {until} END"
    )


def reports(now: datetime, wanted: Wanted, *, after: str = "", size: int = PAGE) -> Page:
    """A page of the list as it stands at `now`. `after`: the `next_key` of the page before; one that is none gives the
    first page."""
    after_moment, after_number = _after(after)
    least, most = wanted.days or (None, None)
    rows = rows_of(
        _statement(wanted.what),
        now=now,
        start=wanted.period and wanted.period.start,
        end=wanted.period and wanted.period.end,
        tenant=wanted.tenant,
        kind=wanted.kind,
        group=wanted.group,
        unit=wanted.unit,
        district=wanted.district,
        least=least,
        most=most,
        after=after_moment,
        after_number=after_number,
        kecamatan=KECAMATAN,
        limit=size + 1,
    )
    more = len(rows) > size
    shown = rows[:size]
    return Page(tuple(_report(row, now, wanted) for row in shown), _key(shown[-1]) if more else "")


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
        number, Place(*row[:6]), state, kind, category_group, area or "", district or "", tuple(clocks)
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
