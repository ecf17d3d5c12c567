"""A city that commits, and no memory of servers that were dead in another test.

Imports wait until Django is set up, which this folder's conftest may be older than.
"""

import pytest


@pytest.fixture(autouse=True)
def _no_memory_of_dead_servers():
    from tenants.remembered import forget_everything

    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def office(fresh_database, cast):
    """Kota Tangerang."""
    return cast.tangerang
