"""Appending to the ledger: one statement, naming only the columns a city may fill."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Func, IntegerField, Value

from tenants.connection import connection


@dataclass(frozen=True)
class NewEntry:
    """What a city records of one transition. Times are aware; `occurred_at` is the city's, the ledger adds its own."""

    number: str
    seq: int
    event: str
    state: str
    occurred_at: datetime
    kind: str
    category_group: str
    unit_type: str
    area_code: str
    due_verify: datetime | None
    due_first_follow_up: datetime | None
    due_total: datetime | None
    entry_hash: bytes
    transfer_to: str | None = None
    score: int | None = None
    escalation_level: int | None = None


COLUMNS = tuple(NewEntry.__dataclass_fields__)


# What is recorded of an entry that the province does not count.
WITNESSED = ("tenant", "stream", "seq", "entry_hash")


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Append rows to a table of the ledger, in one statement."""
    row = f"({', '.join(['%s'] * len(columns))})"
    statement = f"INSERT INTO public.{table} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))}"  # noqa: S608 (constants)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


class Writer:
    """Writes with a city's login, in the seat of the city: the database adds the tenant (from the role) and its own
    time to what is recorded."""

    def record(self, events: Sequence[NewEntry]) -> None:
        insert("ledger_entry", COLUMNS, [[getattr(event, column) for column in COLUMNS] for event in events])

    def witness(self, stream: str, seq: int, entry_hash: bytes, at: datetime) -> None:
        insert("ledger_witness", WITNESSED, [[connection.schema_name, stream, seq, entry_hash]])


_writer: ContextVar[Writer] = ContextVar("ledger_writer", default=Writer())  # noqa: B039 (it holds nothing)


@contextmanager
def writing_with(writer: Writer) -> Iterator[None]:
    """Let another writer append what is recorded in the block."""
    token = _writer.set(writer)
    try:
        yield
    finally:
        _writer.reset(token)


def record(*events: NewEntry) -> None:
    """Append one event, or events of different reports, in the seat of a city. One query, none without events."""
    if events:
        _writer.get().record(events)


def witness(stream: str, seq: int, entry_hash: bytes, at: datetime) -> None:
    """Tell the ledger that a history has this entry, and nothing of what it says. One query.

    In the seat of whose history it is: a row policy lets nobody speak for another.
    """
    _writer.get().witness(stream, seq, entry_hash, at)


def reached(schema: Any = None) -> Func:
    """For a query over entries: the last place in their `stream` that the ledger recorded from this seat, or None.
    An owner who deletes a history's end and sets it back leaves that behind, and no later entry fits there."""
    return Func(
        schema or Value(connection.schema_name),
        F("stream"),
        function="public.ledger_reached",
        output_field=IntegerField(),
    )


def reached_in(stream: str) -> int:
    """The same for a history of which nothing is left; 0: the ledger recorded nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ledger_reached(%s, %s)", [connection.schema_name, stream])
        return cursor.fetchone()[0] or 0
