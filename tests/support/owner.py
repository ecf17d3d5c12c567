"""Django's connection as the owner's, as it is in `laksa audit verify`, `laksa demo` and other commands."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from psycopg2.extensions import parse_dsn

from tenants.backend.pool import pool


@contextmanager
def owner_login(dsn: str) -> Iterator[None]:
    """Log in as the owner for the length of the block. Not inside a transaction: the connection is opened anew."""
    default = connections["default"]
    before, login = default.settings_dict.copy(), settings.DATABASE_LOGIN
    owner = parse_dsn(dsn)
    connections.close_all()
    pool().close_idle()
    default.settings_dict.update(USER=owner["user"], PASSWORD=owner.get("password", ""))
    settings.DATABASE_LOGIN = "owner"
    try:
        yield
    finally:
        connections.close_all()
        default.settings_dict.update(before)
        settings.DATABASE_LOGIN = login
