"""Are texts what the history vouches for, or empty where the history says that they were erased?"""

from collections.abc import Callable, Iterator

from core.accounts.actors import REPORTER
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name
from core.reports import snapshots
from core.reports.models import FollowUp, Message
from core.routing.models import Note

OTHERWISE = "its text is not what the history says"
BACK_AGAIN = "was erased, but is there again"
TWICE = "stands there twice"


def text_faults(bundle: Bundle) -> Iterator[Fault]:
    """What does not fit among messages, answers and notes."""
    yield from _of_table(bundle, "reports_message", "message", bundle.messages, _message_fits)
    yield from _of_table(bundle, "reports_followup", "follow_up", bundle.follow_ups, _follow_up_fits)
    yield from _of_table(bundle, "routing_note", "note", bundle.notes, _note_fits)


def _of_table(bundle: Bundle, table: str, key: str, rows: list, fits: Callable) -> Iterator[Fault]:
    said, seen = bundle.said, set()
    for row in rows:
        entry = said.get(row.seq)
        if row.seq in seen:
            yield Fault(row_name(table, f"id {row.pk}"), TWICE)
        elif what := _text_fault(row, entry, key, erased=row.seq < bundle.erased_from):
            yield Fault(row_name(table, f"id {row.pk}"), what)
        elif entry is None or row.at != entry.at or not fits(row, entry):
            yield Fault(row_name(table, f"id {row.pk}"), "who wrote it when is not what the history says")
        seen.add(row.seq)
    for seq in sorted(seq for seq, entry in said.items() if key in entry.digests and seq not in seen):
        yield Fault(row_name(table, f"seq {seq}"), "is gone, though the history has it")


def _text_fault(row: Message | FollowUp | Note, entry: Entry | None, key: str, *, erased: bool) -> str:
    if entry is None or key not in entry.digests:
        return OTHERWISE
    if erased:
        return BACK_AGAIN if row.text or bytes(row.salt) else ""
    return OTHERWISE if entry.digests[key] != snapshots.text_digest(row) else ""


def _message_fits(message: Message, entry: Entry) -> bool:
    """The office writes down the reporter's words only where it says so."""
    return message.from_reporter == (entry.actor_kind == REPORTER.kind or entry.action == "record_reply")


def _follow_up_fits(follow_up: FollowUp, entry: Entry) -> bool:
    return (follow_up.author_id, follow_up.unit.code) == (entry.actor_id, entry.columns.get("unit"))


def _note_fits(note: Note, entry: Entry) -> bool:
    return True
