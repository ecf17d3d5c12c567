"""Where a request comes from, behind the proxies we trust and no others.

A client can write anything into X-Forwarded-For. Each proxy appends the address it was called from, so the list is
read from its end, and only as far as the proxies named by LAKSA_TRUSTED_PROXIES reach.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
# One household or office has such a network for itself and chooses its addresses in it at will (RFC 6177).
IPV6_PREFIX = 56
# Neighbours share such a network; someone who guesses one person's password may change addresses within it.
IPV4_NEIGHBOURS = 24


def client_address(request: HttpRequest) -> str:
    """The address a request comes from. Text that is no address is used as it is: such clients share one name."""
    found = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while is_trusted(found) and forwarded:
        handed_on = _parsed(forwarded.pop().strip())
        if handed_on is None:
            break
        found = str(handed_on)
    return str(_parsed(found) or found)


def client_network(request: HttpRequest) -> str:
    """By what a client is counted: its IPv4 address, or the IPv6 network it may choose its addresses in."""
    text = client_address(request)
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_PREFIX), strict=False))
    return text


def client_neighbourhood(request: HttpRequest) -> str:
    """The wider network by which tries at one name are counted: an IPv4 /24, or what `client_network` says."""
    address = _parsed(client_address(request))
    if isinstance(address, IPv4Address):
        return str(IPv4Network((address, IPV4_NEIGHBOURS), strict=False))
    return client_network(request)


def is_trusted(text: str) -> bool:
    """Whether this is a proxy whose word counts."""
    address = _parsed(text)
    return address is not None and any(address in network for network in trusted_proxies())


def trusted_proxies() -> tuple:
    """The networks of LAKSA_TRUSTED_PROXIES. Raises ImproperlyConfigured, naming the variable, when one is none."""
    return _networks(tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple:
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        raise ImproperlyConfigured(f"LAKSA_TRUSTED_PROXIES: {error}. It takes networks such as 10.0.0.0/8.") from error


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A server that listens on IPv6 sees the address of an IPv4 client in this disguise.
    return getattr(address, "ipv4_mapped", None) or address
