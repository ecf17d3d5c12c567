"""Does the fact follow from the ledger, the way the trigger folds it?"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from core.casework.verification.bundles import Bundle
from core.casework.verification.ledger import own_rows
from core.casework.verification.problems import Fault
from core.reports.kinds import ENDED, State
from tenants.ledger.models import Entry as LedgerEntry

_LAST_SAYS = ("tenant", "seq", "state", "kind", "category_group", "unit_type", "area_code", "due_verify",
              "due_first_follow_up", "due_total")  # fmt: skip


def fact_faults(bundle: Bundle) -> Iterator[Fault]:
    fact, rows = bundle.fact, own_rows(bundle)
    name = f"public.ledger_fact {bundle.report.number}"
    if fact is None:
        yield Fault(name, "is missing", "unknown_to_ledger")
        return
    if not rows or (bundle.is_elsewhere and fact.tenant != bundle.schema):
        return  # the city that has the report now answers for its fact
    wrong = [column for column in _LAST_SAYS if getattr(fact, column) != getattr(rows[-1], column)]
    if bytes(fact.head) != bytes(rows[-1].entry_hash):
        wrong.append("head")
    wrong += [column for column, value in _folded(rows).items() if getattr(fact, column) != value]
    if wrong:
        yield Fault(name, f"{', '.join(wrong)} do not follow from the ledger", "ledger_differs")


def _folded(rows: list[LedgerEntry]) -> dict[str, Any]:
    """What the fact gathers from all rows: moments, counts, the highest level and the last score."""
    levels = [row.escalation_level or 0 for row in rows]
    scores = [row.score for row in rows if row.score is not None]
    return {
        **_moments(rows),
        **_missed(rows),
        "pending_to": rows[-1].transfer_to,
        "asked": sum(row.event == "ask" for row in rows),
        "reopened": sum(row.event == "reopen" for row in rows),
        "escalation_level": max(levels),
        "score": scores[-1] if scores else None,
    }


def _moments(rows: list[LedgerEntry]) -> dict[str, Any]:
    """When the report got where, folded from the ledger the way the trigger does."""

    undone = {before.seq for before, row in pairwise(rows) if row.event.startswith("undo_")}
    kept = [row for row in rows[1:] if row.seq not in undone]

    def first(states: tuple[str, ...]) -> Any:
        return next((row.recorded_at for row in kept if row.state in states), None)

    undecided = ("submitted", "needs_info", "withdrawn", "transferred")
    ended_at = None
    for row in rows[1:]:
        ended_at = (ended_at or row.recorded_at) if row.state in ENDED else None
    return {
        "received_at": rows[0].recorded_at,
        "verified_at": first(tuple(state for state in State.values if state not in undecided)),
        "first_follow_up_at": first(("in_progress", "answered")),
        "answered_at": first(("answered",)),
        "ended_at": ended_at,
    }


# Stage: its moment, and the states that are it; a report that has ended owes none of them any more.
_STAGES = {
    "verify": ("verified_at", frozenset(State.values) - {"submitted", "needs_info", "withdrawn", "transferred"}),
    "first_follow_up": ("first_follow_up_at", frozenset({"in_progress", "answered"})),
    "total": ("answered_at", frozenset({"answered"})),
}


def _missed(rows: list[LedgerEntry]) -> dict[str, str | None]:
    """By stage, the city that let its deadline run out: when the stage came too late, or a missed deadline would have
    stopped showing, because the report went elsewhere or got another due time."""
    found: dict[str, str | None] = {f"late_{stage}": None for stage in _STAGES}
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        now = _moments([*rows[:place], row]) if row.event.startswith("undo_") else _moments(rows[:place])
        for stage, (moment, states) in _STAGES.items():
            due, is_moved = getattr(before, f"due_{stage}"), row.event != "recalculate"
            is_moved = is_moved and getattr(row, f"due_{stage}") != due
            comes_late = now[moment] is None and due is not None and due < row.recorded_at
            if comes_late and (row.state in ENDED or row.state in states or is_moved):
                found[f"late_{stage}"] = found[f"late_{stage}"] or before.tenant
    return found
