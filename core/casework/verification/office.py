"""Is the history of the office itself (stream `kantor`) whole?

No row counts its entries, so one that is taken off its end is not found here.
"""

from collections.abc import Iterator

from core.audit import chain, streams
from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework.verification.problems import Problem, row_name


def office_faults(schema: str) -> Iterator[Problem]:
    """Entries that were changed, deleted or put in another order."""
    previous = chain.START
    entries = Entry.objects.filter(stream=streams.OFFICE).order_by("seq", "pk")
    for expected, entry in enumerate(entries.iterator(), start=1):
        row = row_name("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        if entry.seq != expected:
            yield Problem(schema, streams.OFFICE, row, f"the entry with seq {expected} is missing or out of order")
            return
        if bytes(entry.previous) != previous:
            yield Problem(schema, streams.OFFICE, row, "does not follow from the entry before it")
        if chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield Problem(schema, streams.OFFICE, row, "was changed: its hash is not that of its content")
        previous = bytes(entry.hash)
