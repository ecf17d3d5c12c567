"""The connections of one process: shared by its threads, each logged in as one seat, never more than a bound.

Taking one that is open sends nothing to the server. Where the bound is reached, the connection that has been idle for
longest is closed, whoever's it is; where all are at work, a thread waits for one and then gets `NoConnection`.

A connection is kept only when nothing of its last user stays in it: no transaction, no setting the server reports as
changed, no statement that may leave something behind (`Watched`). What slips through meets the same login's next
request, never another's.
"""

import os
import re
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

import psycopg2
from django.conf import settings
from django.db.utils import OperationalError
from psycopg2 import extensions

# Idle for longer, a connection is asked whether it still works: something between may have forgotten it.
ASK_AFTER_SECONDS = 60.0
# What the server reports by itself when it changes (PostgreSQL's manual, 53.2.7), so that looking costs no round trip.
REPORTED = ("TimeZone", "DateStyle", "IntervalStyle", "client_encoding", "default_transaction_read_only",
            "standard_conforming_strings", "search_path", "session_authorization")  # fmt: skip
_BUSY = (
    extensions.TRANSACTION_STATUS_ACTIVE,
    extensions.TRANSACTION_STATUS_INTRANS,
    extensions.TRANSACTION_STATUS_INERROR,
)
# Statements of these kinds leave nothing in the session by themselves.
_PASSING = re.compile(
    r"[\s(]*(?:SELECT|INSERT|UPDATE|DELETE|WITH|VALUES|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN|EXECUTE"
    r"|SET (?:LOCAL|TRANSACTION|CONSTRAINTS))\b"
)
_LASTING = (";", "set_config", "pg_advisory_lock", "pg_try_advisory_lock", "u&")


class NoConnection(OperationalError):
    """Every connection the process may have is at work. Whoever asked may come again in a moment."""


class Connection(extensions.connection):
    """A connection that knows whose it is and what may have been left in it."""

    login: str = ""
    born: float = 0.0
    is_marked: bool = False
    reported: tuple[str | None, ...] | None = None
    # Whether statements can be prepared on it, and the names of those that are (`tenants.compiled`).
    can_prepare: bool = False
    prepared: set[str] | None = None

    @property
    def is_in_transaction(self) -> bool:
        """Asked of the driver, without a round trip."""
        return self.get_transaction_status() in _BUSY

    def statuses(self) -> tuple[str | None, ...]:
        return tuple(self.get_parameter_status(name) for name in REPORTED)

    def is_clean(self) -> bool:
        """Whether the next user finds it as if it were new, as far as can be told without asking the server."""
        return not (self.closed or self.is_marked or self.is_in_transaction or self.notifies) and (
            self.reported == self.statuses()
        )

    def is_quiet(self) -> bool:
        """Whether the server has said nothing since: an idle connection hears only that it is being ended."""
        if self.closed:
            return False
        ear = select.poll()
        ear.register(self.fileno(), select.POLLIN)
        return not ear.poll(0)

    def answers(self) -> bool:
        try:
            with self.cursor() as cursor:
                cursor.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True


class Watched(extensions.cursor):
    """A cursor that marks its connection when a statement may leave something behind in the session.

    No wall hangs on this, for who writes SQL can hide what it does: it keeps a city's next request clean of what its
    last one set by the way. Statements of our own that are meant to last (`PREPARE`) say so by `lasting`.
    """

    def execute(self, query: Any, variables: Any = None) -> Any:
        self._look_at(query)
        return super().execute(query, variables)

    def executemany(self, query: Any, variables_list: Any) -> Any:
        self._look_at(query)
        return super().executemany(query, variables_list)

    def callproc(self, name: Any, parameters: Any = None) -> Any:
        self.connection.is_marked = True
        return super().callproc(name, parameters)

    def copy_expert(self, query: Any, file: Any, size: int = 8192) -> Any:
        self.connection.is_marked = True
        return super().copy_expert(query, file, size)

    def _look_at(self, query: object) -> None:
        if not self.connection.is_marked and may_last(query):
            self.connection.is_marked = True

    def lasting(self, query: Any, variables: Any = None) -> None:
        """Run a statement whose effect on the session is meant for every later user of the login."""
        super().execute(query, variables)


def may_last(query: object) -> bool:
    """Whether a statement may change the session beyond its transaction; templates are looked at before parameters."""
    if not isinstance(query, str) or not _PASSING.match(query):
        return True
    text = query.lower()
    return any(sign in text for sign in _LASTING)


@dataclass
class _Idle:
    place: tuple
    connection: Connection
    since: float


@dataclass
class Pool:
    """`place` below is the database and the login: connections of one place are alike."""

    _idle: list[_Idle] = field(default_factory=list)  # the one put back last is the last
    _used: WeakSet[Connection] = field(default_factory=WeakSet)  # a thread that ended takes its own with it
    _opening: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, place: tuple, connect: Callable[[], Connection]) -> Connection:
        """A connection of this place, from the idle ones or new. NoConnection when all stay at work for too long."""
        while entry := self._idle_or_room(place):
            if entry.connection.is_quiet() and (
                time.monotonic() - entry.since < ASK_AFTER_SECONDS or entry.connection.answers()
            ):
                return entry.connection
            self.drop(entry.connection)
        try:
            connection = connect()
            connection.born = time.monotonic()
        except BaseException:
            self._opened(None)
            raise
        self._opened(connection)
        return connection

    def put(self, place: tuple, connection: Connection, *, oldest: float | None) -> None:
        """Give one back. It is kept when it is clean and no older than `oldest` seconds (None: of any age)."""
        now = time.monotonic()
        if not connection.is_clean() or (oldest is not None and now - connection.born > oldest):
            self.drop(connection)
            return
        del connection.notices[:]
        with self._changed:
            self._used.discard(connection)
            self._idle.append(_Idle(place, connection, now))
            self._changed.notify()
        self._close_unused(now, oldest)

    def drop(self, connection: Connection) -> None:
        """Close one that was taken."""
        with self._changed:
            self._used.discard(connection)
            self._changed.notify()
        with suppress(psycopg2.Error):
            connection.close()

    def close_idle(self) -> None:
        with self._changed:
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for entry in idle:
            entry.connection.close()

    def count(self) -> tuple[int, int]:
        """How many connections are idle, and how many at work."""
        with self._changed:
            return len(self._idle), len(self._used) + self._opening

    def _idle_or_room(self, place: tuple) -> _Idle | None:
        """An idle connection of this place, or None once one more may be opened, whose room is then kept."""
        end = time.monotonic() + settings.CONNECTION_WAIT
        closing: list[_Idle] = []
        with self._changed:
            while True:
                for position in range(len(self._idle) - 1, -1, -1):
                    if self._idle[position].place == place:
                        entry = self._idle.pop(position)
                        self._used.add(entry.connection)
                        return entry
                if len(self._idle) + len(self._used) + self._opening < settings.CONNECTIONS:
                    self._opening += 1
                    break
                if self._idle:
                    closing.append(self._idle.pop(0))
                elif not self._changed.wait(end - time.monotonic()):
                    raise NoConnection(
                        f"all {settings.CONNECTIONS} database connections of this process are at work "
                        "(LAKSA_CONNECTIONS)"
                    )
        for entry in closing:
            entry.connection.close()
        return None

    def _opened(self, connection: Connection | None) -> None:
        with self._changed:
            self._opening -= 1
            if connection is not None:
                self._used.add(connection)
            else:
                self._changed.notify()

    def _close_unused(self, now: float, oldest: float | None) -> None:
        """Those nobody has wanted for so long."""
        if oldest is None:
            return
        closing: list[_Idle] = []
        with self._changed:
            while self._idle and now - self._idle[0].since > oldest:
                closing.append(self._idle.pop(0))
        for entry in closing:
            entry.connection.close()


_pool = Pool()
# Of a process that was forked: they are the parent's, and closing them would end its sessions.
_of_the_parent: list[Pool] = []


def pool() -> Pool:
    return _pool


def _begin_anew() -> None:
    global _pool
    _of_the_parent.append(_pool)
    _pool = Pool()


os.register_at_fork(after_in_child=_begin_anew)
