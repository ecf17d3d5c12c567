"""How a city's units and areas do: the public figures of `/kinerja/`. One statement, hence one snapshot.

What would point at few people is hidden here, before anybody else sees it (`tenants.small_cells`): a hidden figure is
None, and nothing downstream can show it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from core.reports.kinds import STATES_OF_STATUS
from tenants.areas import lookup
from tenants.context import current
from tenants.law.memory import current_law
from tenants.law.models import RuleSet
from tenants.small_cells import hidden_cells, hidden_counts

DISTRICT_CODE = len("36.71.01")
# The limit for the answer; what "on time" judges (domain facts, section 2).
_TOTAL = "total"


@dataclass(frozen=True)
class Group:
    """The reports of one unit or area; the whole city's where `code` and `name` are empty. None: hidden.

    `met` of `judged`: answered (or refused with a reason) by the due time, of those that are answered, ended late or
    open past due. `median_days`: working days from receipt to answer, over the `measured` reports that have one.
    """

    code: str
    name: str
    by_status: Mapping[str, int | None]
    received: int | None
    met: int | None
    judged: int | None
    median_days: float | None
    measured: int | None

    @property
    def has_hidden(self) -> bool:
        return None in (*self.by_status.values(), self.received, self.judged, self.measured)


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


@dataclass(frozen=True)
class _Count:
    """A group as it is counted, before anything is hidden."""

    code: str
    name: str
    statuses: tuple[int, ...]
    met: int
    judged: int
    median_days: float | None
    measured: int


_STATUSES = tuple(str(status) for status in STATES_OF_STATUS)
_STATUS_COUNTS = ", ".join(f"count(*) FILTER (WHERE status = '{status}')" for status in _STATUSES)
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
         CASE WHEN d.outcome = 'met' THEN 1
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
    first_day, numbers = _working_day_numbers(start.date(), now)
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


def _working_day_numbers(earliest: date, now: datetime) -> tuple[date, list[int]]:
    """Running numbers of working days by the national calendar, a day to spare at both ends for other time zones."""
    calendar = current_law().calendar
    first, last = earliest - timedelta(days=1), now.astimezone(UTC).date() + timedelta(days=2)
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return first, [calendar.number(day) for day in days]


def _shown(now: datetime, rows: Sequence[Sequence[Any]]) -> Performance:
    found: dict[int, list[_Count]] = {_WHOLE: [], _UNIT: [], _DISTRICT: [], _VILLAGE: []}
    for unit_code, unit_name, grain, _unit, district, village, *figures in rows:
        if grain == _UNIT:
            found[grain].append(_count(unit_code or "", unit_name or "", figures))
        else:
            code = {_DISTRICT: district, _VILLAGE: village}.get(grain, "")
            found[grain].append(_count(code, lookup.name_of(code) or "" if code else "", figures))
    districts = sorted(found[_DISTRICT], key=_by_name)
    shown = _hide(districts)
    villages = {
        parent.code: tuple(_hide(sorted(_within(found[_VILLAGE], parent.code), key=_by_name), within=parent))
        for parent in shown
        if parent.code
    }
    return Performance(
        at=now,
        whole=_group(found[_WHOLE][0], (), is_judged_hidden=False, is_measured_hidden=False),
        units=tuple(_hide(sorted(found[_UNIT], key=_by_name))),
        districts=tuple(shown),
        villages=villages,
    )


def _count(code: str, name: str, figures: Sequence[Any]) -> _Count:
    *statuses, met, judged, median_days, measured = figures
    return _Count(code, name, tuple(statuses), met, judged, median_days, measured)


def _by_name(count: _Count) -> tuple[bool, str, str]:
    """By name; what has no unit or no place comes last."""
    return not count.code, count.name, count.code


def _within(counts: Iterable[_Count], district: str) -> list[_Count]:
    return [count for count in counts if count.code[:DISTRICT_CODE] == district]


def _hide(counts: Sequence[_Count], *, within: Group | None = None) -> list[Group]:
    """The groups of a whole whose sums are known, as far as they may be shown; `within`: the whole, if it is itself
    only one of several groups and may have hidden figures of its own."""
    forced = [within.by_status[status] is None for status in _STATUSES] if within else []
    masks = hidden_cells(
        [count.statuses for count in counts], forced=[*forced, within.received is None] if within else ()
    )
    judged = hidden_counts([count.judged for count in counts], forced=bool(within and within.judged is None))
    measured = hidden_counts([count.measured for count in counts], forced=bool(within and within.measured is None))
    return [
        _group(count, mask, is_judged_hidden=hide_judged, is_measured_hidden=hide_measured)
        for count, mask, hide_judged, hide_measured in zip(counts, masks, judged, measured, strict=True)
    ]


def _group(count: _Count, mask: Sequence[bool], *, is_judged_hidden: bool, is_measured_hidden: bool) -> Group:
    *hidden, is_received_hidden = mask or [False] * (len(_STATUSES) + 1)
    shown = zip(_STATUSES, count.statuses, hidden, strict=True)
    return Group(
        code=count.code,
        name=count.name,
        by_status={status: None if hide else number for status, number, hide in shown},
        received=None if is_received_hidden else sum(count.statuses),
        met=None if is_judged_hidden else count.met,
        judged=None if is_judged_hidden else count.judged,
        median_days=None if is_measured_hidden else count.median_days,
        measured=None if is_measured_hidden else count.measured,
    )
