"""From a Host header to a tenant, remembered by the process for a few seconds (LAKSA_HOST_MEMORY)."""

from django.conf import settings
from django.db import InterfaceError, OperationalError

from tenants.models import Domain, Tenant
from tenants.remembered import Remembered
from tenants.seats import gate

# By host name. Only hosts that exist are remembered, so strangers cannot fill the memory.
_memory: Remembered[Tenant] = Remembered(lambda: settings.HOST_MEMORY)


def hostname(host: str) -> str:
    """The host name without port, trailing dot and case."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.rstrip(".").lower()


def find(host: str) -> Tenant | None:
    """The tenant a Host header leads to, or None for an unknown host. One query at most, none from memory.

    While the database does not answer, what was known before still holds: the page that says so has the city's face.
    """
    name = hostname(host)
    known = _memory.fresh(name)
    if known:
        return known
    try:
        with gate():
            domain = Domain.objects.select_related("tenant").filter(domain=name).first()
    except (OperationalError, InterfaceError):
        known = _memory.latest(name)
        if known is None:
            raise
        return known
    if domain is None:
        _memory.drop(name)
        return None
    return _memory.keep(name, domain.tenant)


def remembered(host: str) -> Tenant | None:
    """The tenant of a host this process has met, even long ago, without asking the database."""
    return _memory.latest(hostname(host))


def lane(host: str, path: str) -> str:
    """Whose share of the web server's threads a request takes (`config.lanes`): its tenant's by all of its hosts. What
    lies on disk only is nobody's."""
    if path.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    known = remembered(host)
    return known.schema_name if known else hostname(host)


def forget() -> None:
    """Drop what this process remembers: after a tenant was enabled or disabled, and between tests."""
    _memory.forget()
