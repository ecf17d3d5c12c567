"""The owner's login inside the test's own process, for what only the owner does: migrate, make tenants, check."""

from collections.abc import Iterator

import pytest
from psycopg2.extensions import parse_dsn


@pytest.fixture
def owner(fresh_database, settings) -> Iterator:
    """The fresh database, with Django logged in to it as the owner, as `laksa` commands are."""
    from django.db import connections

    from tenants import hosts

    default = connections["default"]
    login = parse_dsn(fresh_database.variables["DATABASE_URL"])
    before = {name: default.settings_dict[name] for name in ("USER", "PASSWORD")}
    connections.close_all()
    default.settings_dict |= {"USER": login["user"], "PASSWORD": login.get("password", "")}
    settings.DATABASE_LOGIN = "owner"
    hosts.forget()
    try:
        yield fresh_database
    finally:
        connections.close_all()
        default.settings_dict |= before
        hosts.forget()


@pytest.fixture
def sql(owner):
    """Runs one statement as the owner on a connection of its own, outside Django."""
    cursor = owner.owner().cursor()

    def run(statement: str, parameters=None) -> list[tuple]:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []

    return run
