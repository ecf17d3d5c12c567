"""Callers of the API, and what they send."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.api.bodies import BODY, HOST


@pytest.fixture(autouse=True)
def _no_collected_files(settings, tmp_path: Path) -> None:
    """Whitenoise looks at STATIC_ROOT whenever a client starts; what a running server has there is not ours."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process remembers may be of another test's database."""
    from tenants.remembered import forget_everything

    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def caller(request: pytest.FixtureRequest) -> Client:
    """Anybody, at Kota Tangerang."""
    if "fresh_database" not in request.fixturenames:
        request.getfixturevalue("db")
    return Client(HTTP_HOST=HOST)


@pytest.fixture
def send(caller: Client) -> Callable[..., Any]:
    """Send a report that is good but for the fields given; None leaves a field out."""

    def send(key: str | None = None, **fields: Any):
        body = {name: value for name, value in {**BODY, **fields}.items() if value is not None}
        headers = {"Idempotency-Key": key} if key else {}
        return caller.post("/api/v1/reports/", body, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def staff() -> Callable[..., Client]:
    """`staff(office, "siti")`: a client signed in at that office's host, whose POSTs carry no CSRF token but need none
    unless `csrf` is set."""
    from django.conf import settings

    def sign_in(office: Any, name: str, *, csrf: bool = False) -> Client:
        client = Client(HTTP_HOST=office.host, enforce_csrf_checks=csrf)
        with office.seat():
            client.force_login(office.people[name].user, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.session
            session["tenant"] = office.schema
            session.save()
        return client

    return sign_in
