"""From a Host header to a tenant, remembered by the process for a few seconds (LAKSA_HOST_MEMORY)."""

import time

from django.conf import settings

from tenants.models import Domain, Tenant
from tenants.seats import gate

_memory: dict[str, tuple[float, Tenant]] = {}


def hostname(host: str) -> str:
    """The host name without port, trailing dot and case."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.rstrip(".").lower()


def find(host: str) -> Tenant | None:
    """The tenant a Host header leads to, or None for an unknown host. One query at most, none from memory."""
    name = hostname(host)
    known = _memory.get(name)
    if known and known[0] > time.monotonic():
        return known[1]
    _memory.pop(name, None)
    with gate():
        domain = Domain.objects.select_related("tenant").filter(domain=name).first()
    if domain is None:
        return None
    # Only hosts that exist are remembered, so strangers cannot fill the memory.
    _memory[name] = (time.monotonic() + settings.HOST_MEMORY, domain.tenant)
    return domain.tenant


def forget() -> None:
    """Drop what this process remembers: after a tenant was enabled or disabled, and between tests."""
    _memory.clear()
