"""Everything that changes a report: one function per operation, called by HTML and API alike.

Each takes the report's row lock, asks the transition table, and writes report, deadlines, audit entry, notice and
ledger row in one transaction. Refusals are the domain errors of `core.common.errors`; nothing is changed then.
Times are aware; `at` defaults to now and is given only by the owner's seed path and by tests.
"""

from core.casework.actions.conversing import ask, message, reply, reply_from_account
from core.casework.actions.correcting import correct, hide_photo, redact, undo, undoable
from core.casework.actions.deciding import close, dispatch, reject, verify
from core.casework.actions.following_up import answer, send_back, start, work_photos
from core.casework.actions.identities import read_identity
from core.casework.actions.owning import claim, close_account
from core.casework.actions.pictures import add_photo
from core.casework.actions.submitting import Submission, submit
from core.casework.actions.supporting import support, withdraw_support

__all__ = [
    "Submission",
    "add_photo",
    "answer",
    "ask",
    "claim",
    "close",
    "close_account",
    "correct",
    "dispatch",
    "hide_photo",
    "message",
    "read_identity",
    "redact",
    "reject",
    "reply",
    "reply_from_account",
    "send_back",
    "start",
    "submit",
    "support",
    "undo",
    "undoable",
    "verify",
    "withdraw_support",
    "work_photos",
]
