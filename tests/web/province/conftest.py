"""The province's host in a browser: anybody, and the Ombudsman's people.

Imports wait until Django is set up, which this folder's conftest may be older than.
"""

from collections.abc import Callable

import pytest


@pytest.fixture
def anybody(db):
    """A client of the province's host that nobody has signed in with."""
    from django.test import Client

    return Client(HTTP_HOST="localhost")


@pytest.fixture
def anybody_now(ledger):
    """The same on the database of the ledger that may be dated back."""
    from django.test import Client

    return Client(HTTP_HOST="localhost")


@pytest.fixture
def signed_in(cast) -> Callable:
    """`signed_in("assistant")`: a client of the province's host; of a city with `at=cast.tangerang`."""
    from django.test import Client

    from web.site.middleware import SESSION_TENANT

    def sign_in(name: str, at=cast.province, host: str = "localhost") -> Client:
        client = Client(HTTP_HOST=host)
        with at.seat():
            client.force_login(at.people[name].user, backend="core.accounts.backends.ModelBackend")
            session = client.session
            session[SESSION_TENANT] = at.schema
            session.save()
        return client

    return sign_in


@pytest.fixture
def ledger(fresh_database):
    """A ledger that may be dated back, and more cities than the two of every test."""
    from tenants import hosts
    from tests.oversight.ledger_rows import Ledger

    hosts.forget()
    return Ledger(fresh_database.owner())
