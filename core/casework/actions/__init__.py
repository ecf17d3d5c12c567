"""Everything that changes a report: one function per operation, called by HTML and API alike.

Each takes the report's row lock, asks the transition table, and writes report, deadlines, audit entry, notice, mails
and ledger row in one transaction. Refusals are the domain errors of `core.common.errors`; nothing is changed then.
Times are aware; `at` defaults to now and is given only by the owner's seed path and by tests.
"""

from core.casework.actions.accepting import accept, accept_silently, hand_back, recall
from core.casework.actions.checking import auto_close, check, close, lapse, rework
from core.casework.actions.conversing import (
    ask,
    go_on_without,
    message,
    note,
    record_reply,
    reply,
    reply_by,
    withdraw_question,
)
from core.casework.actions.correcting import correct, hide_photo, redact, undo, undoable
from core.casework.actions.deciding import refer, reject, resolve_outside, verify
from core.casework.actions.dispatching import (
    add_part,
    dispatch,
    finish_part,
    redispatch,
    return_part,
    send_back,
    withdraw_part,
)
from core.casework.actions.erasing import anonymise
from core.casework.actions.escalating import escalate
from core.casework.actions.extending import extend, recalculate
from core.casework.actions.following_up import answer, follow_up, start, work_photos
from core.casework.actions.identities import read_identity
from core.casework.actions.merging import merge
from core.casework.actions.owning import claim, close_account
from core.casework.actions.photos import add_photo, prepare_photo, store_photo
from core.casework.actions.reopening import rate, reopen, reopens_until, withdraw
from core.casework.actions.reporters import ByAccount, ByCode
from core.casework.actions.submitting import Submission, submit
from core.casework.actions.supporting import support, withdraw_support
from core.casework.actions.transferring import destinations, transfer
