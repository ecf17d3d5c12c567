"""What a person sees when something goes wrong: a sentence in both languages and a way on, never a stack trace.

These pages ask the database nothing, know no session and need no active language, so they can be shown when any of
that is what failed. Programs (addresses under /api/ and /open311/) get problem+json (RFC 9457).
"""

import sys
from http import HTTPStatus

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from core.common.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from core.common.outages import Unavailable, outage_of
from core.common.rate_limits import TooMany
from tenants.hosts import MACHINE_PATHS
from web.site.context import site

_STATUS_OF_REFUSAL = ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 400), (TooMany, 429))
# Sent again as they are, unless they are secrets (pages of accounts) or files.
_KEPT_FIELD_LENGTH, _LONG = 20_000, 80
_NOT_KEPT_BELOW = "/akun/"
_LAST_RESORT = (
    '<!DOCTYPE html><html lang="id"><meta charset="utf-8"><title>Laksa</title>'
    "<p>Ada gangguan di sistem kami. Coba lagi beberapa menit lagi.</p>"
    '<p lang="en">Something went wrong on our side. Please try again in a few minutes.</p></html>'
)


def problem(status: int, code: str, detail: str = "") -> JsonResponse:
    """RFC 9457: title from the status, `code` for programs, `detail` for people."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return JsonResponse(body, status=status, content_type="application/problem+json")


def page(request: HttpRequest, status: int, *, name: str = "", **context: object) -> HttpResponse:
    """The error page of a status (templates/errors/), or problem+json for a program."""
    name = name or str(status)
    if request.path.startswith(MACHINE_PATHS):
        return problem(status, name if not name.isdigit() else HTTPStatus(status).name.lower())
    body = get_template(f"errors/{name}.html").render({**site(request), **context})
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 413) if isinstance(exception, RequestDataTooBig) else page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last handler, called while the exception is handled: a database or disk that does not work is a 503, the
    rest a fault of ours. When even the page cannot be made (no built assets), a plain one."""
    outage = outage_of(sys.exc_info()[1])
    status = 503 if outage else 500
    try:
        return unavailable(request, outage) if outage else page(request, status)
    except (TemplateDoesNotExist, ValueError):
        return HttpResponse(_LAST_RESORT, status=status)


def unavailable(request: HttpRequest, outage: Unavailable) -> HttpResponse:
    """503 with Retry-After. What was typed into a form is on the page, to be sent again from there."""
    structlog.get_logger("laksa.outage").warning("unavailable", code=outage.code)
    response: HttpResponse
    if request.path.startswith(MACHINE_PATHS):
        response = problem(503, outage.code, str(outage.message))
    else:
        response = page(request, 503, kept=_typed(request), path=request.get_full_path())
        response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(outage.retry_after)
    return response


def _typed(request: HttpRequest) -> list[dict[str, object]]:
    """The fields of a form that was sent: name, value, and whether it is long enough to be shown as text. The CSRF
    token is the one that was sent, so that a form from elsewhere is refused the next time as well."""
    if request.method != "POST" or request.path.startswith(_NOT_KEPT_BELOW):
        return []
    try:
        form = request.POST
    except Exception:  # a body that was cut off, too many fields: there is nothing to keep
        form = QueryDict()
    return [
        {"name": name, "value": value, "is_long": len(value) > _LONG}
        for name, values in form.lists()
        for value in values
        if len(value) <= _KEPT_FIELD_LENGTH
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from another site."""
    return page(request, 403, name="csrf")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal of the domain as a page with its own sentence."""
    if isinstance(refusal, Unavailable):
        return unavailable(request, refusal)
    response = _refused(request, refusal)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = next((status for kind, status in _STATUS_OF_REFUSAL if isinstance(refusal, kind)), 400)
    if request.path.startswith(MACHINE_PATHS):
        return problem(status, refusal.code, str(refusal.message))
    if isinstance(refusal, NotFound):
        return page(request, 404)
    details = [str(sentence) for sentences in getattr(refusal, "errors", {}).values() for sentence in sentences]
    return page(
        request,
        status,
        name="refused",
        title=_("Belum dapat dijalankan"),
        sentence=str(refusal.message),
        details=details,
        language=translation.get_language(),
    )
