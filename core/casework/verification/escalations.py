"""Has a late report come to whom the history says, when it says, and to nobody else?"""

from collections.abc import Iterator

from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name
from core.deadlines.models import Escalation
from core.reports import snapshots


def escalation_faults(bundle: Bundle) -> Iterator[Fault]:
    """Steps taken in another city stayed there. Older entries do not say which round and when the next step is due."""
    here = (entry for entry in bundle.entries if bundle.owner_of(entry.seq) == bundle.schema)
    said = {(entry.at, entry.details.get("level")): entry for entry in here if entry.action == "escalate"}
    for row in bundle.escalations:
        entry = said.pop((row.at, row.level), None)
        name = row_name("deadlines_escalation", f"id {row.pk}")
        if entry is None:
            yield Fault(name, "no entry of the history speaks of it")
        elif not _fits(row, entry):
            yield Fault(name, "is not what the history says")
    for entry in said.values():
        yield Fault(row_name("deadlines_escalation", f"seq {entry.seq}"), "is gone, though the history has it")


def _fits(row: Escalation, entry: Entry) -> bool:
    details = entry.details
    if "round" in details and (row.round, snapshots.time_text(row.next_at)) != (details["round"], details.get("next")):
        return False
    return row.level != Escalation.Level.UNIT_HEAD or (row.unit and row.unit.code) == entry.columns.get("unit")
