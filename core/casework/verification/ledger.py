"""Does the ledger say what the history says?"""

from collections.abc import Iterator
from typing import Any

from core.audit.ledger_scope import LEAVES, NOT_IN_LEDGER
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault
from core.reports import snapshots
from tenants.ledger.models import Entry as LedgerEntry

# Where the due time by the national calendar stands in `core.reports.snapshots.clock_values`.
_NATIONAL = 3


def ledger_faults(bundle: Bundle) -> Iterator[Fault]:
    counted = {entry.seq: entry for entry in bundle.entries if entry.action not in NOT_IN_LEDGER}
    rows = {row.seq: row for row in own_rows(bundle)}
    for seq in sorted(counted.keys() - rows.keys()):
        yield Fault(f"public.ledger_entry {bundle.report.number} seq {seq}", "is missing", "ledger_differs", seq)
    for seq, row in rows.items():
        name = f"public.ledger_entry id {row.pk}"
        if seq not in counted:
            yield Fault(name, "tells an event that the report's history does not have", "ledger_differs", seq)
        elif _of_entry(bundle, counted[seq]) != _of_row(row):
            yield Fault(name, "is not what the report's history says", "ledger_differs", seq)


def own_rows(bundle: Bundle) -> list[LedgerEntry]:
    """What the ledger recorded of a report up to the end of this city's history of it."""
    if not bundle.is_elsewhere:
        return bundle.ledger
    return [row for row in bundle.ledger if row.seq <= bundle.report.audit_seq]


def _of_entry(bundle: Bundle, entry: Entry) -> tuple:
    """What an audit entry says, in the words of the ledger, and by the city that recorded it."""
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


def _of_row(row: LedgerEntry) -> tuple:
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
    """Due by the national calendar, which is what the ledger records; entries from before that had one due time."""
    return clock[_NATIONAL] if len(clock) > _NATIONAL else clock[0]
