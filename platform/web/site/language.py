"""The language switch. Indonesian is the default; English is a choice kept in a cookie."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from web.site import cookies

KEPT = timedelta(days=365)


@require_GET
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the chosen language and go back to the page it was chosen on."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    cookies.keep(response, settings.LANGUAGE_COOKIE_NAME, code, path="/", lifetime=KEPT)
    return response
