"""What a city may write to the ledger: each event with the state before it and the state after it.

It follows from the transition table. The province's ledger keeps it as rows (`tenants.ledger.models.Step`), so that
the database refuses what no action of ours can have done; `laksa migrate` brings them up to date.
"""

from collections.abc import Iterator

from django.db import transaction

from core.reports.kinds import State
from core.reports.workflow import LINES
from tenants.ledger.models import Step

# Before its first event a report is in no state.
NOWHERE = ""

# Events that lead elsewhere than their line in the table says, or that have no line: (event, source, target).
_UNUSUAL: tuple[tuple[str, str, str], ...] = (
    ("submit", NOWHERE, State.SUBMITTED),
    # Ended as resolved outside before anybody had looked at it.
    ("reopen", State.CLOSED, State.SUBMITTED),
    # A report that comes back is again where it was when it went.
    ("come_back", State.TRANSFERRED, State.VERIFIED),
    ("recall", State.TRANSFERRED, State.VERIFIED),
    # What is taken back leads to where the report was before (`casework.actions.undo`).
    ("undo_answer", State.ANSWERED, State.DISPATCHED),
    ("undo_answer", State.ANSWERED, State.IN_PROGRESS),
    ("undo_close", State.CLOSED, State.ANSWERED),
)
# With a successor the report stays in its state (`casework.actions.dispatching.hand_over`).
_ALSO_STAYS = frozenset({"hand_over"})
# The same line of the table under another name.
_ALSO_NAMED = {"hide_photo": "show_photo"}


def steps() -> frozenset[tuple[str, str, str]]:
    """Every (event, source, target) that an action writes; an operation's target is its source."""
    return frozenset((str(event), str(source), str(target)) for event, source, target in (*_UNUSUAL, *_of_the_table()))


def _of_the_table() -> Iterator[tuple[str, str, str]]:
    for action, line in LINES.items():
        for source in line.sources:
            for event in {action, _ALSO_NAMED.get(action, action)}:
                yield event, source, line.target or source
            if action in _ALSO_STAYS:
                yield action, source, source


def seed() -> None:
    """Make the ledger's rows equal to the table. Run as the owner after each migration; safe to repeat."""
    wanted = steps()
    with transaction.atomic():
        known = set(Step.objects.values_list("event", "source", "target"))
        for event, source, target in known - wanted:
            Step.objects.filter(event=event, source=source, target=target).delete()
        Step.objects.bulk_create(
            Step(event=event, source=source, target=target) for event, source, target in sorted(wanted - known)
        )
