"""The transition table: which action leads from which states to which, and who may take it.

The straight road is open; the states of the rest of the procedure (withdrawn, merged, transferred) exist, but nothing
leads to them yet.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role, UnitRole
from core.common.errors import Conflict, Forbidden
from core.reports.kinds import OPEN, State

REPORTER = "reporter"
COORDINATOR = Role.COORDINATOR
UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER = UnitRole.OFFICER, UnitRole.HEAD, UnitRole.FIELD
# These hold only in the unit that has the report now.
_UNIT_ROLES = frozenset({UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER})


@dataclass(frozen=True)
class Transition:
    """One line of the table. A target of None leaves the report in its state."""

    sources: frozenset[str]
    target: str | None
    roles: frozenset[str]


def _line(sources: tuple[str, ...], target: str | None, *roles: str) -> Transition:
    return Transition(frozenset(sources), target, frozenset(roles))


TRANSITIONS: dict[str, Transition] = {
    "ask": _line((State.SUBMITTED,), State.NEEDS_INFO, COORDINATOR),
    # The reporter is known by the receipt code, not by a role.
    "reply": _line((State.NEEDS_INFO,), State.SUBMITTED, REPORTER),
    "verify": _line((State.SUBMITTED,), State.VERIFIED, COORDINATOR),
    "reject": _line((State.SUBMITTED, State.NEEDS_INFO, State.VERIFIED), State.REJECTED, COORDINATOR),
    "dispatch": _line((State.VERIFIED,), State.DISPATCHED, COORDINATOR),
    # "Bukan wewenang kami": back to the coordinator, who dispatches anew; no wrong door for the citizen.
    "send_back": _line((State.DISPATCHED, State.IN_PROGRESS), State.VERIFIED, UNIT_OFFICER, UNIT_HEAD),
    "start": _line((State.DISPATCHED,), State.IN_PROGRESS, UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER),
    "answer": _line((State.DISPATCHED, State.IN_PROGRESS), State.ANSWERED, UNIT_OFFICER, UNIT_HEAD),
    # Another person than the one who answered: see `guard`.
    "close": _line((State.ANSWERED,), State.CLOSED, COORDINATOR),
}

_ALIVE = tuple(state for state in State.values if state != State.TRANSFERRED)
# What is done to a report without moving it.
OPERATIONS: dict[str, Transition] = {
    # Kind, category, area and visibility may be wrong in an ended report too, and figures follow.
    "correct": _line(_ALIVE, None, COORDINATOR),
    "redact": _line(_ALIVE, None, COORDINATOR),
    "hide_photo": _line(_ALIVE, None, COORDINATOR),
    "message": _line(OPEN, None, COORDINATOR, UNIT_OFFICER, UNIT_HEAD),
    # What the work looks like on the spot; the answer brings its own photos.
    "work_photos": _line((State.DISPATCHED, State.IN_PROGRESS), None, UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER),
    # The reporter may always add something; when something was asked, that is a reply instead.
    "add_info": _line(tuple(state for state in OPEN if state != State.NEEDS_INFO), None, REPORTER),
}
LINES = TRANSITIONS | OPERATIONS


def may(actor: Actor, action: str, report) -> bool:
    """Whether this actor holds a role that the table lets take this action on this report, whatever its state."""
    roles = LINES[action].roles
    if REPORTER in roles:
        return actor.kind == "reporter"
    if actor.kind != "staff":
        return False
    if any(actor.has(role) for role in roles - _UNIT_ROLES):
        return not (action == "close" and actor.user and report.answered_by_id == actor.user.pk)
    return actor.has_in_unit(report.unit_id, *(roles & _UNIT_ROLES))


def guard(actor: Actor, action: str, report) -> Transition:
    """The table's line for an action that may be taken now; Forbidden or Conflict with the rule otherwise."""
    line = LINES[action]
    if not may(actor, action, report):
        if action == "close" and actor.has(COORDINATOR):
            raise Forbidden("same_person", _("Laporan ditutup oleh orang lain dari yang menjawabnya."))
        raise Forbidden()
    if report.state not in line.sources:
        raise Conflict("wrong_state", _("Laporan ini sudah berpindah tahap. Muat ulang halaman untuk melihatnya."))
    return line


def available(actor: Actor, report) -> list[str]:
    """The actions this actor may take on this report now, in the order of the table."""
    return [action for action in TRANSITIONS if _fits(actor, action, report)]


def operations(actor: Actor, report) -> list[str]:
    """The same for what leaves the report in its state."""
    return [action for action in OPERATIONS if _fits(actor, action, report)]


def _fits(actor: Actor, action: str, report) -> bool:
    return report.state in LINES[action].sources and may(actor, action, report)
