"""Does an entry differ from the one before it only in what its action may change?

Each entry repeats what the report's row said then. Where somebody changed the row past the actions, the next action
signs what it found; but it says so itself, for it changed what it does not change. Since actions look before they sign
(`core.casework.actions.breaks`), such a change has an entry of its own, which is named here as well.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from core.audit.ledger_scope import BREAK
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name
from core.reports import snapshots
from core.reports.workflow import TAKES_ON

_STATE = frozenset({"state"})
_CLOCKS = frozenset({"deadlines"})
_END = frozenset({"state", "deadlines", "outcome", "ended_at"})
_ANSWER = frozenset({"answered_at", "answered_by", "checked_at", "checked_by"})
_CHECK = frozenset({"checked_at", "checked_by"})
_CLASS = frozenset({"kind", "category", "area_code", "area_check", "visibility", "identity_level"})
_PARTS = frozenset({"part_units"})
_UNIT = frozenset({"unit"})
# What the public reads instead: set where something becomes public, and whenever it is edited.
_PUBLIC = frozenset({"public_text", "public_parts"})
# The mark of a hand-over that is not accepted.
_HANDOVER = frozenset({"accept_by"})
_ELSEWHERE = (
    _END
    | _UNIT
    | _PARTS
    | _HANDOVER
    | {"category", "area_code", "area_check", "transferred_to", "received_from", "account"}
)
_NOTHING: frozenset[str] = frozenset()
# What an action may change of a report's row, by the names of `core.reports.snapshots`. The test holds it against what
# the actions really change.
MAY_CHANGE: dict[str, frozenset[str]] = {
    "ask": _STATE | _CLOCKS,
    "reply": _STATE | _CLOCKS,
    "record_reply": _STATE | _CLOCKS,
    "withdraw_question": _STATE | _CLOCKS,
    "go_on_without": _STATE | _CLOCKS,
    "verify": _STATE | _CLOCKS | _CLASS | _PUBLIC | {"verified_at"},
    "reject": _END | _PUBLIC | {"rejection_reason", "rejection_note"},
    "refer": _END,
    "resolve_outside": _END,
    "lapse": _END,
    "withdraw": _END | _HANDOVER,
    "merge": _END | {"merged_into"},
    "follow": frozenset({"merged_into"}),
    "transfer": _END | {"transferred_to", "accept_by"},
    "hand_back": _END | {"transferred_to", "accept_by"},
    "let_go": _END | {"transferred_to", "accept_by"},
    "accept": _HANDOVER,
    "accept_silently": _HANDOVER,
    # In another city: its own categories, units and clocks. The words and who sent them stay.
    "receive": _ELSEWHERE,
    "come_back": _ELSEWHERE,
    "recall": _ELSEWHERE,
    "dispatch": _STATE | _CLOCKS | _UNIT | _PARTS,
    "redispatch": _STATE | _CLOCKS | _UNIT | _PARTS,
    "send_back": _STATE | _CLOCKS | _UNIT,
    "hand_over": _STATE | _CLOCKS | _UNIT | _PARTS,
    "start": _STATE | _CLOCKS,
    "answer": _STATE | _CLOCKS | _ANSWER | _PUBLIC,
    "follow_up": _CLOCKS | _ANSWER | _PUBLIC,
    "check": _CLOCKS | _CHECK,
    "rework": _STATE | _CLOCKS | _CHECK,
    "close": _END | _CHECK,
    "auto_close": _END,
    "reopen": _END | _CHECK | _UNIT | {"score"},
    "rate": frozenset({"score"}),
    "undo_answer": _STATE | _CLOCKS | _ANSWER,
    "undo_close": _END | _CHECK,
    "correct": _CLOCKS | _CLASS | _PUBLIC,
    "redact": _PUBLIC,
    "add_part": _PARTS,
    "return_part": _PARTS,
    "withdraw_part": _PARTS,
    "hand_over_part": _PARTS,
    "finish_part": _NOTHING,
    "claim": frozenset({"account"}),
    "disclaim": frozenset({"account"}),
    "extend": _CLOCKS,
    "recalculate": _CLOCKS,
    "add_info": _CLOCKS,
    # All digests: the salt that lies with the words goes with them.
    "anonymise": frozenset(
        {
            "description", "public_text", "public_parts", "location", "rejection_note", "receipt_code", "account",
            "erased_at",
        }
    ),
    **dict.fromkeys(
        ("absorb", "escalate", "hide_photo", "identity_read", "message", "note", "overseer_read", "show_photo",
         "work_photos"),
        _NOTHING,
    ),
}  # fmt: skip
# Whatever takes a report on accepts it, where another city has handed it over.
MAY_CHANGE |= {action: MAY_CHANGE[action] | _HANDOVER for action in TAKES_ON}


def changed(before: Entry, entry: Entry) -> set[str]:
    """What an entry says otherwise than the one before it."""
    here, there = _of_the_row(entry), _of_the_row(before)
    names = {name.split()[0] for name in snapshots.unlike(here, there)}
    return (names - {"terms"}) | {"deadlines"} if "terms" in names else names


def _of_the_row(entry: Entry) -> dict[str, Any]:
    return entry.columns | {name: entry.digests[name] for name in snapshots.DIGESTS if name in entry.digests}


def neighbour_faults(bundle: Bundle) -> Iterator[Fault]:
    for before, entry in pairwise(bundle.entries):
        row = row_name("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        if entry.action == BREAK:
            found = ", ".join(map(str, entry.details.get("found", [])))
            yield Fault(row, f"found changed what no action had changed: {found}", "changed_past_history", entry.seq)
        elif surplus := changed(before, entry) - MAY_CHANGE.get(entry.action, _NOTHING):
            what = f"{', '.join(sorted(surplus))} changed, which {entry.action} does not change"
            yield Fault(row, what, "changed_past_history", entry.seq)
