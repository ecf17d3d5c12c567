"""A break: a report's row is not what the last entry of its history says, so somebody has changed it past the actions.

Each action looks for that under the lock, before it does anything: its own entry would say what it found as if it had
always been so. What is found is written down as an entry of its own, which `laksa audit verify` and the nightly look
go on naming, and the log names it. Then the action goes on: a reporter is not to wait for an investigation.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypedDict

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.actors import SYSTEM
from core.audit import writing as audit
from core.audit.chain import Link
from core.audit.ledger_scope import BREAK
from core.audit.models import Entry
from core.deadlines.report_clocks import deadlines_of, next_due
from core.reports import snapshots
from core.reports.kinds import State
from core.reports.models import Report
from core.reports.snapshots import Clock
from tenants.compiled import compiled
from tenants.connection import connection
from tenants.ledger import recording

log = structlog.get_logger("laksa.audit")


if TYPE_CHECKING:  # what the query adds to each row
    from django_stubs_ext import WithAnnotations

    class _CountedEntry(TypedDict):
        in_ledger: int | None

    CountedEntry = WithAnnotations[Entry, _CountedEntry]
else:
    CountedEntry = Entry


def write_down(report: Report) -> None:
    """Compare a report, locked by the caller and not yet touched, with its history. One query where nothing is wrong,
    besides the report's clocks, which the action finds read."""
    clocks = deadlines_of(report, read=True)
    last = _last_entry.first(connection.schema_name, report.number)
    found = _found(report, clocks, last)
    if report.next_due_at != next_due(clocks) and not _is_emptied_copy(report):
        found.append("next_due_at")
    if found:
        _write(report, clocks, last, found)


@compiled
def _last_entry(schema: str, stream: str) -> QuerySet[CountedEntry]:
    return Entry.objects.filter(stream=stream).annotate(in_ledger=recording.reached(schema)).order_by("-seq")[:1]


def write_down_many(reports: Iterable[tuple[Report, Sequence[Clock]]]) -> None:
    """The same for many reports, whose clocks the caller has read. One query where nothing is wrong."""
    known = {report.number: (report, clocks) for report, clocks in reports}
    ends = Entry.objects.filter(stream__in=known).order_by("stream", "-seq").distinct("stream").values("pk")
    last = {entry.stream: entry for entry in Entry.objects.filter(pk__in=ends).annotate(in_ledger=recording.reached())}
    for number, (report, clocks) in known.items():
        if found := _found(report, clocks, last.get(number)):
            _write(report, clocks, last.get(number), found)


def _found(report: Report, clocks: Iterable[Clock], last: CountedEntry | None) -> list[str]:
    if last is None:
        return ["audit_entry"]
    ends = {"audit_seq": (report.audit_seq, last.seq), "audit_head": (bytes(report.audit_head), bytes(last.hash))}
    found = [name for name, (here, there) in ends.items() if here != there]
    if (last.in_ledger or 0) > max(last.seq, report.audit_seq):
        found.append("audit_entry")
    if _is_emptied_copy(report):
        return found
    now = {**snapshots.columns(report, clocks), **snapshots.digests(report)}
    return found + snapshots.unlike(now, {**last.columns, **last.digests})


def _is_emptied_copy(report: Report) -> bool:
    """The office's own history vouches for those (`core.casework.actions.erasing`)."""
    return report.state == State.TRANSFERRED and report.erased_at is not None


def _write(report: Report, clocks: Iterable[Clock], last: CountedEntry | None, found: list[str]) -> None:
    """Where the row counts fewer entries than there are, the history goes on from its own end; where it or the ledger
    counts more, the place of what is missing stays empty."""
    in_ledger = last.in_ledger if last else recording.reached_in(report.number)
    if last and last.seq >= report.audit_seq:
        report.audit_seq, report.audit_head = last.seq, last.hash
    report.audit_seq = max(report.audit_seq, in_ledger or 0) + 1
    link = Link(
        stream=report.number,
        seq=report.audit_seq,
        action=BREAK,
        actor_kind=SYSTEM.kind,
        actor_id=None,
        actor_label=SYSTEM.label,
        at=timezone.now(),
        details={"found": found},
        columns=snapshots.columns(report, clocks),
        digests=snapshots.digests(report),
        previous=bytes(report.audit_head),
    )
    report.audit_head = audit.append_outside_ledger(**vars(link)).hash
    report.save(update_fields=["audit_seq", "audit_head"])
    log.error("a report was changed past its history", report=report.number, found=found)
