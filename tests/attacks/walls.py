"""What the attacks share: who sits where, and which wall an attempt must fall at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2 import errorcodes

from core.casework import actions
from core.catalogue.models import Category
from core.reports.drafts import Draft
from tenants.ledger.recording import COLUMNS, NewEntry
from tenants.models import Tenant
from tenants.seats import gate, seated

NO_PRIVILEGE = errorcodes.INSUFFICIENT_PRIVILEGE
BROKEN_CHECK = errorcodes.CHECK_VIOLATION
NO_TABLE = errorcodes.UNDEFINED_TABLE

CITIES = ("t3671", "t3602")
KELURAHAN = {"t3671": "36.71.01.1001", "t3602": "36.02.01.2002"}


def run(sql: str, parameters=None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def falls(sqlstate: str, saying: str = "") -> Iterator[None]:
    """The block must be refused by PostgreSQL with this SQLSTATE, in a savepoint of its own."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.pgcode == sqlstate, caught.value
    assert saying in str(caught.value)


def tenant(schema: str) -> Tenant:
    with gate():
        return Tenant.objects.get(schema_name=schema)


def city(schema: str):
    """A block in a city's seat with its Tenant, as a request has it."""
    return seated(tenant(schema))


def a_draft(schema: str, **changes) -> Draft:
    values = {
        "kind": "complaint",
        "category": Category.objects.filter(is_sensitive=False).first().code,
        "description": "Lampu jalan di depan pasar padam sejak kemarin.",
        "identity": "anonymous",
        "visibility": "public",
        "area": KELURAHAN[schema],
    }
    return Draft(**values | changes)


def a_report(schema: str, **changes) -> actions.Submission:
    with city(schema):
        return actions.submit(a_draft(schema, **changes))


def an_event(number: str, seq: int = 1, **changes) -> NewEntry:
    values = {
        "number": number,
        "seq": seq,
        "event": "submit",
        "state": "submitted",
        "occurred_at": datetime(2026, 3, 16, 2, 0, tzinfo=UTC),
        "kind": "complaint",
        "category_group": "Infrastruktur",
        "unit_type": "",
        "area_code": "",
        "due_verify": None,
        "due_first_follow_up": None,
        "due_total": None,
        "entry_hash": b"\x01" * 32,
    }
    return NewEntry(**values | changes)


def append(event: NewEntry, **more) -> None:
    """The ledger's INSERT with columns of the attacker's choice beside the usual ones."""
    values = {column: getattr(event, column) for column in COLUMNS} | more
    places = ", ".join(["%s"] * len(values))
    run(f"INSERT INTO public.ledger_entry ({', '.join(values)}) VALUES ({places})", list(values.values()))
