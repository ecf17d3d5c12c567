"""The cities over time, and one city by month, kind and category group, for everybody: small figures are hidden.

Each function is one statement, hence one snapshot, in the province's seat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from oversight import prepared
from oversight.figures import Figures, Place
from oversight.periods import Period, months_until, next_month
from oversight.statements import CITIES, FIGURES, NOW, ONE_CITY, PLACE, figures_of, spans_of
from oversight.tallies import Span, counted, parameters
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
WITH {CITIES}, {counted(("",), one_value=True, tenants="%(tenants)s")}
SELECT c.schema_name, n.label, {FIGURES}
  FROM cities c LEFT JOIN counted n ON n.tenant = c.schema_name
 WHERE c.schema_name = ANY(%(tenants)s)
"""  # noqa: S608 (constants)
_CITY = f"""
WITH {CITIES}, {counted(("", "kind", "group"), tenants=ONE_CITY)}
SELECT {PLACE}, n.cut, n.label, n.value, {FIGURES}
  FROM cities c LEFT JOIN counted n ON n.tenant = c.schema_name
 WHERE c.slug = %(slug)s
"""  # noqa: S608 (constants)


def histories(now: datetime, zone: ZoneInfo, tenants: Sequence[str]) -> dict[str, History]:
    """The history of these cities by schema name; those that are in no figure are left out."""
    months = [Span(code, first, next_month(first)) for code, first in _months_of(now, zone).items()]
    rows = prepared.rows_of(_HISTORIES, now=now, value="", tenants=list(tenants), **parameters(months))
    found: dict[str, dict[str, Count]] = {}
    for schema, month, *figures in rows:
        counts = found.setdefault(schema, {})
        if month:
            counts[month] = count_of(month, figures_of(figures))
    return {schema: _history(counts, now, zone) for schema, counts in found.items()}


def city_detail(now: datetime, period: Period, zone: ZoneInfo, slug: str) -> CityDetail | None:
    """One city's figures as they stand at `now`; None when no city that counts has this slug."""
    months = [Span(code, first, next_month(first)) for code, first in _months_of(now, zone).items()]
    spans = [*months, *spans_of(period, now, "", "kind", "group", with_before=False)]
    rows = prepared.rows_of(_CITY, now=now, slug=slug, **parameters(spans))
    if not rows:
        return None
    found: dict[str, dict[str, Count]] = {"months": {}, "": {}, "kind": {}, "group": {}}
    for row in rows:
        cut, label, value = row[6:9]
        if cut is not None:
            grain, code = (cut, value) if label == NOW else ("months", label)
            figures = figures_of(row[9:])
            if figures.received or grain in ("months", ""):
                found[grain][code] = count_of(code, figures)
    return CityDetail(
        at=now,
        period=period,
        place=Place(*rows[0][:6]),
        whole=whole(found[""].get("", count_of("", Figures()))),
        kinds=_by_name(found["kind"].values()),
        category_groups=_by_name(found["group"].values()),
        history=_history(found["months"], now, zone),
    )


def _by_name(counts: Iterable[Count]) -> tuple[Group, ...]:
    """In the order of their names, so that the order tells nothing of what is hidden."""
    return tuple(parts(sorted(counts, key=lambda count: count.code)))


def count_of(code: str, figures: Figures) -> Count:
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
    wanted = [counts.get(month) or count_of(month, Figures()) for month in month_names(now, zone)]
    return History(months=_months(wanted[MONTHS:]), before=_months(wanted[:MONTHS]))


def _months(counts: Sequence[Count]) -> tuple[Group, ...]:
    return tuple(parts(counts))


def month_names(now: datetime, zone: ZoneInfo) -> list[str]:
    """The last twenty-four months ("2026-03"), the present one last."""
    return list(_months_of(now, zone))


def _months_of(now: datetime, zone: ZoneInfo) -> dict[str, date]:
    return {f"{first:%Y-%m}": first for first in months_until(now, zone, 2 * MONTHS)}
