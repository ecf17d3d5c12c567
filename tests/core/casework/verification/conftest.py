"""One database is lived in for all files here. Each test tampers with it, looks, and puts everything back."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def lived_in_database(
    django_db_setup: None, django_db_blocker, server_dsn: str, database_name: str, tmp_path_factory
) -> Iterator:
    """Made once; between the files of this folder Django's connection is where it always is."""
    from tests.support import lived_in

    with django_db_blocker.unblock():
        made = lived_in.lived_in(server_dsn, database_name, tmp_path_factory.mktemp("files"))
        world = made.__enter__()
    yield world
    with django_db_blocker.unblock():
        made.__exit__(None, None, None)


@pytest.fixture(scope="module")
def lived_in(lived_in_database, django_db_blocker) -> Iterator:
    """Django's connection is the owner's on the database that was lived in."""
    from tests.support.lived_in import as_owner

    with django_db_blocker.unblock(), as_owner(lived_in_database):
        yield lived_in_database


@pytest.fixture
def world(lived_in) -> Iterator:
    yield lived_in
    lived_in.put_back()
