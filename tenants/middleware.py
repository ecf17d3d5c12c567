"""Every request gets its tenant here, and leaves none behind."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import set_urlconf
from django.utils import timezone

from tenants import hosts
from tenants.connection import connection
from tenants.requests import TenantRequest

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
            tenant = hosts.find(request.get_host())
        except DisallowedHost:
            tenant = None
        if tenant is None:
            return _refused(
                request, 404, "unknown_host", "Alamat ini belum terdaftar. This address is not registered."
            )
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
