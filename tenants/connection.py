"""The database connection by its real type: ours knows seats and roles, which Django's base class does not."""

from typing import TYPE_CHECKING, cast

from django.db import connection as _connection

if TYPE_CHECKING:  # the backend itself imports modules that import this one
    from tenants.backend.base import DatabaseWrapper

connection = cast("DatabaseWrapper", _connection)
