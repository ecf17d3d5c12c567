"""Is a history whole that belongs to no report: of a city's office (stream `kantor`), of the province (`provinsi`)?

What the ledger recorded of them is compared where the stream itself is whole: an owner who rewrites all of it with its
hashes and its end has to rewrite that too, and is found by the seals then.
"""

from collections.abc import Callable, Iterable, Iterator

from core.audit.models import Entry, StreamEnd
from core.casework.verification.bundles import witnessed
from core.casework.verification.chain import broken_links
from core.casework.verification.looks import CLOSE, Look, one_moment
from core.casework.verification.problems import Fault, row_name
from core.casework.verification.witnesses import unlike
from tenants.connection import connection

BATCH = 500
# Receives how many entries of how many have been looked at.
Step = Callable[[int, int], None]


def stream_faults(stream: str, step: Step = lambda done, total: None, look: Look = CLOSE) -> list[Fault]:
    """Entries that were changed, deleted or put in another order, in the seat of their city or of the province."""
    with one_moment():
        entries = Entry.objects.filter(stream=stream)
        had: dict[int, bytes] = {}
        read = _with_progress(entries.order_by("seq", "pk").iterator(BATCH), entries.count(), step, had)
        found = list(_faults(stream, read, StreamEnd.objects.filter(stream=stream).first()))
        schema = connection.schema_name
        with look.in_province():
            witnessed_hashes = {seq: entry_hash for _stream, seq, entry_hash in witnessed(schema, [stream])}
        return found or list(unlike(schema, stream, had, witnessed_hashes))


def _with_progress(entries: Iterable[Entry], total: int, step: Step, had: dict[int, bytes]) -> Iterator[Entry]:
    for done, entry in enumerate(entries, start=1):
        had[entry.seq] = bytes(entry.hash)
        yield entry
        if done % BATCH == 0 or done == total:
            step(done, total)


def _faults(stream: str, entries: Iterable[Entry], end: StreamEnd | None) -> Iterator[Fault]:
    reached = yield from broken_links(entries)
    if reached is not None:
        yield from _end_faults(stream, *reached, end)


def _end_faults(stream: str, count: int, last: bytes, end: StreamEnd | None) -> Iterator[Fault]:
    """Whether the stream ends where its last writer left it."""
    if end is None:
        if count:
            yield Fault(row_name("audit_streamend", stream), f"is missing, though the stream has {count} entries")
    elif count < end.seq:
        yield Fault(
            row_name("audit_entry", f"{stream} seq {count + 1}"), f"is missing: the stream counts {end.seq} entries"
        )
    elif count > end.seq:
        yield Fault(
            row_name("audit_entry", f"{stream} seq {end.seq + 1}"), f"was added: the stream counts {end.seq} entries"
        )
    elif last != bytes(end.hash):
        yield Fault(row_name("audit_streamend", stream), "its hash is not that of the last entry")
