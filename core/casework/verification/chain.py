"""Is the chain of a report whole, and does the report know its end?"""

from collections.abc import Generator, Iterable, Iterator

from core.audit import chain
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name


def chain_faults(bundle: Bundle) -> Iterator[Fault]:
    report = bundle.report
    end = yield from broken_links(bundle.entries)
    if end is None:
        return
    count, last = end
    if count != report.audit_seq:
        missing = f"{count} entries, but the report counts {report.audit_seq}"
        yield Fault(row_name("audit_entry", f"of report {report.number}"), missing, "end_differs")
    elif last != bytes(report.audit_head):
        row = row_name("reports_report", f"id {report.pk}")
        yield Fault(row, "audit_head is not the hash of the last entry", "end_differs")


def broken_links(entries: Iterable[Entry]) -> Generator[Fault, None, tuple[int, bytes] | None]:
    """Where a chain does not hold. Returns how many entries there are and the hash of the last; None from where an
    entry is missing or out of order on."""
    previous, count = chain.START, 0
    for entry in entries:
        count += 1
        row = row_name("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        if entry.seq != count:
            yield Fault(row, f"the entry with seq {count} is missing or out of order", "entry_missing", count)
            return None
        if bytes(entry.previous) != previous:
            yield Fault(row, "does not follow from the entry before it", "entry_changed", entry.seq)
        if chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield Fault(row, "was changed: its hash is not that of its content", "entry_changed", entry.seq)
        previous = bytes(entry.hash)
    return count, previous
