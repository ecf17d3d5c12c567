"""After a correction of its kind a report has the clocks it would have had if its kind had been right from the start.

They are not patched together from those it has: what its history says is replayed on clocks that begin anew, by the
rules of the true kind. What cannot be replayed is by which calendar a deadline was judged that is over already; it
is judged by the present one, unless its terms are the same for both kinds.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime

from core.audit.ledger_scope import ARRIVES, LEAVES, NOT_IN_LEDGER
from core.audit.models import Entry
from core.casework.actions.engine import CHECKS, advance_clocks, clock_event
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import Clocks
from core.reports.models import Report
from tenants.context import current
from tenants.law.events import ClockEvent

_UNDONE = "undo_"


def clocks_of(report: Report, changes: Mapping[str, list[str]], at: datetime) -> Clocks:
    """The clocks of a report after `changes` of it (name: [before, after]) at `at`: where its kind has changed, those
    of a report that had this kind from the start. Two queries then, else one."""
    clocks = Clocks.of(report)
    if "kind" in changes:
        history = Entry.objects.filter(stream=report.number).exclude(action__in=NOT_IN_LEDGER).order_by("seq")
        clocks.become(replay(report, history), changes["kind"][0], at)
    return clocks


def replay(report: Report, history: Iterable[Entry]) -> Clocks:
    """Clocks of a report of the present kind to which everything has happened that its history tells, unsaved."""
    lived = Clocks(report, [], current().zone)
    before: dict[int, list[Deadline]] = {}
    for entry in _steps(history):
        if entry.action.startswith(_UNDONE):
            lived.return_to(before[entry.details["undone"]])
            continue
        before[entry.seq] = [copy(row) for row in lived.rows]
        _happens(lived, entry)
    return lived


def _steps(history: Iterable[Entry]) -> Iterable[Entry]:
    """Without hand-overs between cities: the clocks go on over them as they stood."""
    return (entry for entry in history if entry.action not in LEAVES | ARRIVES)


def _happens(lived: Clocks, entry: Entry) -> None:
    state = entry.columns["state"]
    if entry.action == "submit":
        lived.happened(ClockEvent.RECEIVED, entry.at)
    elif entry.action == "extend":
        lived.extend(entry.details["days"], entry.at)
    else:
        advance_clocks(lived, entry.action, entry.at, state=state, without=_unwanted(entry))


def _unwanted(entry: Entry) -> tuple[str, ...]:
    """Deadlines that the city had no use for at that time: they did not run when the entry was written."""
    if clock_event(entry.action, entry.columns["state"]) != ClockEvent.ANSWERED:
        return ()
    running = {key.partition(".")[2] for key, clock in entry.columns["deadlines"].items() if clock[2] == "open"}
    return tuple(rule for rule in CHECKS if rule not in running)
