"""Loading made-up rows by COPY, as the owner."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import connection, models

from core.audit.models import Entry
from core.deadlines.models import Deadline
from core.notifications.models import Notice
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, Support
from core.routing.models import Dispatch, Note
from demo.rows import Rows
from tenants.ledger.recording import COLUMNS, NewEntry
from tenants.models import Tenant

# COPY's text format: https://www.postgresql.org/docs/current/sql-copy.html
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(tenant: Tenant, batch: list[Rows]) -> None:
    """Write the rows of reports. The database gives the keys of rows that nothing refers to."""
    copy(Report, [rows.report for rows in batch])
    copy(Identity, [rows.identity for rows in batch if rows.identity])
    for model, name in (
        (Deadline, "deadlines"),
        (Entry, "entries"),
        (Notice, "notices"),
        (Dispatch, "dispatches"),
        (FollowUp, "follow_ups"),
        (Message, "messages"),
        (Note, "notes"),
        (Attachment, "photos"),
        (Support, "supports"),
    ):
        copy(model, [row for rows in batch for row in getattr(rows, name)])
    _copy_ledger(tenant, [event for rows in batch for event in rows.ledger])


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write rows of a model as they are; where the first has no key, the database gives them."""
    rows = list(rows)
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if rows[0].pk is not None or not field.primary_key]
    _copy(
        model._meta.db_table,
        [str(field.column) for field in fields],
        ([_value(field, getattr(row, field.attname)) for field in fields] for row in rows),
    )


def _value(field: models.Field, value: Any) -> Any:
    """A list is an array in one column and JSON in another."""
    is_json = isinstance(field, models.JSONField) and value is not None
    return json.dumps(value, ensure_ascii=False) if is_json else value


def _copy_ledger(tenant: Tenant, events: Iterable[NewEntry]) -> None:
    """The trigger folds every row into its fact, as for a city."""
    lines = ([tenant.schema_name, event.occurred_at, *(getattr(event, name) for name in COLUMNS)] for event in events)
    _copy("public.ledger_entry", ["tenant", "recorded_at", *COLUMNS], lines)


def _copy(table: str, columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)  # "limit" is a word of SQL
    text = StringIO("".join("\t".join(map(encoded, line)) + "\n" for line in lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)


def encoded(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return str(value).translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | bytearray | memoryview):
        return r"\\x" + bytes(value).hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, list | tuple):
        return _array(value).translate(_ESCAPES)
    if isinstance(value, int | float | UUID):
        return str(value)
    raise TypeError(f"COPY cannot be given a {type(value).__name__}.")


def _array(value: Any) -> str:
    """A list as PostgreSQL writes an array: `{"a",NULL,{"b","c"}}`."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_array, value)) + "}"
    return json.dumps(value.isoformat() if isinstance(value, datetime | date) else value, ensure_ascii=False)
