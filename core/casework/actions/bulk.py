"""`engine.finish` for many reports in a few statements: the same entries, rows of the ledger and columns.

Only for what leaves a report in its state, moves no clock and is mailed to nobody: what the office notes of many
reports at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from core.accounts.actors import Actor
from core.audit.chain import link_hash
from core.audit.models import Entry
from core.casework.actions import breaks
from core.casework.actions.engine import CLOCK_EVENTS, Addition, ledger_event, link_for
from core.deadlines.bulk import ClockRow
from core.notifications import rules
from core.reports.models import Report
from core.reports.workflow import LINES, guard
from tenants.ledger import recording

_MOVE_HEADS = """
UPDATE reports_report r SET audit_seq = written.seq, audit_head = written.head
  FROM unnest(%s::bigint[], %s::integer[], %s::bytea[]) AS written (id, seq, head)
 WHERE r.id = written.id
"""


@dataclass
class Change:
    """One report, locked by the caller, with its clocks and what the action adds to its history."""

    report: Report
    clocks: Sequence[ClockRow]
    entry: Addition = field(default_factory=Addition)


def finish_many(changes: Sequence[Change], action: str, actor: Actor, at: datetime) -> None:
    """Write what `engine.finish` would for each, in the caller's transaction. Four statements, however many.

    Forbidden or Conflict when the table does not let this actor take the action on one of them; nothing is written
    then. ValueError for an action that does more than to be noted.
    """
    if LINES[action].target or action in CLOCK_EVENTS or action in rules.RULES:
        raise ValueError(f"{action} does more than to be noted")
    for change in changes:
        guard(actor, action, change.report)
    if not changes:
        return
    breaks.write_down_many((change.report, change.clocks) for change in changes)
    Entry.objects.bulk_create([_entry(change, action, actor, at) for change in changes])
    reports = [change.report for change in changes]
    with connection.cursor() as cursor:
        keys, seqs = [report.pk for report in reports], [report.audit_seq for report in reports]
        cursor.execute(_MOVE_HEADS, [keys, seqs, [bytes(report.audit_head) for report in reports]])
    recording.record(
        *(ledger_event(change.report, action, at, change.clocks, change.entry.ledger) for change in changes)
    )


def _entry(change: Change, action: str, actor: Actor, at: datetime) -> Entry:
    report = change.report
    report.audit_seq += 1
    link = link_for(report, action, actor, at, change.clocks, change.entry)
    report.audit_head = link_hash(link)
    return Entry(**vars(link), hash=report.audit_head)
