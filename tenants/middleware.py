"""Every request gets its tenant here, and leaves none behind."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import set_urlconf
from django.utils import timezone

from tenants import hosts


class TenantMiddleware:
    """Seats the connection by the Host header; afterwards gives it back and sits at the gate.

    An unknown host gets 404, a disabled tenant 503 with a sentence. What runs after the response (a lazy queryset in a
    stream, a forgotten thread) finds no tenant and fails.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            tenant = hosts.find(request.get_host())
        except DisallowedHost:
            tenant = None
        if tenant is None:
            return HttpResponse(render_to_string("errors/unknown_host.html"), status=404)
        if not tenant.is_enabled:
            body = render_to_string("errors/disabled.html", {"tenant": tenant})
            return HttpResponse(body, status=503, headers={"Retry-After": "3600"})
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
