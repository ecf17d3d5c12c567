"""`/healthz` and `/readyz` answer on any host, known or not."""

import pytest
from django.db import connection
from django.test import Client

from tenants.backend.base import SeatUnavailable


@pytest.mark.parametrize("host", ["localhost", "kota-tangerang.localhost", "10.0.0.7", "tidak-ada.example"])
def test_the_process_says_it_lives_without_the_database(host: str) -> None:
    response = Client(HTTP_HOST=host).get("/healthz")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok", "no-store")


@pytest.mark.parametrize("host", ["localhost", "10.0.0.7"])
def test_ready_means_a_migrated_database(db: None, host: str) -> None:
    response = Client(HTTP_HOST=host).get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_not_ready_without_its_role(db: None, settings) -> None:
    settings.ROLE_PREFIX = "no_such_prefix"
    with pytest.raises(SeatUnavailable), connection.cursor():
        connection.set_schema_to_public()
    response = Client(HTTP_HOST="localhost").get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready")
