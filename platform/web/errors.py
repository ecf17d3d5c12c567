"""What a person sees when something goes wrong: a sentence in both languages and a way on, never a stack trace.

These pages ask the database nothing, know no session and need no active language, so they can be shown when any of
that is what failed. Programs (addresses under /api/ and /open311/) get problem+json (RFC 9457).
"""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from core.common.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from core.common.limits import TooMany
from web.context import site

MACHINE_PATHS = ("/api/", "/open311/")
_STATUS_OF_REFUSAL = ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 400), (TooMany, 429))
_LAST_RESORT = (
    '<!DOCTYPE html><html lang="id"><meta charset="utf-8"><title>Laksa</title>'
    "<p>Ada gangguan di sistem kami. Coba lagi beberapa menit lagi.</p>"
    '<p lang="en">Something went wrong on our side. Please try again in a few minutes.</p></html>'
)


def is_for_machines(request: HttpRequest) -> bool:
    return request.path.startswith(MACHINE_PATHS)


def problem(status: int, code: str, detail: str = "") -> JsonResponse:
    """RFC 9457: title from the status, `code` for programs, `detail` for people."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return JsonResponse(body, status=status, content_type="application/problem+json")


def page(request: HttpRequest, status: int, *, name: str = "", **context: object) -> HttpResponse:
    """The error page of a status (templates/errors/), or problem+json for a program."""
    name = name or str(status)
    if is_for_machines(request):
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
    """The last handler: when even its page cannot be made (no built assets), a plain one."""
    try:
        return page(request, 500)
    except (TemplateDoesNotExist, ValueError):
        return HttpResponse(_LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from another site."""
    return page(request, 403, name="csrf")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal of the domain as a page with its own sentence."""
    response = _refused(request, refusal)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = next((status for kind, status in _STATUS_OF_REFUSAL if isinstance(refusal, kind)), 400)
    if is_for_machines(request):
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
