"""Clients of two cities and the province, and people who sign in there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.web.places import CITY, OTHER_CITY, PASSWORD, PROVINCE, SCHEMA, SECRET


@pytest.fixture(autouse=True)
def _no_collected_files(settings, tmp_path: Path) -> None:
    """Whitenoise looks at STATIC_ROOT whenever a client starts; what a running server has there is not ours."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def small_site(settings) -> None:
    """Only the addresses of `small_urls`, on every host."""
    settings.ROOT_URLCONF = settings.PUBLIC_SCHEMA_URLCONF = "tests.web.small_urls"


@pytest.fixture
def city(db: None, small_site: None) -> Client:
    return Client(HTTP_HOST=CITY, raise_request_exception=False)


@pytest.fixture
def other_city(db: None, small_site: None) -> Client:
    return Client(HTTP_HOST=OTHER_CITY, raise_request_exception=False)


@pytest.fixture
def province(db: None, small_site: None) -> Client:
    return Client(HTTP_HOST=PROVINCE, raise_request_exception=False)


@pytest.fixture
def person(db: None) -> Callable:
    """Makes a person of a city, with or without a second factor."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from core.accounts.models import User
    from tenants.seats import tenant_seat

    def make(username: str, *roles: str, schema: str = SCHEMA, totp: bool = True) -> User:
        with tenant_seat(schema):
            user = User.objects.create_user(username, password=PASSWORD, roles=list(roles))
            if totp:
                TOTP.activate(user, SECRET)
                RecoveryCodes.activate(user)
        return user

    return make
