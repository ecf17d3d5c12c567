"""Appending to the ledger: one statement, naming only the columns a city may fill."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Event:
    """What a city tells of one transition. Times are aware; `occurred_at` is the city's, the ledger adds its own."""

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


COLUMNS = tuple(Event.__dataclass_fields__)
_INSERT = "INSERT INTO public.ledger_entry ({}) VALUES ({})".format(
    ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
)


def record(event: Event) -> None:
    """Append one event in the seat of a city; the database adds the tenant (from the role) and its own time."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [getattr(event, column) for column in COLUMNS])


def record_as_owner(event: Event, *, tenant: str, recorded_at: datetime) -> None:
    """Append with a given time, for seeding made-up reports. Only the owner's login may name these two columns."""
    columns = ("tenant", "recorded_at", *COLUMNS)
    statement = "INSERT INTO public.ledger_entry ({}) VALUES ({})".format(
        ", ".join(columns), ", ".join(["%s"] * len(columns))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [tenant, recorded_at, *(getattr(event, column) for column in COLUMNS)])
