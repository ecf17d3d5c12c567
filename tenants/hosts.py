"""From a Host header to a tenant, remembered by the process for a few seconds (LAKSA_HOST_MEMORY): every request gets
its tenant here, and leaves none behind."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import set_urlconf
from django.utils import timezone

from tenants.connection import connection
from tenants.models import Domain, Tenant
from tenants.remembered import Remembered
from tenants.requests import TenantRequest
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


# -- A request's tenant --------------------------------------------------------------------------------------------

# Of a city that is closed, and of one whose schema lacks a migration, in seconds.
ASK_AGAIN_AFTER = 3600
ASK_AGAIN_SOON = 120
UNKNOWN = "Alamat ini belum terdaftar. This address is not registered."
# Where programs ask, who get problem+json (RFC 9457) instead of a page.
MACHINE_PATHS = ("/api/", "/open311/")


class TenantMiddleware:
    """Seats the connection by the Host header; afterwards gives it back and sits at the gate.

    An unknown host gets 404, a disabled tenant 503 with a sentence, and so does a city that lacks a migration. What
    runs after the response (a lazy queryset in a stream, a forgotten thread) finds no tenant and fails.
    """

    def __init__(self, get_response: Callable[[TenantRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        try:
            tenant = find(request.get_host())
        except DisallowedHost:
            tenant = None
        if tenant is None:
            return _refused(request, 404, "unknown_host", UNKNOWN)
        if not tenant.is_enabled:
            sentence = f"Layanan {tenant.name} sedang ditutup. {tenant.name} is closed for now."
            response = _refused(request, 503, "disabled", sentence, tenant=tenant)
            response.headers["Retry-After"] = str(ASK_AGAIN_AFTER)
            return response
        if tenant.is_behind:
            sentence = f"Layanan {tenant.name} sedang diperbarui. {tenant.name} is being updated."
            response = _refused(request, 503, "updating", sentence, tenant=tenant)
            response.headers["Retry-After"] = str(ASK_AGAIN_SOON)
            return response
        request.tenant = tenant
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF if tenant.is_province else settings.ROOT_URLCONF
        set_urlconf(request.urlconf)
        connection.set_tenant(tenant)
        timezone.activate(tenant.zone)
        try:
            return self.get_response(request)
        finally:
            connection.set_schema_to_public()
            timezone.deactivate()
            set_urlconf(None)


def _refused(request: HttpRequest, status: int, name: str, sentence: str, **context: object) -> HttpResponse:
    """A page, or for programs the sentence, in both languages: nobody has chosen one yet."""
    if request.path.startswith(MACHINE_PATHS):
        title = HTTPStatus(status).phrase
        body = {"type": "about:blank", "title": title, "status": status, "code": name, "detail": sentence}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return HttpResponse(render_to_string(f"errors/{name}.html", context), status=status)
