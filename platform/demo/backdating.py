"""A made-up past in the ledger: the owner's login writes what a city's login could not, the time and the tenant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from tenants.connection import connection
from tenants.ledger.recording import COLUMNS, WITNESSED, NewEntry, Writer, insert, writing_with


class PastWriter(Writer):
    """Takes the tenant from the seat, and for the ledger's time the one of the event."""

    def record(self, events: Sequence[NewEntry]) -> None:
        rows = [
            [connection.schema_name, event.occurred_at, *(getattr(event, column) for column in COLUMNS)]
            for event in events
        ]
        insert("ledger_entry", ("tenant", "recorded_at", *COLUMNS), rows)

    def witness(self, stream: str, seq: int, entry_hash: bytes, at: datetime) -> None:
        insert("ledger_witness", (*WITNESSED, "recorded_at"), [[connection.schema_name, stream, seq, entry_hash, at]])


@contextmanager
def backdated() -> Iterator[None]:
    """What is recorded in the block is of the past. Only for made-up reports; a city's or the web's login that tries
    is stopped by the column grants."""
    with writing_with(PastWriter()):
        yield
