"""django-tenants' PostgreSQL backend, with a login for each seat instead of `SET search_path`.

The seat is the login: every city, the province, gate and worker log in as a PostgreSQL role of their own, which is a
member of nothing and whose search path is its default. Moving to another seat gives the present connection back to the
process's pool and, when a statement is next to be run, takes one of the other login. The server is sent nothing by
which it could be told otherwise.

Two logins may move to another seat by a statement, inside one session: the owner's (its search path), and the one of
`tenants.crossing` (search path and role). They are said to *roam*.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from django.db.utils import OperationalError
from django.utils.asyncio import async_unsafe
from django_tenants.postgresql_backend import base as django_tenants_backend
from django_tenants.utils import quote_schema_name
from psycopg2 import extensions

from tenants import logins
from tenants.backend.pool import Connection, NoConnection, Watched, pool
from tenants.backend.schema import SchemaEditor
from tenants.seats import CROSSING, GATE, PUBLIC, Seat, role_name

if TYPE_CHECKING:  # models are loaded after the backend
    from tenants.models import Tenant

__all__ = ["DatabaseWrapper", "NoConnection", "SeatUnavailable"]

# -- Times that PostgreSQL keeps and Python cannot ------------------------------------------------------------------

# Before the year 1, after 9999, and infinity. psycopg2 raises ValueError for most of them while it fetches, so one
# such row, written by hand or by a city's SQL, would end whatever reads its table: a page, the nightly look, `laksa
# audit verify`. Here they are read as a moment at the nearer end of Python's calendar, so that they sort as they
# should and are never what any history says.

# Far enough from both ends that any time zone can show them.
_PAST, _FUTURE = datetime(1, 2, 1, tzinfo=UTC), datetime(9600, 1, 1, tzinfo=UTC)


def beyond(text: str) -> datetime:
    """The moment that stands for one out of reach: two different ones stay different, within 136 years."""
    is_past = text.endswith("BC") or text.startswith("-")
    return (_PAST if is_past else _FUTURE) + timedelta(seconds=zlib.crc32(text.encode()))


def _reading(usual: Callable[[str | None, Any], Any], shape: Callable[[datetime], date]) -> Callable:
    def read(text: str | None, cursor: Any) -> Any:
        if text is not None and text.endswith("infinity"):
            return shape(beyond(text))
        try:
            return usual(text, cursor)
        except (ValueError, OverflowError):
            return shape(beyond(text or ""))

    return read


def _survive_times() -> None:
    """From now on every connection of this process reads them so. Safe to repeat."""
    for name, usual, array, shape in (
        ("TIMESTAMPTZ", extensions.PYDATETIMETZ, extensions.PYDATETIMETZARRAY, lambda moment: moment),
        ("TIMESTAMP", extensions.PYDATETIME, extensions.PYDATETIMEARRAY, lambda moment: moment.replace(tzinfo=None)),
        ("DATE", extensions.PYDATE, extensions.PYDATEARRAY, datetime.date),
    ):
        one = extensions.new_type(usual.values, name, _reading(usual, shape))
        extensions.register_type(one)
        extensions.register_type(extensions.new_array_type(array.values, f"{name}ARRAY", one))


_survive_times()


class SeatUnavailable(OperationalError):
    """The seat cannot be taken: its login is refused, or a transaction of another seat is still open."""


class DatabaseWrapper(django_tenants_backend.DatabaseWrapper):
    connection: Any  # a pool's Connection, or the driver's own for the owner's login; None without one
    schema_name: str
    tenant: Any  # a Tenant, or a Seat that belongs to none

    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._is_crossing = False
        super().__init__(*args, **kwargs)

    # -- Seats --------------------------------------------------------------------------------------------------------

    def set_schema_to_public(self) -> None:
        """No tenant: the gate, which may read nothing but the table of hosts. Whatever transaction a request left
        open ends with its connection."""
        if self.connection is not None and not self.roams and not self.in_atomic_block and self._is_in_transaction():
            self.close()
        self.set_tenant(GATE)

    def set_tenant(self, tenant: "Tenant | Seat", include_public: bool = True) -> None:
        """Sit there from the next statement on. Raises SeatUnavailable, and stays, where a transaction is open that
        another login began."""
        before = self.tenant, self.include_public_schema
        if not self.roams and self.connection is not None and self._role_of(tenant) != self.connection.login:
            self.release()
        self._sit(tenant, include_public)
        try:
            self._set_seat()
        except SeatUnavailable:
            self._sit(*before)
            raise

    def _sit(self, tenant: "Tenant | Seat", include_public: bool) -> None:
        super().set_tenant(tenant, include_public)
        if apps.ready:
            # guardian keeps content types for the whole process; their ids differ from schema to schema.
            from guardian.shortcuts import clear_ct_cache

            clear_ct_cache()

    def _role_of(self, tenant: "Tenant | Seat") -> str:
        role = getattr(tenant, "role", None)
        if role:
            return role
        return GATE.role if tenant.schema_name == PUBLIC else role_name(tenant.schema_name)

    @property
    def seat_role(self) -> str | None:
        """The role of the present seat; None for the owner's login, which keeps its own."""
        return None if settings.DATABASE_LOGIN == "owner" else self._role_of(self.tenant)

    # -- Connections --------------------------------------------------------------------------------------------------

    @property
    def login(self) -> str:
        """Who a new connection logs in as."""
        if settings.DATABASE_LOGIN == "owner":
            return self.settings_dict["USER"]
        return role_name(CROSSING) if self.roams else self._role_of(self.tenant)

    def get_connection_params(self) -> dict:
        params = super().get_connection_params()
        if settings.DATABASE_LOGIN == "owner":
            return params
        return {**params, "user": self.login, "connection_factory": Connection, "cursor_factory": Watched}

    @async_unsafe
    def get_new_connection(self, conn_params: Any) -> Any:
        if settings.DATABASE_LOGIN == "owner":
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return pool().take(self._place(self.login), partial(self._log_in, conn_params))

    def _log_in(self, conn_params: dict) -> Connection:
        login = conn_params["user"]
        try:
            connection = super().get_new_connection({**conn_params, "password": logins.password(login)})
        except self.Database.OperationalError as error:
            if "FATAL" not in str(error):  # nobody answered
                raise
            raise SeatUnavailable(f"cannot log in as {login}: {_said(error)}") from error
        connection.login = login
        return connection

    def _place(self, login: str) -> tuple:
        at = self.settings_dict
        return at["HOST"], at["PORT"], at["NAME"], login

    def init_connection_state(self) -> None:
        super().init_connection_state()
        try:
            self._set_seat()
        except SeatUnavailable:
            self.close()
            raise
        if not self.roams and self.connection.reported is None:
            self.connection.reported = self.connection.statuses()

    def release(self) -> None:
        """Give the connection back; the next statement takes one again. SeatUnavailable inside a transaction."""
        if self.connection is None and not self.in_atomic_block:
            return
        if self.in_atomic_block or self._is_in_transaction():
            raise SeatUnavailable(
                f"a transaction is open in the seat of {self.schema_name}: no other seat can be taken before it ends "
                "(work in two tenants goes through tenants.crossing)"
            )
        if self.roams or self.errors_occurred:
            self.close()
            return
        connection, self.connection = self.connection, None
        pool().put(self._place(connection.login), connection, oldest=self.settings_dict["CONN_MAX_AGE"])

    def _is_in_transaction(self) -> bool:
        return not self.autocommit or self.connection.is_in_transaction

    def _close(self) -> None:
        if isinstance(self.connection, Connection):
            pool().drop(self.connection)
        else:
            super()._close()

    # -- Roaming ------------------------------------------------------------------------------------------------------

    @property
    def roams(self) -> bool:
        """Whether the session's login may sit in several seats. Tests that are rolled back roam always."""
        return self._is_crossing or settings.DATABASE_LOGIN != "app"

    @contextmanager
    def crossing(self) -> Iterator[None]:
        """A block on a connection of its own that may sit in several seats. Only `tenants.crossing` asks for it."""
        if self.roams:
            yield
            return
        self.release()
        self._is_crossing = True
        try:
            yield
        finally:
            self.close()
            self._is_crossing = False

    def _set_seat(self) -> None:
        """Have the server move a session that roams. SET is transactional, and seats are taken and left in pairs: what
        undoes a block undoes the seats taken in it. A failed transaction takes no statement and is undone anyway."""
        if not self.roams or self.connection is None or self._has_failed():
            return
        statement = (
            f"SET search_path = {', '.join(quote_schema_name(name) for name in self._get_cursor_search_paths())}"
        )
        if self.seat_role:
            statement += f"; SET ROLE {self.ops.quote_name(self.seat_role)}"
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(statement)
        except self.Database.Error as error:
            raise SeatUnavailable(f"cannot take the seat of {self.schema_name}: {_said(error)}") from error

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing before a statement: the search path is the login's own, or was set when the seat was taken."""

    def _has_failed(self) -> bool:
        return self.connection.get_transaction_status() == extensions.TRANSACTION_STATUS_INERROR

    @async_unsafe
    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        self._set_seat()


def _said(error: Exception) -> str:
    """The server's own words in one line, and what to look at when it refuses a password."""
    words = " ".join(str(error).split())
    if "password" in words or "28P01" in words:
        words += (
            " LAKSA_DATABASE_KEY is not the one these logins were made with, or the login changed its password: "
            "`laksa migrate` with the right key sets them anew."
        )
    return words
