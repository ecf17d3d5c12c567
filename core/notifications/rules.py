"""Who gets a mail about an action: one table, asked by the desk's preview and by the outbox alike."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from core.reports.kinds import IdentityLevel
from core.reports.models import Report


@dataclass(frozen=True)
class Rule:
    """`followers`: whether citizens who follow a public report get a mail as well: supporters with an account, and
    those whose reports were merged into it. `undoable`: its author may take it back (`settings.UNDO_MINUTES`), so the
    mail waits that long."""

    followers: bool = False
    undoable: bool = False


# Actions that are absent tell nobody outside the office, and cost no statement.
RULES: dict[str, Rule] = {
    "submit": Rule(),
    "ask": Rule(),
    "record_reply": Rule(),
    "withdraw_question": Rule(),
    "go_on_without": Rule(),
    "message": Rule(),
    "verify": Rule(),
    "dispatch": Rule(),
    "answer": Rule(followers=True, undoable=True),
    "follow_up": Rule(),
    "extend": Rule(),
    "close": Rule(followers=True, undoable=True),
    "auto_close": Rule(followers=True),
    "resolve_outside": Rule(followers=True),
    "reject": Rule(),
    "refer": Rule(),
    "transfer": Rule(followers=True),
    # In the city that has it again; the other one, which only had it to look at, tells nobody.
    "come_back": Rule(),
    "recall": Rule(),
    "merge": Rule(followers=True),
    # What it was merged into was merged itself.
    "follow": Rule(),
    "withdraw": Rule(),
    "lapse": Rule(),
    "reopen": Rule(),
}
# Actions whose mail another city sends: by the action that follows there in the same transaction.
SENT_THERE = {"hand_back": "come_back"}
# Tells everybody that any action tells.
WIDEST = "transfer"
# What happened longer ago is history that is being entered, not news: nobody is written to about it.
NEWS = timedelta(days=1)


def mails_reporter(report: Report, action: str) -> bool:
    """Whether the action's mail goes to the reporter, if there is an address. An anonymous reporter left none."""
    return action in RULES and report.identity_level != IdentityLevel.ANONYMOUS


def mails_others(report: Report, action: str) -> bool:
    """Whether followers get a mail too."""
    return action in RULES and RULES[action].followers and may_tell_others(report, action)


def may_tell_others(report: Report, action: str) -> bool:
    """Whether what happened is for more than the reporter: of published reports only; a secret one mails nobody else.

    That a report goes to another city is mailed before it was verified, too: nothing of what it says is in that mail.
    """
    return report.is_public if action == "transfer" else report.is_published


def waits(action: str) -> timedelta:
    """How long the mail of an action stays in the outbox, because the action may still be taken back."""
    return timedelta(minutes=settings.UNDO_MINUTES) if RULES[action].undoable else timedelta(0)
