"""Is the chain of a report whole, and does the report know its end?"""

from collections.abc import Iterator

from core.audit import chain
from core.audit.writing import link_of
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault, row_name


def chain_faults(bundle: Bundle) -> Iterator[Fault]:
    report, previous = bundle.report, chain.START
    for expected, entry in enumerate(bundle.entries, start=1):
        row = row_name("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        if entry.seq != expected:
            yield row, f"the entry with seq {expected} is missing or out of order"
            return
        if bytes(entry.previous) != previous:
            yield row, "does not follow from the entry before it"
        if chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield row, "was changed: its hash is not that of its content"
        previous = bytes(entry.hash)
    if len(bundle.entries) != report.audit_seq:
        missing = f"{len(bundle.entries)} entries, but the report counts {report.audit_seq}"
        yield row_name("audit_entry", f"of report {report.number}"), missing
    elif previous != bytes(report.audit_head):
        yield row_name("reports_report", f"id {report.pk}"), "audit_head is not the hash of the last entry"
