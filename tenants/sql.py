"""Statements that are written out, on the present connection."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenants.connection import connection


def execute(sql: str, values: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple]:
    """Run a statement; the rows it gives, none for one that gives nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
