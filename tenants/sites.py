"""Where the cities of this installation are found."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from tenants.hosts import hostname
from tenants.models import Domain
from tenants.seats import PUBLIC


@dataclass(frozen=True)
class CitySite:
    """A city with a site of its own. `url` has no slash at its end: "http://kota-tangerang.localhost:8000"."""

    code: str
    name: str
    url: str


def address(domain: str) -> str:
    """The address of a host as people reach it, without a slash at its end."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{domain}{port}"


def here(request: HttpRequest, path: str = "") -> str:
    """The full address of a path of the host that was asked, as we publish it: in small letters and at the public
    port, however the caller has written it."""
    return address(hostname(request.get_host())) + path


def cities() -> list[CitySite]:
    """The enabled cities by their code, without the sandbox. One query."""
    rows = Domain.objects.filter(is_primary=True, tenant__is_enabled=True, tenant__is_sandbox=False)
    rows = rows.exclude(tenant__schema_name=PUBLIC).select_related("tenant").order_by("tenant__code")
    return [CitySite(row.tenant.code, row.tenant.name, address(row.domain)) for row in rows]
