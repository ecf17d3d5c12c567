"""Is what was dispatched to whom, with which words, and how it ended, what the history says?"""

from collections.abc import Iterator

from core.audit.chain import content_digest
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.content import BACK_AGAIN, TWICE
from core.casework.verification.problems import Fault, row_name
from core.routing.models import Dispatch

_HANDS_OVER = frozenset({"dispatch", "redispatch", "add_part", "verify"})
# How a dispatch ended that the unit or the coordinator ended with words; whatever else ends one goes past it.
_ENDINGS = {
    "finish_part": Dispatch.Ending.FINISHED,
    "return_part": Dispatch.Ending.RETURNED,
    "send_back": Dispatch.Ending.RETURNED,
    "withdraw_part": Dispatch.Ending.WITHDRAWN,
}
_GONE = "is gone, though the history has it"
_WORDS_OTHERWISE = "its words are not what the history says"


def dispatch_faults(bundle: Bundle) -> Iterator[Fault]:
    """What another city dispatched before it handed the report over stayed there."""
    seen = set()
    for row in bundle.dispatches:
        what = _fault_without_entry(bundle, row) if row.seq is None else _fault(bundle, row, row.seq)
        if what := what or (TWICE if (row.at, row.unit_id) in seen else ""):
            yield Fault(row_name("routing_dispatch", f"id {row.pk}"), what)
        seen.add((row.at, row.unit_id))
    begun = {(row.seq, row.unit.code) for row in bundle.dispatches}
    ended = {row.ended_seq for row in bundle.dispatches}
    here = [entry for entry in bundle.entries if bundle.owner_of(entry.seq) == bundle.schema]
    for entry in here:
        for unit in sorted(entry.digests.get("dispatch_notes", {})):
            if (entry.seq, unit) not in begun:
                yield Fault(row_name("routing_dispatch", f"seq {entry.seq} to {unit}"), _GONE)
        if "return_note" in entry.digests and entry.seq not in ended:
            yield Fault(row_name("routing_dispatch", f"ended by seq {entry.seq}"), _GONE)


def _fault(bundle: Bundle, row: Dispatch, seq: int) -> str:
    begun = bundle.said.get(seq)
    ended = bundle.said.get(row.ended_seq) if row.ended_seq else None
    if begun is None or not _began_so(row, begun) or not _ended_so(row, ended):
        return "who had it from when to when is not what the history says"
    if seq < bundle.dispatches_erased_from:
        return BACK_AGAIN if row.note or row.return_note or bytes(row.salt) else ""
    return "" if _says(row, begun, ended) else _WORDS_OTHERWISE


def _fault_without_entry(bundle: Bundle, row: Dispatch) -> str:
    """A row from before history vouched for them has no `seq`; an entry that says nothing of its words fits it."""
    older = (
        entry for entry in bundle.entries if entry.action in _HANDS_OVER and "dispatch_notes" not in entry.digests
    )
    return "" if any(entry.at == row.at for entry in older) else "no entry of the history speaks of it"


def _began_so(row: Dispatch, entry: Entry) -> bool:
    """By whom, when, to whom; the first named has the report, the others a part."""
    notes = entry.digests.get("dispatch_notes")
    if notes is None:  # the successor of a unit that was closed
        return entry.action == "hand_over" and (row.at, row.by_id, row.is_part) == (entry.at, None, False)
    is_part = entry.action == "add_part" or row.unit.code != entry.details.get("unit_code")
    return row.unit.code in notes and (row.at, row.by_id, row.is_part) == (entry.at, entry.actor_id, is_part)


def _ended_so(row: Dispatch, entry: Entry | None) -> bool:
    if entry is None:
        return row.ended_seq is None and row.ended_at is None and not row.ending
    has_words = "return_note" in entry.digests and entry.details.get("unit_code") == row.unit.code
    ending = _ENDINGS.get(entry.action) if has_words else Dispatch.Ending.REPLACED
    return (row.ended_at, row.ending) == (entry.at, ending)


def _says(row: Dispatch, begun: Entry, ended: Entry | None) -> bool:
    vouched = begun.digests.get("dispatch_notes", {}).get(row.unit.code)
    note_fits = vouched == _digest(row, row.note) if vouched else not row.note
    if ended is None or row.ending == Dispatch.Ending.REPLACED:
        return note_fits and not row.return_note
    return note_fits and ended.digests["return_note"] == _digest(row, row.return_note)


def _digest(row: Dispatch, words: str) -> str:
    return content_digest(bytes(row.salt), words.encode())
