"""The cities over time, and one city by month, kind and category group, for everybody: small figures are hidden.

Each function is one statement, hence one snapshot, in the province's seat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from oversight.figures import Figures, Place
from oversight.periods import Period
from oversight.statements import CITIES, FIGURES, RECEIVED, figures_of, rows_of, span
from tenants.public_figures import Count, Group, parts, whole

MONTHS = 12


@dataclass(frozen=True)
class History:
    """Reports by the month they were received in, `months` the last twelve with the present one, `before` the twelve
    before these; each group's code is its month ("2026-03"). The present month is not over."""

    months: tuple[Group, ...]
    before: tuple[Group, ...]


@dataclass(frozen=True)
class CityDetail:
    """One city in one snapshot: its figures of the period, by kind and category group, and its last months."""

    at: datetime
    period: Period
    place: Place
    whole: Group
    kinds: tuple[Group, ...]
    category_groups: tuple[Group, ...]
    history: History


_HISTORIES = f"""
WITH {CITIES}, {RECEIVED}
SELECT c.schema_name, months.*
  FROM cities c
  LEFT JOIN (SELECT tenant, to_char(received_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month, {FIGURES}
               FROM received
              GROUP BY tenant, month) months
         ON months.tenant = c.schema_name
"""  # noqa: S608 (constants)
_CITY = f"""
WITH {CITIES}, {RECEIVED},
judged AS (
  SELECT *, to_char(received_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month
    FROM received
   WHERE tenant = (SELECT schema_name FROM cities WHERE slug = %(slug)s)
),
counted AS (
  SELECT GROUPING(month, kind, category_group) AS grain, is_now, month, kind, category_group, {FIGURES}
    FROM judged
   GROUP BY GROUPING SETS ((month), (is_now, kind), (is_now, category_group), (is_now))
)
SELECT c.schema_name, c.code, c.name, c.slug, c.host, counted.*
  FROM cities c LEFT JOIN counted ON true
 WHERE c.slug = %(slug)s
"""  # noqa: S608 (constants)
# The bits of GROUPING(): which of month, kind and category group a row has summed over.
_MONTH, _KIND, _CATEGORY_GROUP, _WHOLE = 0b011, 0b101, 0b110, 0b111


def histories(now: datetime, zone: ZoneInfo) -> dict[str, History]:
    """The history of every city by its schema name."""
    first = _first_day(now, zone)
    found: dict[str, dict[str, Count]] = {}
    for schema, tenant, month, *figures in rows_of(
        _HISTORIES, zone=str(zone), **span(now, start=first, earliest=first, end=now)
    ):
        months = found.setdefault(schema, {})
        if tenant:
            months[month] = _count(month, figures_of(figures))
    return {schema: _history(counts, now, zone) for schema, counts in found.items()}


def city_detail(now: datetime, period: Period, zone: ZoneInfo, slug: str) -> CityDetail | None:
    """One city's figures as they stand at `now`; None when no city that counts has this slug."""
    earliest = min(_first_day(now, zone), period.start)
    rows = rows_of(
        _CITY, zone=str(zone), slug=slug, **span(now, start=period.start, earliest=earliest, end=period.end)
    )
    if not rows:
        return None
    found: dict[int, dict[str, Count]] = {_MONTH: {}, _KIND: {}, _CATEGORY_GROUP: {}, _WHOLE: {}}
    for _schema, _code, _name, _slug, _host, grain, is_now, month, kind, category_group, *figures in rows:
        if grain is not None and (grain == _MONTH or is_now):
            code = month or kind or category_group or ""
            found[grain][code] = _count(code, figures_of(figures))
    return CityDetail(
        at=now,
        period=period,
        place=Place(*rows[0][:5]),
        whole=whole(found[_WHOLE].get("", _count("", Figures()))),
        kinds=_by_name(found[_KIND].values()),
        category_groups=_by_name(found[_CATEGORY_GROUP].values()),
        history=_history(found[_MONTH], now, zone),
    )


def _by_name(counts: Iterable[Count]) -> tuple[Group, ...]:
    """In the order of their names, so that the order tells nothing of what is hidden."""
    return tuple(parts(sorted(counts, key=lambda count: count.code)))


def _count(code: str, figures: Figures) -> Count:
    return Count(
        code=code,
        name=code,
        statuses=tuple(figures.by_status.values()),
        met=figures.met,
        judged=figures.on_time.whole,
        median_days=figures.median_days,
        measured=figures.measured,
    )


def _history(counts: Mapping[str, Count], now: datetime, zone: ZoneInfo) -> History:
    wanted = [counts.get(month) or _count(month, Figures()) for month in month_names(now, zone)]
    return History(months=_months(wanted[MONTHS:]), before=_months(wanted[:MONTHS]))


def _months(counts: Sequence[Count]) -> tuple[Group, ...]:
    return tuple(parts(counts))


def month_names(now: datetime, zone: ZoneInfo) -> list[str]:
    """The last twenty-four months ("2026-03"), the present one last."""
    local = now.astimezone(zone)
    last = local.year * 12 + local.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - 2 * MONTHS + 1, last + 1)]


def _first_day(now: datetime, zone: ZoneInfo) -> datetime:
    year, month = month_names(now, zone)[0].split("-")
    return datetime.combine(date(int(year), int(month), 1), time.min, zone)
