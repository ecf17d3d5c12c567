"""The registers that list actions by name, held against each other when a process starts.

An action is a line of the transition table (`core.reports.workflow`). Its sentence, its clock event, its mail, its
form at the desk and its endpoint stand in registers of their own; a line that is added to one and forgotten in another
is named.
"""

from collections.abc import Collection

from django.core.exceptions import ImproperlyConfigured

from core.audit.sentences import SENTENCES
from core.casework.actions.engine import CLOCK_EVENTS
from core.notifications.rules import RULES, SENT_THERE
from core.reports.workflow import LINES, NO_STAFF, TRANSITIONS

# Moves a report to another state, and no clock.
MOVES_NO_CLOCK = frozenset({"withdraw_question", "go_on_without", "hand_over", "receive", "come_back", "recall"})
# Written into a history without a line of the table: `submit` begins it, the others say what was read, found, or
# undone.
WITHOUT_LINE = frozenset(
    {
        "submit",
        "show_photo",
        "undo_answer",
        "undo_close",
        "claim",
        "disclaim",
        "identity_read",
        "overseer_read",
        "found_changed",
    }
)
# The other side of another action (`merge`), which nobody takes by itself.
FOLLOWS_ANOTHER = frozenset({"absorb", "follow"})
# What staff may be offered, at the desk and by the API.
OFFERED = frozenset({name for name, line in LINES.items() if not line.roles & NO_STAFF} - FOLLOWS_ANOTHER | {"undo"})


def check() -> None:
    """ImproperlyConfigured where an action is missing in a register of `core`, or is no action at all."""
    compare("core.audit.sentences.SENTENCES", SENTENCES, LINES.keys() | WITHOUT_LINE)
    compare("core.casework.actions.engine.CLOCK_EVENTS", CLOCK_EVENTS.keys() & TRANSITIONS.keys(), _moving_clocks())
    _only_actions("core.casework.actions.engine.CLOCK_EVENTS", CLOCK_EVENTS)
    _only_actions("core.notifications.rules.RULES", RULES)
    _only_actions("core.notifications.rules.SENT_THERE", SENT_THERE.keys() | set(SENT_THERE.values()))


def compare(register: str, names: Collection[str], expected: Collection[str]) -> None:
    """ImproperlyConfigured unless a register (its dotted name) has exactly the expected actions."""
    if missing := set(expected) - set(names):
        raise ImproperlyConfigured(f"{register} lacks {', '.join(sorted(missing))}.")
    if unknown := set(names) - set(expected):
        raise ImproperlyConfigured(
            f"{register} has {', '.join(sorted(unknown))}, which core.reports.workflow has not."
        )


def _moving_clocks() -> set[str]:
    return TRANSITIONS.keys() - MOVES_NO_CLOCK


def _only_actions(register: str, names: Collection[str]) -> None:
    if unknown := set(names) - LINES.keys() - WITHOUT_LINE:
        raise ImproperlyConfigured(
            f"{register} has {', '.join(sorted(unknown))}, which core.reports.workflow has not."
        )


def _unknown(register: str, names: Collection[str]) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{register} has {', '.join(sorted(names))}, which core.reports.workflow has not.")
