"""The transition table: which action leads from which states to which, and who may take it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role, UnitRole
from core.catalogue.settings import city_settings
from core.common.errors import Conflict, Forbidden
from core.reports.kinds import ENDED, OPEN, State
from core.reports.models import Report

REPORTER, SYSTEM = "reporter", "system"
COORDINATOR = Role.COORDINATOR
UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER = UnitRole.OFFICER, UnitRole.HEAD, UnitRole.FIELD
# These hold only in the unit that has the report now.
_UNIT_ROLES = frozenset({UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER})
# The same people in a unit that has a part of it.
PART_OFFICER, PART_HEAD = "part:handle_unit", "part:head_unit"
_PART_ROLES = {PART_OFFICER: UNIT_OFFICER, PART_HEAD: UNIT_HEAD}
# Who is known by something else than a role.
NO_STAFF = {REPORTER, SYSTEM}
_INDEPENDENT = frozenset({"close", "check"})


@dataclass(frozen=True)
class Transition:
    """One line of the table. A target of None leaves the report in its state."""

    sources: frozenset[str]
    target: str | None
    roles: frozenset[str]


def _line(sources: tuple[str, ...], target: str | None, *roles: str) -> Transition:
    return Transition(frozenset(sources), target, frozenset(roles))


# A unit has it.
_AT_UNIT = (State.DISPATCHED, State.IN_PROGRESS)
# Nobody has answered yet.
_UNANSWERED = (State.SUBMITTED, State.NEEDS_INFO, State.VERIFIED, *_AT_UNIT)

TRANSITIONS: dict[str, Transition] = {
    "ask": _line((State.SUBMITTED,), State.NEEDS_INFO, COORDINATOR),
    # The reporter is known by the receipt code, not by a role.
    "reply": _line((State.NEEDS_INFO,), State.SUBMITTED, REPORTER),
    # No dead end while the reporter is asked: the answer came by another way, the question was needless, or the report
    # is clear enough without.
    "record_reply": _line((State.NEEDS_INFO,), State.SUBMITTED, COORDINATOR),
    "withdraw_question": _line((State.NEEDS_INFO,), State.SUBMITTED, COORDINATOR),
    "go_on_without": _line((State.NEEDS_INFO,), State.SUBMITTED, COORDINATOR),
    # Not completed in the time the law allows: deemed withdrawn (UU 25/2009).
    "lapse": _line((State.NEEDS_INFO,), State.WITHDRAWN, SYSTEM),
    "withdraw": _line((*_UNANSWERED, State.ANSWERED), State.WITHDRAWN, REPORTER),
    "verify": _line((State.SUBMITTED,), State.VERIFIED, COORDINATOR),
    "reject": _line((State.SUBMITTED, State.NEEDS_INFO, State.VERIFIED), State.REJECTED, COORDINATOR),
    # Not ours, and no other city's: an agency outside gets it with a letter. No wrong door for the citizen.
    "refer": _line((State.SUBMITTED, State.VERIFIED), State.REJECTED, COORDINATOR),
    # Another city of the province takes it over with number, history, reporter and clock.
    "transfer": _line((State.SUBMITTED, State.VERIFIED), State.TRANSFERRED, COORDINATOR),
    "receive": _line((State.TRANSFERRED,), State.SUBMITTED, SYSTEM),
    # Who is handed a report and is not the right one gives it back with a reason, until it has been accepted.
    "hand_back": _line((State.SUBMITTED,), State.TRANSFERRED, COORDINATOR),
    "come_back": _line((State.TRANSFERRED,), State.SUBMITTED, SYSTEM),
    # Who handed it over takes it back, as long as the other city has not accepted it: `let_go` is said there.
    "recall": _line((State.TRANSFERRED,), State.SUBMITTED, COORDINATOR),
    "let_go": _line((State.SUBMITTED,), State.TRANSFERRED, SYSTEM),
    "merge": _line((State.SUBMITTED, State.VERIFIED, *_AT_UNIT), State.MERGED, COORDINATOR),
    "resolve_outside": _line((State.SUBMITTED, State.VERIFIED, *_AT_UNIT), State.CLOSED, COORDINATOR),
    "dispatch": _line((State.VERIFIED,), State.DISPATCHED, COORDINATOR),
    # Handed to the wrong unit, which has not said so itself.
    "redispatch": _line(_AT_UNIT, State.DISPATCHED, COORDINATOR),
    # "Bukan wewenang kami": back to the coordinator, who dispatches anew; no wrong door for the citizen.
    "send_back": _line(_AT_UNIT, State.VERIFIED, UNIT_OFFICER, UNIT_HEAD),
    # The unit was closed: its reports go back to the coordinator, or to the unit that follows it.
    "hand_over": _line((*_AT_UNIT, State.ANSWERED), State.VERIFIED, SYSTEM),
    "start": _line((State.DISPATCHED,), State.IN_PROGRESS, UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER),
    "answer": _line(_AT_UNIT, State.ANSWERED, UNIT_OFFICER, UNIT_HEAD),
    # The coordinator's check found the answer wanting.
    "rework": _line((State.ANSWERED,), State.IN_PROGRESS, COORDINATOR),
    # Another person than the one who answered: see `guard`.
    "close": _line((State.ANSWERED,), State.CLOSED, COORDINATOR),
    "auto_close": _line((State.ANSWERED,), State.CLOSED, SYSTEM),
    # Within the city's window; the coordinator decides anew which unit has to look.
    "reopen": _line((State.CLOSED,), State.VERIFIED, REPORTER),
}

_ALIVE = tuple(state for state in State.values if state != State.TRANSFERRED)
# What is done to a report without moving it.
OPERATIONS: dict[str, Transition] = {
    # Kind, category, area and visibility may be wrong in an ended report too, and figures follow.
    "correct": _line(_ALIVE, None, COORDINATOR),
    "redact": _line(_ALIVE, None, COORDINATOR),
    "hide_photo": _line(_ALIVE, None, COORDINATOR),
    # What another city has handed over is this city's from now on.
    "accept": _line((State.SUBMITTED,), None, COORDINATOR),
    # Nobody has said anything until the deadline was over.
    "accept_silently": _line((State.SUBMITTED,), None, SYSTEM),
    "message": _line(OPEN, None, COORDINATOR, UNIT_OFFICER, UNIT_HEAD),
    "note": _line(OPEN, None, COORDINATOR, UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER, PART_OFFICER, PART_HEAD),
    "extend": _line(OPEN, None, COORDINATOR),
    # Several units, one voice: parts are closed before the unit that speaks to the citizen answers.
    "add_part": _line(_AT_UNIT, None, COORDINATOR),
    "finish_part": _line(_AT_UNIT, None, PART_OFFICER, PART_HEAD),
    "return_part": _line(_AT_UNIT, None, PART_OFFICER, PART_HEAD),
    # So that a unit that never finishes keeps nobody waiting; also while the whole is being dispatched anew.
    "withdraw_part": _line((State.VERIFIED, *_AT_UNIT), None, COORDINATOR),
    # The unit with a part was closed.
    "hand_over_part": _line(OPEN, None, SYSTEM),
    # What the work looks like on the spot; the answer brings its own photos.
    "work_photos": _line(_AT_UNIT, None, UNIT_OFFICER, UNIT_HEAD, FIELD_OFFICER),
    "follow_up": _line((State.ANSWERED,), None, UNIT_OFFICER, UNIT_HEAD),
    # The independent check: answer and photos were looked at by somebody else.
    "check": _line((State.ANSWERED,), None, COORDINATOR),
    # The reporter may always add something; when something was asked, that is a reply instead.
    "add_info": _line(tuple(state for state in OPEN if state != State.NEEDS_INFO), None, REPORTER),
    "rate": _line((State.CLOSED,), None, REPORTER),
    # The other side of a merger: the survivor's history says what it took in; what was merged before follows along.
    "absorb": _line(OPEN, None, COORDINATOR),
    "follow": _line((State.MERGED,), None, COORDINATOR),
    "escalate": _line(OPEN, None, SYSTEM),
    "recalculate": _line(OPEN, None, SYSTEM),
    # Erased for good at the reporter's wish or when the time to keep it is over; the numbers stay. Of what went to
    # another city, the copy that stayed here.
    "anonymise": _line(ENDED, None, COORDINATOR),
}
LINES = TRANSITIONS | OPERATIONS
# What there is to say only as long as another city's hand-over is not accepted.
OF_A_HANDOVER = frozenset({"accept", "accept_silently", "hand_back", "let_go", "recall"})
# What an office does with a report that it takes as its own: it accepts the hand-over by doing it.
TAKES_ON = frozenset({"ask", "verify", "reject", "refer", "merge", "absorb", "resolve_outside", "correct", "extend"})
# What may be taken back, within `settings.UNDO_MINUTES`, by the person who did it.
UNDOABLE = frozenset({"answer", "close"})


def may(actor: Actor, action: str, report: Report) -> bool:
    """Whether this actor holds a role that the table lets take this action on this report, whatever its state."""
    roles = LINES[action].roles
    if actor.kind in NO_STAFF:
        return actor.kind in roles
    if roles & NO_STAFF:
        return False
    if any(actor.has(role) for role in roles):
        return not (action in _INDEPENDENT and _judges_own_answer(actor, report))
    parts = {_PART_ROLES[role] for role in roles & _PART_ROLES.keys()}
    if parts and any(actor.has_in_unit(unit, *parts) for unit in report.part_units):
        return True
    return actor.has_in_unit(report.unit_id, *(roles & _UNIT_ROLES))


def _judges_own_answer(actor: Actor, report: Report) -> bool:
    """Whether the city wants an independent check and this actor answered himself. One query, and only then."""
    return bool(actor.user and report.answered_by_id == actor.user.pk and city_settings().independent_check)


def guard(actor: Actor, action: str, report: Report) -> Transition:
    """The table's line for an action that may be taken now; Forbidden or Conflict with the rule otherwise."""
    line = LINES[action]
    if not may(actor, action, report):
        if action in _INDEPENDENT and actor.has(COORDINATOR):
            raise Forbidden("same_person", _("Laporan ditutup oleh orang lain dari yang menjawabnya."))
        raise Forbidden()
    if report.state not in line.sources:
        raise Conflict("wrong_state", _("Laporan ini sudah berpindah tahap. Muat ulang halaman untuk melihatnya."))
    if action in OF_A_HANDOVER and report.accept_by is None:
        raise Conflict("not_waiting", _("Pengalihan laporan ini sudah selesai: sudah diterima atau dikembalikan."))
    return line


def available(actor: Actor, report: Report) -> list[str]:
    """The actions this actor may take on this report now, in the order of the table."""
    return [action for action in TRANSITIONS if _fits(actor, action, report)]


def operations(actor: Actor, report: Report) -> list[str]:
    """The same for what leaves the report in its state."""
    return [action for action in OPERATIONS if _fits(actor, action, report)]


def _fits(actor: Actor, action: str, report: Report) -> bool:
    if action in OF_A_HANDOVER and report.accept_by is None:
        return False
    return report.state in LINES[action].sources and may(actor, action, report)
