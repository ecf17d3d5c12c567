"""Is a history whole that belongs to no report: of a city's office (stream `kantor`), of the province (`provinsi`)?

No ledger is told of these: an owner who rewrites a whole stream with all its hashes and its end is not found here.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction

from core.audit.models import Entry, StreamEnd
from core.casework.verification.chain import broken_links
from core.casework.verification.problems import Fault, row_name

BATCH = 500
# Told how many entries of how many have been looked at.
Step = Callable[[int, int], None]


def stream_faults(stream: str, step: Step = lambda done, total: None) -> list[Fault]:
    """Entries that were changed, deleted or put in another order, in the seat of their city or of the province.

    All as it stood at one moment, so that what is written meanwhile is no fault; inside a transaction of the caller's
    the moments are that transaction's.
    """
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        entries = Entry.objects.filter(stream=stream)
        told = _telling(entries.order_by("seq", "pk").iterator(BATCH), entries.count(), step)
        return list(_faults(stream, told, StreamEnd.objects.filter(stream=stream).first()))


def _telling(entries: Iterable[Entry], total: int, step: Step) -> Iterator[Entry]:
    for done, entry in enumerate(entries, start=1):
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
            yield row_name("audit_streamend", stream), f"is missing, though the stream has {count} entries"
    elif count < end.seq:
        yield row_name("audit_entry", f"{stream} seq {count + 1}"), f"is missing: the stream counts {end.seq} entries"
    elif count > end.seq:
        yield row_name("audit_entry", f"{stream} seq {end.seq + 1}"), f"was added: the stream counts {end.seq} entries"
    elif last != bytes(end.hash):
        yield row_name("audit_streamend", stream), "its hash is not that of the last entry"
