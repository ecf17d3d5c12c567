"""What the web server could not give a thread or had no room for is refused here, in the product's words."""

from collections.abc import Callable

from django.http import HttpResponse

from core.common.outages import busy
from tenants import hosts
from web.site import errors
from web.site.requests import TenantRequest

# As `config.lanes` names it in the environment of a request.
REFUSE = "laksa.refuse"


class CapacityMiddleware:
    """Answers without the database, which may be what everybody waits for."""

    def __init__(self, get_response: Callable[[TenantRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponse:
        status = request.META.get(REFUSE)
        if status is None:
            return self.get_response(request)
        if tenant := hosts.remembered(request.META.get("HTTP_HOST", "")):
            request.tenant = tenant
        return errors.page(request, 413) if status == 413 else errors.unavailable(request, busy())
