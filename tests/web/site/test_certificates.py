"""`/tls-ask`: the proxy gets certificates for hosts that exist, and outsiders learn nothing there."""

import pytest
from django.test import Client

from tests.web.places import CITY


@pytest.mark.parametrize(
    ("domain", "status"),
    [(CITY, 200), (CITY.upper(), 200), ("localhost", 200), ("tidak-ada.localhost", 404), ("", 404), ("a\x00b", 404)],
)
@pytest.mark.django_db
def test_only_known_hosts(domain: str, status: int) -> None:
    assert Client(HTTP_HOST="web:8000").get("/tls-ask", {"domain": domain}).status_code == status


@pytest.mark.django_db
def test_what_the_proxy_hands_on_is_not_answered() -> None:
    outside = Client(HTTP_HOST=CITY, HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert outside.get("/tls-ask", {"domain": CITY}).status_code == 404
    assert b"unknown host" not in outside.get("/tls-ask", {"domain": "tidak-ada.localhost"}).content
