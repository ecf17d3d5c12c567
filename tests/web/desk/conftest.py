"""People of the desk in a browser: `desk("siti")` is a client of Kota Tangerang in which she has signed in.

Imports wait until Django is set up, which this folder's conftest may be older than.
"""

from collections.abc import Callable

import pytest


@pytest.fixture
def office(cast):
    """Kota Tangerang."""
    return cast.tangerang


@pytest.fixture
def desk(office) -> Callable:
    """A client of the city's host in which the named person has signed in; of another city with `at`."""
    from django.test import Client

    from web.site.middleware import SESSION_TENANT

    def sign_in(name: str, at=office) -> Client:
        client = Client(HTTP_HOST=at.host)
        with at.seat():
            client.force_login(at.people[name].user, backend="core.accounts.backends.ModelBackend")
            session = client.session
            session[SESSION_TENANT] = at.schema
            session.save()
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _fresh_areas() -> None:
    """What an earlier test left in the memory of areas does not answer for this one."""
    from tenants.areas import lookup

    lookup.forget()
