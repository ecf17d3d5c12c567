"""How a city's units and areas do: the public figures of `/kinerja/`. One statement, hence one snapshot.

What would point at few people is hidden here, before anybody else sees it (`tenants.public_figures`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from core.reports.kinds import STATES_OF_STATUS
from tenants.areas import lookup
from tenants.context import current
from tenants.law.models import RuleSet
from tenants.law.numbering import working_day_numbers
from tenants.public_figures import STATUSES, Count, Group, parts, whole

DISTRICT_CODE = len("36.71.01")
# The limit for the answer; what "on time" judges (domain facts, section 2).
_TOTAL = "total"


@dataclass(frozen=True)
class Performance:
    """One snapshot of the reports received in a span. `villages` are the kelurahan by the code of their kecamatan.

    A group with an empty code stands for reports without unit, or without place.
    """

    at: datetime
    whole: Group
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
# `numbers` holds the running number of the last working day on or before each day from `first_day` on, so working days
# between two days are one subtraction. A transferred report counts in the city that received it, hence has no status.
_PERFORMANCE = f"""
WITH received AS (
  SELECT r.unit_id, left(r.area_code, {DISTRICT_CODE}) AS district, r.area_code AS village,
         CASE {_STATUS} END AS status,
         CASE WHEN d.late_before <> '[]' THEN 0
              WHEN d.outcome = 'met' THEN 1
              WHEN d.outcome = 'late' OR d.outcome = 'open' AND d.due_at < %(now)s THEN 0 END AS met,
         n.numbers[(r.answered_at AT TIME ZONE %(zone)s)::date - %(first_day)s + 1]
           - n.numbers[(r.received_at AT TIME ZONE %(zone)s)::date - %(first_day)s + 1] AS days
    FROM reports_report r
    CROSS JOIN (SELECT %(numbers)s::int[] AS numbers) n
    LEFT JOIN deadlines_deadline d ON d.report_id = r.id AND d.rule_set = %(rule_set)s AND d.rule = %(rule)s
   WHERE r.received_at >= %(start)s AND r.received_at < %(end)s
),
counted AS (
  SELECT GROUPING(unit_id, district, village) AS grain, unit_id, district, village, {_STATUS_COUNTS},
         count(*) FILTER (WHERE met = 1), count(met),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY days), count(days)
    FROM received
   WHERE status IS NOT NULL
   GROUP BY GROUPING SETS ((), (unit_id), (district), (district, village))
)
SELECT u.code, u.short_name, counted.*
  FROM counted LEFT JOIN catalogue_unit u ON u.id = counted.unit_id
"""  # noqa: S608 (constants)
# The bits of GROUPING(): which of unit, district and village a row has summed over.
_WHOLE, _UNIT, _DISTRICT, _VILLAGE = 0b111, 0b011, 0b101, 0b100


def performance(start: datetime, end: datetime, *, now: datetime) -> Performance:
    """The figures of the reports received from `start` up to, not including, `end`, as they stand at `now` (aware)."""
    zone = current().time_zone
    first_day, numbers = working_day_numbers(start.date(), now)
    with connection.cursor() as cursor:
        cursor.execute(
            _PERFORMANCE,
            {
                "now": now,
                "zone": zone,
                "start": start,
                "end": end,
                "first_day": first_day,
                "numbers": numbers,
                "rule_set": RuleSet.SP4N.value,
                "rule": _TOTAL,
            },
        )
        rows = cursor.fetchall()
    return _shown(now, rows)


def _shown(now: datetime, rows: Sequence[Sequence[Any]]) -> Performance:
    found: dict[int, list[Count]] = {_WHOLE: [], _UNIT: [], _DISTRICT: [], _VILLAGE: []}
    for unit_code, unit_name, grain, _unit, district, village, *figures in rows:
        if grain == _UNIT:
            found[grain].append(_count(unit_code or "", unit_name or "", figures))
        else:
            code = {_DISTRICT: district, _VILLAGE: village}.get(grain, "")
            found[grain].append(_count(code, lookup.name_of(code) or "" if code else "", figures))
    districts = sorted(found[_DISTRICT], key=_by_name)
    shown = parts(districts)
    villages = {
        parent.code: tuple(parts(sorted(_within(found[_VILLAGE], parent.code), key=_by_name), within=parent))
        for parent in shown
        if parent.code
    }
    return Performance(
        at=now,
        whole=whole(found[_WHOLE][0]),
        units=tuple(parts(sorted(found[_UNIT], key=_by_name))),
        districts=tuple(shown),
        villages=villages,
    )


def _count(code: str, name: str, figures: Sequence[Any]) -> Count:
    *statuses, met, judged, median_days, measured = figures
    return Count(code, name, tuple(statuses), met, judged, median_days, measured)


def _by_name(count: Count) -> tuple[bool, str, str]:
    """By name; what has no unit or no place comes last."""
    return not count.code, count.name, count.code


def _within(counts: Iterable[Count], district: str) -> list[Count]:
    return [count for count in counts if count.code[:DISTRICT_CODE] == district]
