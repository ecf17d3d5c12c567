"""How often one address may try receipt codes of one report.

A code has 16 random digits, so guessing is hopeless anyway; the limit keeps a guesser from costing the server much.
Counted in the cache, by a keyed hash: neither the number nor the address is stored.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from core.common import crypto

# An installation may set other values under these names in its settings.
ATTEMPTS = getattr(settings, "TRACK_ATTEMPTS", 10)
WINDOW_SECONDS = getattr(settings, "TRACK_WINDOW_SECONDS", 15 * 60)
PURPOSE = "tracking-limit"


class Attempts:
    """The tries of one address at one report number, right or wrong numbers alike."""

    def __init__(self, request: HttpRequest, number: str) -> None:
        digest = crypto.keyed_hash(connection.schema_name, f"{number}\n{client_address(request)}", PURPOSE)
        self._key = f"track:{digest.hex()}"

    def allowed(self) -> bool:
        """Count one try; False when there have been too many."""
        cache.add(self._key, 0, WINDOW_SECONDS)
        try:
            return cache.incr(self._key) <= ATTEMPTS
        except ValueError:  # its time ended between the two calls
            return True

    def forget(self) -> None:
        """The right code was given."""
        cache.delete(self._key)


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. A forwarded address counts only when a proxy we trust has handed it on."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while _is_trusted(address) and forwarded and forwarded[-1]:
        address = forwarded.pop()
    return address


def _is_trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False
