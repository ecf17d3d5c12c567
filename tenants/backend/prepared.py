"""Statements that PostgreSQL plans once a connection (`PREPARE`) and then runs with ever new values (`EXECUTE`).

A pooler of connections in transaction mode may run each transaction in another session of the server's, where nothing
was prepared. Such a pooler tells its clients a process number of its own making, so where the server's is another,
nothing is prepared and every statement is planned each time. So it is with the owner's login, which has no pool.

A migration that changes the type of a column asks for new connections, as every upgrade does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg2.extensions import AsIs

from tenants.backend.pool import Connection


@dataclass(frozen=True)
class Place:
    """Where the value with this number stands among the parameters of a statement."""

    number: int


@dataclass(frozen=True)
class Statement:
    """SQL with %s for each of its parameters, which are constants and Places. `title`: what it is called in logs."""

    title: str
    sql: str
    parameters: tuple[Any, ...]

    def rows(self, values: Sequence[Any]) -> list[Sequence[Any]]:
        """What it gives for these values. One query of the page; what it is prepared by is none."""
        with connection.cursor() as cursor:
            if self._is_held(cursor):
                cursor.execute(self._execute, values)
            else:
                cursor.execute(self.sql, [self._filled(parameter, values) for parameter in self.parameters])
            return list(cursor.fetchall())

    @cached_property
    def name(self) -> str:
        """Another one for every other text."""
        return f"{self.title} {sha256(repr((self.sql, self.parameters)).encode()).hexdigest()[:16]}"

    @cached_property
    def _execute(self) -> str:
        count = len({parameter for parameter in self.parameters if isinstance(parameter, Place)})
        return f'EXECUTE "{self.name}"' + (f" ({', '.join(['%s'] * count)})" if count else "")

    def _is_held(self, cursor: CursorWrapper) -> bool:
        """Whether this connection holds the statement; it is prepared where it can be."""
        raw, held = cursor.cursor, cursor.connection
        if not isinstance(held, Connection):
            return False
        with connection.wrap_database_errors:
            if held.prepared is None:
                raw.execute("SELECT pg_backend_pid()")
                held.can_prepare = raw.fetchone()[0] == held.info.backend_pid
                held.prepared = set()
            if held.can_prepare and self.name not in held.prepared:
                numbered = raw.mogrify(self.sql, [self._numbered(parameter) for parameter in self.parameters])
                raw.lasting(f'PREPARE "{self.name}" AS {numbered.decode()}')
                held.prepared.add(self.name)
        return held.can_prepare

    @staticmethod
    def _filled(parameter: Any, values: Sequence[Any]) -> Any:
        return values[parameter.number] if isinstance(parameter, Place) else parameter

    @staticmethod
    def _numbered(parameter: Any) -> Any:
        return AsIs(f"${parameter.number + 1}") if isinstance(parameter, Place) else parameter
