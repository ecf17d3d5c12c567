"""The spans of time figures are given for, in whole months of the province's zone; each with the one before it.

Months because such a figure can be quoted and looked up again ("triwulan II", "tahun 2025"), because the months drawn
beside it add up to it, and because tallies hold them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

# LAKSA began in 2016 (domain facts, section 1): no report is older.
BEGINNING = date(2016, 1, 1)
THIS_MONTH, LAST_MONTH, MONTHS_12, ALL = "bulan-ini", "bulan-lalu", "12-bulan", "semua"
NAMES = (THIS_MONTH, LAST_MONTH, MONTHS_12, ALL)
DEFAULT = MONTHS_12
# The smallest other one that contains each.
INSIDE = {THIS_MONTH: MONTHS_12, LAST_MONTH: MONTHS_12, MONTHS_12: ALL}
# A year, a quarter or a month by its number: "2026", "2026-T2", "2026-05".
_NUMBERED = re.compile(r"(20\d\d)(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """Reports received in the months from that of `first` up to, but not including, that of `until`; the ones before
    them from `before_first`, None where nothing is before. Each is the first day of a month in `zone`."""

    name: str
    first: date
    until: date
    before_first: date | None
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return _midnight(self.until, self.zone)

    @property
    def months(self) -> int:
        return _count(self.until) - _count(self.first)


def is_name(name: str, now: datetime, zone: ZoneInfo) -> bool:
    return name in NAMES or _numbered(name, now.astimezone(zone).date()) is not None


def period(name: str, now: datetime, zone: ZoneInfo) -> Period:
    """The span of that name as seen at `now`; the default one for a name that does not exist. The present month counts
    as a whole one, though it is not over."""
    today = now.astimezone(zone).date()
    this = _count(today)
    if name == ALL:
        return Period(ALL, BEGINNING, _month(this + 1), None, zone)
    numbered = _numbered(name, today)
    if numbered:
        first, length = numbered
    elif name in (THIS_MONTH, LAST_MONTH):
        first, length = this - (name == LAST_MONTH), 1
    else:
        name, first, length = DEFAULT, this - 11, 12
    return Period(name, _month(first), _month(first + length), _month(first - length), zone)


def years(now: datetime, zone: ZoneInfo) -> list[str]:
    """The years there may be reports of, the present one first."""
    return [str(year) for year in range(now.astimezone(zone).year, BEGINNING.year - 1, -1)]


def months_until(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    """The last so many months, the present one last."""
    this = _count(now.astimezone(zone).date())
    return [_month(number) for number in range(this - count + 1, this + 1)]


def next_month(month: date) -> date:
    return _month(_count(month) + 1)


def _numbered(name: str, today: date) -> tuple[int, int] | None:
    """First month and number of months of a numbered span that has begun; None for all other names."""
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return None
    year, quarter, month = (int(part) if part else None for part in match.groups())
    first = (year or 0) * 12 + (3 * (quarter - 1) if quarter else (month or 1) - 1)
    is_known = _count(BEGINNING) <= first <= _count(today)
    return (first, 3 if quarter else 1 if month else 12) if is_known else None


def _count(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


# -- Spans as statements count them ------------------------------------------------------------------------------

MONTH, YEAR = "M", "Y"
NOW, BEFORE = "now", "before"


@dataclass(frozen=True)
class Span:
    """Whole months of one cut under a name: from the month that begins with `first` up to that with `until`."""

    label: str
    first: date
    until: date
    cut: str = ""


def parameters(spans: Iterable[Span]) -> dict[str, Any]:
    """The spans, and the months and years that cover them."""
    spans = list(spans)
    buckets = [(span.cut, span.label, *bucket) for span in spans for bucket in covering(span.first, span.until)]
    return {
        "cuts": [span.cut for span in spans],
        "labels": [span.label for span in spans],
        "firsts": [span.first for span in spans],
        "untils": [span.until for span in spans],
        "bucket_cuts": [bucket[0] for bucket in buckets],
        "bucket_labels": [bucket[1] for bucket in buckets],
        "grains": [bucket[2] for bucket in buckets],
        "starts": [bucket[3] for bucket in buckets],
        "signs": [bucket[4] for bucket in buckets],
    }


def covering(first: date, until: date) -> list[tuple[str, date, int]]:
    """The fewest years and months whose sum, each with its sign, is a span of months: most of a year is the year less
    the rest of it."""
    found: list[tuple[str, date, int]] = []
    for year in range(first.year, until.year + 1):
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        wanted = _months(max(first, start), min(until, end))
        rest = [month for month in _months(start, end) if month not in wanted]
        if wanted and len(rest) + 1 < len(wanted):
            found += [(YEAR, start, 1), *((MONTH, month, -1) for month in rest)]
        else:
            found += [(MONTH, month, 1) for month in wanted]
    return found


def _months(first: date, until: date) -> list[date]:
    """The first days of the months from `first` up to `until`, both in one year or the first day of the next."""
    last = 12 if until.year > first.year else until.month - 1
    return [date(first.year, month, 1) for month in range(first.month, last + 1)] if first < until else []


def span_of(period: Period, now: datetime, label: str = NOW, cut: str = "") -> Span:
    """A period as it is counted. Nothing is received after `now`, so what ends with its month may as well end with its
    year, which is fewer tallies to read."""
    is_present = period.until > now.astimezone(period.zone).date()
    until = date(period.until.year + (period.until.month > 1), 1, 1) if is_present else period.until
    return Span(label, period.first, until, cut)


def spans_before(period: Period, cut: str = "") -> list[Span]:
    """The span before it; none where nothing is before."""
    return [Span(BEFORE, period.before_first, period.first, cut)] if period.before_first else []
