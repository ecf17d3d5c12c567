"""Does the ledger say what the history says?"""

from collections.abc import Iterator
from typing import Any

from core.audit.ledger_scope import LEAVES, NOT_TOLD
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault
from core.reports import snapshots
from tenants.ledger.models import Entry as LedgerEntry

# Where the due time by the national calendar stands in `core.reports.snapshots.clock_values`.
_NATIONAL = 3


def ledger_faults(bundle: Bundle) -> Iterator[Fault]:
    told = {entry.seq: entry for entry in bundle.entries if entry.action not in NOT_TOLD}
    rows = {row.seq: row for row in own_rows(bundle)}
    for seq in sorted(told.keys() - rows.keys()):
        yield Fault(f"public.ledger_entry {bundle.report.number} seq {seq}", "is missing", "ledger_differs", seq)
    for seq, row in rows.items():
        name = f"public.ledger_entry id {row.pk}"
        if seq not in told:
            yield Fault(name, "tells an event that the report's history does not have", "ledger_differs", seq)
        elif _told(bundle, told[seq]) != _tells(row):
            yield Fault(name, "is not what the report's history says", "ledger_differs", seq)


def own_rows(bundle: Bundle) -> list[LedgerEntry]:
    """What the ledger was told of a report up to the end of this city's history of it."""
    if not bundle.is_elsewhere:
        return bundle.ledger
    return [row for row in bundle.ledger if row.seq <= bundle.report.audit_seq]


def _told(bundle: Bundle, entry: Entry) -> tuple:
    """What an audit entry says, in the words of the ledger, and by the city it was told by."""
    columns = entry.columns
    due = {rule: _national_due(clock) for rule, clock in columns.get("deadlines", {}).items()}
    return (
        bundle.owner_of(entry.seq),
        entry.action,
        columns.get("state"),
        snapshots.time_text(entry.at),
        columns.get("kind"),
        columns.get("category_group"),
        columns.get("unit_type"),
        columns.get("area_code"),
        due.get("sp4n.verify"),
        due.get("sp4n.first_follow_up"),
        due.get("sp4n.total"),
        entry.details.get("to") if entry.action in LEAVES else None,
        entry.details.get("score") if entry.action == "rate" else None,
        entry.details.get("level") if entry.action == "escalate" else None,
        bytes(entry.hash),
    )


def _tells(row: LedgerEntry) -> tuple:
    return (
        row.tenant,
        row.event,
        row.state,
        snapshots.time_text(row.occurred_at),
        row.kind,
        row.category_group,
        row.unit_type,
        row.area_code,
        snapshots.time_text(row.due_verify),
        snapshots.time_text(row.due_first_follow_up),
        snapshots.time_text(row.due_total),
        row.transfer_to,
        row.score,
        row.escalation_level,
        bytes(row.entry_hash),
    )


def _national_due(clock: list[Any]) -> str | None:
    """Due by the national calendar, which is what the ledger is told; entries from before that had one due time."""
    return clock[_NATIONAL] if len(clock) > _NATIONAL else clock[0]
