"""How a city does as a whole, and how its units and areas do: the public figures of `/kinerja/`.

The city's own figures count every report. What is broken down counts the reports that anybody may know of, received
before the last midnight: of a secret one they say only that the city has it, neither when it came nor where it
went. What would point at few people is hidden here, before anybody else sees it
(`tenants.disclosure.published_tables`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from core.reports.kinds import STATES_OF_STATUS, Visibility
from core.reports.models import PublishedDay
from tenants.areas import lookup
from tenants.context import current
from tenants.disclosure.published_tables import STATUSES, Count, Group, group_of, parts_of_spans, whole
from tenants.law.models import RuleSet
from tenants.law.numbering import working_day_numbers

DISTRICT_CODE = len("36.71.01")
# The deadline for the answer; what "on time" judges (domain facts, section 2).
_TOTAL = "total"


@dataclass(frozen=True)
class Breakdown:
    """The reports received in a span by unit and by area, from one snapshot. `listed` is what they add up to,
    `villages` the kelurahan by the code of their kecamatan.

    A group with an empty code stands for reports without unit, or without place.
    """

    at: datetime
    listed: Group
    units: tuple[Group, ...]
    districts: tuple[Group, ...]
    villages: Mapping[str, tuple[Group, ...]]

    def district(self, code: str) -> Group | None:
        return next((group for group in self.districts if group.code == code), None)


_STATUS_COUNTS = ", ".join(f"count(*) FILTER (WHERE status = '{status}')" for status in STATUSES)
_STATUS = " ".join(
    f"WHEN r.state IN ({', '.join(repr(str(state)) for state in states)}) THEN '{status}'"
    for status, states in STATES_OF_STATUS.items()
)


# The deadline the province judges by: of the national calendar, without the city's own pauses, extensions and days
# off. So a city says of itself what the province says of it.
_DUE = "coalesce(d.national_due_at, d.due_at)"


# `numbers` holds the running number of the last working day on or before each day from `first_day` on, so working days
# between two days are one subtraction. A transferred report counts in the city that received it, hence has no status.
def _received(listed: str) -> str:
    """The reports received in each span; `listed` says which of them (SQL)."""
    return f"""
received AS (
  SELECT s.label, r.unit_id, left(r.area_code, {DISTRICT_CODE}) AS district, r.area_code AS village,
         CASE {_STATUS} END AS status,
         CASE WHEN d.late_before <> '[]' THEN 0
              WHEN d.met_at <= {_DUE} THEN 1
              WHEN coalesce(d.met_at, r.ended_at, %(now)s) > {_DUE} THEN 0 END AS met,
         n.numbers[(r.answered_at AT TIME ZONE %(zone)s)::date - %(first_day)s + 1]
           - n.numbers[(r.received_at AT TIME ZONE %(zone)s)::date - %(first_day)s + 1] AS days
    FROM unnest(%(labels)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS s (label, since, until)
    JOIN reports_report r ON r.received_at >= s.since AND r.received_at < s.until {listed}
    CROSS JOIN (SELECT %(numbers)s::int[] AS numbers) n
    LEFT JOIN deadlines_deadline d ON d.report_id = r.id AND d.rule_set = %(rule_set)s AND d.rule = %(rule)s
)"""  # noqa: S608 (constants)


_FIGURES = f"""{_STATUS_COUNTS}, count(*) FILTER (WHERE met = 1), count(met),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY days), count(days)"""
_WHOLE = f"""
WITH {_received("")}
SELECT {_FIGURES} FROM received WHERE status IS NOT NULL
"""  # noqa: S608 (constants)
_BREAKDOWN = f"""
WITH {_received(f"AND r.visibility = '{Visibility.PUBLIC}'")},
counted AS (
  SELECT label, GROUPING(unit_id, district, village) AS grain, unit_id, district, village, {_FIGURES}
    FROM received
   WHERE status IS NOT NULL
   GROUP BY GROUPING SETS ((label), (label, unit_id), (label, district), (label, district, village))
)
SELECT u.code, u.short_name, counted.*
  FROM counted LEFT JOIN catalogue_unit u ON u.id = counted.unit_id
"""  # noqa: S608 (constants)
# The bits of GROUPING(): which of unit, district and village a row has summed over.
_ALL, _UNIT, _DISTRICT, _VILLAGE = 0b111, 0b011, 0b101, 0b100

# From, and up to but not including (aware).
Span = tuple[datetime, datetime]


def city_figures(span: Span, *, now: datetime) -> Group:
    """The figures of all reports of the city that were received in a span, as they stand at `now`. One statement."""
    (figures,) = _rows(_WHOLE, {"": span}, now)
    return whole(_count("", "", figures))


def breakdowns(spans: Mapping[str, Span], inside: Mapping[str, str], *, now: datetime) -> dict[str, Breakdown]:
    """The figures by unit and area in several spans that are offered together; `inside` as in
    `tenants.disclosure.published_tables.parts_of_spans`. One statement.

    Of each span only what was received before the last midnight of the city.
    """
    midnight = last_midnight(now)
    closed = {name: (start, min(end, midnight)) for name, (start, end) in spans.items()}
    found: dict[str, dict[int, list[Count]]] = {
        name: {_ALL: [], _UNIT: [], _DISTRICT: [], _VILLAGE: []} for name in spans
    }
    for unit_code, unit_name, span, grain, _unit, district, village, *figures in _rows(_BREAKDOWN, closed, now):
        if grain == _UNIT:
            count = _count(unit_code or "", unit_name or "", figures)
        else:
            code = {_DISTRICT: district, _VILLAGE: village}.get(grain, "")
            count = _count(code, lookup.name_of(code) or "" if code else "", figures)
        found[span][grain].append(count)
    return _shown(now, found, inside)


def breakdowns_of_the_day(
    spans: Mapping[str, Span], inside: Mapping[str, str], *, now: datetime
) -> dict[str, Breakdown]:
    """The same as it was counted the first time somebody asked today: nobody sees a figure move until the next
    midnight. One query; four more for the first to ask."""
    day = last_midnight(now).date()
    kept = PublishedDay.objects.filter(day=day)
    row = kept.first()
    if row is None:
        tables = {name: _kept(found) for name, found in breakdowns(spans, inside, now=now).items()}
        fresh = PublishedDay(day=day, at=now, tables=tables)
        PublishedDay.objects.bulk_create([fresh], ignore_conflicts=True)
        PublishedDay.objects.filter(day__lt=day).delete()
        row = kept.get()
    return {name: _read(row.at, row.tables[name]) for name in spans}


def _kept(found: Breakdown) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "at"}


def _read(at: datetime, table: Mapping[str, Any]) -> Breakdown:
    def groups(found: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
        return tuple(group_of(group) for group in found)

    return Breakdown(
        at=at,
        listed=group_of(table["listed"]),
        units=groups(table["units"]),
        districts=groups(table["districts"]),
        villages={code: groups(found) for code, found in table["villages"].items()},
    )


def last_midnight(now: datetime) -> datetime:
    """The beginning of the day it is in the city."""
    return now.astimezone(current().zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _rows(statement: str, spans: Mapping[str, Span], now: datetime) -> list[Sequence[Any]]:
    first_day, numbers = working_day_numbers(min(start for start, _end in spans.values()).date(), now)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "now": now,
                "zone": current().time_zone,
                "labels": list(spans),
                "starts": [start for start, _end in spans.values()],
                "ends": [end for _start, end in spans.values()],
                "first_day": first_day,
                "numbers": numbers,
                "rule_set": RuleSet.SP4N.value,
                "rule": _TOTAL,
            },
        )
        return cursor.fetchall()


def _shown(
    now: datetime, found: Mapping[str, Mapping[int, list[Count]]], inside: Mapping[str, str]
) -> dict[str, Breakdown]:
    def of(grain: int) -> dict[str, list[Count]]:
        return {span: sorted(grains[grain], key=_by_name) for span, grains in found.items()}

    units, districts = parts_of_spans(of(_UNIT), inside), parts_of_spans(of(_DISTRICT), inside)
    villages: dict[str, dict[str, tuple[Group, ...]]] = {span: {} for span in found}
    for code in sorted({group.code for groups in districts.values() for group in groups if group.code}):
        parents = {span: group for span, groups in districts.items() for group in groups if group.code == code}
        inner = {span: _within(counts, code) for span, counts in of(_VILLAGE).items()}
        for span, groups in parts_of_spans(inner, inside, within=parents).items():
            villages[span][code] = tuple(groups)
    return {
        span: Breakdown(
            at=now,
            listed=whole(grains[_ALL][0] if grains[_ALL] else _count("", "", [*[0] * len(STATUSES), 0, 0, None, 0])),
            units=tuple(units[span]),
            districts=tuple(districts[span]),
            villages=villages[span],
        )
        for span, grains in found.items()
    }


def _count(code: str, name: str, figures: Sequence[Any]) -> Count:
    *statuses, met, judged, median_days, measured = figures
    return Count(code, name, tuple(statuses), met, judged, median_days, measured)


def _by_name(count: Count) -> tuple[bool, str, str]:
    """By name; what has no unit or no place comes last."""
    return not count.code, count.name, count.code


def _within(counts: Iterable[Count], district: str) -> list[Count]:
    return [count for count in counts if count.code[:DISTRICT_CODE] == district]
