"""django-tenants' PostgreSQL backend, with the role set beside the search path and nothing swallowed.

django-tenants 4.0.1 ignores an error while it sets the search path, so a connection whose switch failed goes on in the
seat it had before: the previous tenant's. Here a switch that fails raises `SeatUnavailable`, and the connection does
not count as seated until a switch has succeeded.
"""

from django.apps import apps
from django.conf import settings
from django.db.utils import DatabaseError
from django.utils.asyncio import async_unsafe
from django_tenants.postgresql_backend import base as django_tenants_backend
from django_tenants.utils import quote_schema_name
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from tenants.seats import GATE, PUBLIC, role_name


class SeatUnavailable(DatabaseError):
    """The connection could not take its tenant's seat: schema or role is missing, or not granted to this login."""


class DatabaseWrapper(django_tenants_backend.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        # (search path, role) the server is known to be in, or None when that has to be said again.
        self._seated_as: tuple[str, str | None] | None = None
        self._switching = False
        super().__init__(*args, **kwargs)

    def set_schema_to_public(self) -> None:
        """No tenant: the gate, which may read nothing but the table of hosts."""
        self.set_tenant(GATE)

    def set_tenant(self, tenant, include_public: bool = True) -> None:
        super().set_tenant(tenant, include_public)
        if apps.ready:
            # guardian keeps content types for the whole process; their ids differ from schema to schema.
            from guardian.shortcuts import clear_ct_cache

            clear_ct_cache()

    @property
    def seat_role(self) -> str | None:
        """The role of the present seat; None for the owner's login, which keeps its own."""
        if settings.DATABASE_LOGIN == "owner":
            return None
        role = getattr(self.tenant, "role", None)
        if role:
            return role
        return GATE.role if self.schema_name == PUBLIC else role_name(self.schema_name)

    def _handle_search_path(self, cursor=None) -> None:
        path = ", ".join(quote_schema_name(name) for name in self._get_cursor_search_paths())
        wanted = (path, self.seat_role)
        if self._switching or self._seated_as == wanted:
            return
        self._seated_as = None
        self._switching = True
        own_cursor = self.connection.cursor() if cursor is None else None
        statement = f"SET search_path = {path}"
        if wanted[1]:
            statement += f"; SET ROLE {self.ops.quote_name(wanted[1])}"
        try:
            (cursor or own_cursor).execute(statement)
        except Exception as error:
            raise SeatUnavailable(f"cannot take the seat of {self.schema_name} as {wanted[1]}: {error}") from error
        finally:
            self._switching = False
            if own_cursor is not None:
                own_cursor.close()
        self._seated_as = wanted

    # SET is transactional: undoing what came after it undoes the switch, so the seat has to be taken again.

    def close(self) -> None:
        self._seated_as = None
        super().close()

    def _is_in_failed_transaction(self) -> bool:
        """Asked of the driver, without a round trip."""
        return self.connection is not None and self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR

    @async_unsafe
    def commit(self) -> None:
        # COMMIT of a transaction in which an error was swallowed is a ROLLBACK, and PostgreSQL raises nothing then.
        undone = self._is_in_failed_transaction()
        try:
            super().commit()
        except Exception:
            undone = True
            raise
        finally:
            if undone:
                self._seated_as = None

    @async_unsafe
    def rollback(self) -> None:
        self._seated_as = None
        super().rollback()

    @async_unsafe
    def savepoint_rollback(self, sid) -> None:
        # In a failed transaction only ROLLBACK is accepted, so no switch may come before it.
        self._switching = True
        try:
            super().savepoint_rollback(sid)
        finally:
            self._switching = False
            self._seated_as = None
