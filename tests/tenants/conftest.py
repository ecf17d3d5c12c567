"""The owner's login inside the test's own process, for what only the owner does: migrate, make tenants, check."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def owner(fresh_database) -> Iterator:
    """The fresh database, with Django logged in to it as the owner, as `laksa` commands are."""
    from tenants import hosts
    from tests.support.owner import owner_login

    hosts.forget()
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        yield fresh_database
    hosts.forget()


@pytest.fixture
def sql(owner):
    """Runs one statement as the owner on a connection of its own, outside Django."""
    cursor = owner.owner().cursor()

    def run(statement: str, parameters=None) -> list[tuple]:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []

    return run
