"""How many reports wait where: what every page of the desk shows beside itself.

The statement is written out because it stands on every page: groups of (state, unit) are read from the index
`report_unit_queue` alone, without touching the reports, and what somebody's work is among them is reckoned here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from core.accounts.actors import Actor
from core.accounts.roles import Role, UnitRole
from core.casework.common.staffing import answering_units
from core.casework.queries.desk_lists import QUEUES, is_turn
from core.casework.queries.requests import sees_requests
from core.notifications.actions import NEEDS, PART
from core.reports.kinds import OPEN
from tenants.connection import connection
from tenants.supervision.models import Request

# Each part gives rows (what, state, unit, how many, how many late).
_GROUPS = """
SELECT 'reports', r.state, r.unit_id, count(*), count(*) FILTER (WHERE r.next_due_at < %(now)s)
  FROM reports_report r WHERE r.state = ANY(%(open)s) AND {visible} GROUP BY r.state, r.unit_id
"""
# Reports whose notice makes them the actor's turn wherever they stand (`desk_lists._turn_of`).
_NOTICED = """
SELECT 'noticed', r.state, r.unit_id, count(DISTINCT r.id), 0
  FROM notifications_notice n JOIN reports_report r ON r.id = n.report_id
 WHERE n.handled_at IS NULL AND n.event = ANY(%(events)s)
   AND (n.unit_id IS NULL AND n.role = ANY(%(offices)s) OR n.unit_id = ANY(%(units)s::bigint[]) AND n.role = ''
        OR n.unit_id = ANY(%(headed)s::bigint[]) AND n.role = %(head)s)
   AND r.state = ANY(%(open)s) AND {visible} GROUP BY r.state, r.unit_id
"""
_STAFFED = "SELECT DISTINCT 'staffed', '', staffed.unit_id, 0, 0 FROM ({answering}) staffed (unit_id)"
_REQUESTS = """
SELECT 'requests', '', NULL::bigint, count(*), 0 FROM supervision_request
 WHERE tenant = %(tenant)s AND state = %(asked)s
"""
_EVERYTHING, _OWN = "TRUE", "(r.unit_id = ANY(%(units)s::bigint[]) OR r.part_units && %(units)s::bigint[])"


@dataclass(frozen=True)
class _Group:
    """Open reports in one state at one unit."""

    what: str
    state: str
    unit_id: int | None
    count: int
    late: int


def desk_counts(actor: Actor, *, now: datetime | None = None) -> dict[str, int]:
    """How many reports stand in each queue of open ones, how many are overdue, and how many are the actor's turn; for
    a coordinator also how many nobody can answer; for who leads or coordinates also how many requests of the Ombudsman
    wait for an answer.

    One query. Ended reports are not counted: they are the many, and nobody waits for them.
    """
    found = _read(actor, now or timezone.now())
    groups = [group for group in found if group.what == "reports"]
    counts = {
        name: _sum(group for group in groups if group.state in states)
        for name, states in QUEUES.items()
        if name != "ended"
    }
    counts["overdue"] = sum(group.late for group in groups)
    noticed = (group for group in found if group.what == "noticed" and not _is_turn(actor, group))
    counts["mine"] = _sum(group for group in groups if _is_turn(actor, group)) + _sum(noticed)
    if actor.has(Role.COORDINATOR):
        staffed = {group.unit_id for group in found if group.what == "staffed"}
        counts["unowned"] = _sum(
            group for group in groups if group.state in QUEUES["unit"] and group.unit_id not in staffed
        )
    if sees_requests(actor):
        counts["requests"] = _sum(group for group in found if group.what == "requests")
    return counts


def _sum(groups: Iterable[_Group]) -> int:
    return sum(group.count for group in groups)


def _is_turn(actor: Actor, group: _Group) -> bool:
    """Whether these reports are the actor's turn by their state alone."""
    is_at_a_unit = NEEDS.get(group.state) == "unit"
    return group.unit_id in actor.unit_roles if is_at_a_unit else is_turn(actor, group.state)


def _read(actor: Actor, now: datetime) -> list[_Group]:
    values = {
        "now": now,
        "open": list(OPEN),
        "units": list(actor.unit_roles),
        "events": list(_notice_events(actor)),
        "offices": list(actor.roles & {Role.COORDINATOR}),
        "headed": actor.units_as(UnitRole.HEAD),
        "head": UnitRole.HEAD,
        "tenant": connection.schema_name,
        "asked": Request.State.OPEN,
    }
    parts, visible = [_GROUPS], _EVERYTHING if actor.sees_every_report else _OWN
    if values["events"]:
        parts.append(_NOTICED)
    if actor.has(Role.COORDINATOR):
        answering, given = _answering()
        parts.append(_STAFFED.replace("{answering}", answering))
        values |= given
    if sees_requests(actor):
        parts.append(_REQUESTS)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts).replace("{visible}", visible), values)
        return [_Group(*row) for row in cursor.fetchall()]


def _notice_events(actor: Actor) -> Iterator[str]:
    if actor.has(Role.COORDINATOR):  # a head's escalated reports are the unit's turn anyway
        yield "escalate"
    if actor.unit_roles:
        yield PART


@cache
def _answering() -> tuple[str, dict[str, Any]]:
    """The statement of `answering_units` with named values; the same in every city."""
    statement, values = answering_units().query.sql_with_params()
    names = [f"answering_{position}" for position in range(len(values))]
    return statement % tuple(f"%({name})s" for name in names), dict(zip(names, values, strict=True))
