"""Appending to the ledger: one statement, naming only the columns a city may fill."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Func, IntegerField, Value


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


def _insert(columns: tuple[str, ...]) -> str:
    values = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO public.ledger_entry ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 (constants)


# What is recorded of an entry that the province does not count.
WITNESSED = ("tenant", "stream", "seq", "entry_hash")
_RECORD = _insert(COLUMNS)
_RECORD_AS_OWNER = _insert(("tenant", "recorded_at", *COLUMNS))
_WITNESS = "INSERT INTO public.ledger_witness (tenant, stream, seq, entry_hash) VALUES (%s, %s, %s, %s)"
_WITNESS_AS_OWNER = _WITNESS.replace("entry_hash)", "entry_hash, recorded_at)").replace("%s)", "%s, %s)")
# The city whose made-up past the owner is writing; nothing but `backdated` sets it.
_seeding: ContextVar[str | None] = ContextVar("seeding", default=None)


@contextmanager
def backdated(tenant: str) -> Iterator[None]:
    """Let the owner's login seed reports of a city whose ledger time is the time given for the event.

    Only for made-up reports. A city's or the web's login that tries is stopped by the column grants.
    """
    token = _seeding.set(tenant)
    try:
        yield
    finally:
        _seeding.reset(token)


@contextmanager
def told_by(tenant: str) -> Iterator[None]:
    """Where the owner is seeding, what is recorded in the block is another city's: that of a hand-over."""
    token = _seeding.set(tenant if _seeding.get() else None)
    try:
        yield
    finally:
        _seeding.reset(token)


def record_many(events: list[NewEntry]) -> None:
    """Append events of different reports in the seat of a city, in one statement."""
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    statement = f"INSERT INTO public.ledger_entry ({', '.join(COLUMNS)}) VALUES {', '.join([row] * len(events))}"  # noqa: S608 (constants)
    if events:
        with connection.cursor() as cursor:
            cursor.execute(statement, [getattr(event, column) for event in events for column in COLUMNS])


def record(event: NewEntry) -> None:
    """Append one event in the seat of a city; the database adds the tenant (from the role) and its own time."""
    values = [getattr(event, column) for column in COLUMNS]
    tenant = _seeding.get()
    with connection.cursor() as cursor:
        if tenant is None:
            cursor.execute(_RECORD, values)
        else:
            cursor.execute(_RECORD_AS_OWNER, [tenant, event.occurred_at, *values])


def witness(stream: str, seq: int, entry_hash: bytes, at: datetime) -> None:
    """Tell the ledger that a history has this entry, and nothing of what it says. One query.

    In the seat of whose history it is: a row policy lets nobody speak for another. `at` counts in a made-up past only.
    """
    values = [connection.schema_name, stream, seq, entry_hash]
    with connection.cursor() as cursor:
        if _seeding.get() is None:
            cursor.execute(_WITNESS, values)
        else:
            cursor.execute(_WITNESS_AS_OWNER, [*values, at])


def reached() -> Func:
    """For a query over entries: the last place in their `stream` that the ledger recorded from this seat, or None.
    An owner who deletes a history's end and sets it back leaves that behind, and no later entry fits there."""
    return Func(
        Value(connection.schema_name), F("stream"), function="public.ledger_reached", output_field=IntegerField()
    )


def reached_in(stream: str) -> int:
    """The same for a history of which nothing is left; 0: the ledger recorded nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ledger_reached(%s, %s)", [connection.schema_name, stream])
        return cursor.fetchone()[0] or 0
