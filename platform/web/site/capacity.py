"""What the web server could not give a thread or had no room for is refused here, in the product's words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.common.outages import busy
from tenants import hosts
from web.site import errors

# As `config.lanes` names it in the environment of a request.
REFUSE = "laksa.refuse"


class CapacityMiddleware:
    """Answers without the database, which may be what everybody waits for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.environ.get(REFUSE)
        if status is None:
            return self.get_response(request)
        request.tenant = hosts.remembered(request.META.get("HTTP_HOST", ""))
        return errors.page(request, 413) if status == 413 else errors.unavailable(request, busy())
