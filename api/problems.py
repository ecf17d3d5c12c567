"""Every refusal as problem+json (RFC 9457), in this one place.

Members: `type` ("about:blank": the status says what kind it is), `title` (the status in words), `status`, `code`
(stable, for programs), `detail` (a sentence for people, in the language asked for) and, for input, `errors` by field.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from core.casework.queries import neighbour_address
from core.common.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Sentence
from core.common.outages import Unavailable, outage_of
from core.common.rate_limits import TooMany
from core.common.transactions import collided, is_collision
from core.reports.drafts import Elsewhere
from tenants.lazy_text import Promise

MEDIA_TYPE = "application/problem+json"

_STATUS_OF_REFUSAL: tuple[tuple[type[Refused], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (TooMany, 429),
    (Unavailable, 503),
    (Refused, 400),
)
# Refusals that HTTP has a more exact status for.
_STATUS_OF_CODE = {"idempotency_key_reused": 422, "photo_too_big": 413}
# What the framework refuses before a view is reached: status -> code and sentence.
_FRAMEWORK: dict[int, tuple[str, Promise]] = {
    400: ("bad_request", _("Kiriman ini tidak dapat dibaca.")),
    401: ("not_authenticated", _("Masuk dahulu sebagai petugas.")),
    403: ("forbidden", Forbidden.message),
    404: ("not_found", NotFound.message),
    405: ("method_not_allowed", _("Alamat ini tidak menerima metode itu.")),
    406: ("not_acceptable", _("Alamat ini hanya menjawab dengan application/json.")),
    413: ("too_large", _("Kiriman ini terlalu besar.")),
    415: ("unsupported_media_type", _("Jenis isi kiriman ini tidak diterima di alamat ini.")),
    429: ("too_many_requests", _("Terlalu banyak permintaan. Coba lagi sebentar lagi.")),
}


class UnreadableBody(Refused):
    """A body that is not what its Content-Type says."""

    code = "unreadable"


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception of a view; None for faults of ours, which become a 500."""
    if outage := outage_of(error):
        structlog.get_logger("laksa.outage").warning("unavailable", code=outage.code)
        return _of_refusal(outage, context)
    if is_collision(error):
        error = collided()
    if isinstance(error, Refused):
        return _of_refusal(error, context)
    status = _status(error)
    if status is None:
        return None
    code, sentence = _FRAMEWORK.get(status, _FRAMEWORK[400])
    response = problem(status, code, sentence)
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    return response


def problem(status: int, code: str, detail: Sentence, members: Mapping[str, Any] | None = None) -> Response:
    """A problem of one status; `members` are added to those every problem has."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
        **(members or {}),
    }
    return Response(body, status=status, content_type=MEDIA_TYPE)


def _of_refusal(refusal: Refused, context: Mapping[str, Any]) -> Response:
    general = next(status for kind, status in _STATUS_OF_REFUSAL if isinstance(refusal, kind))
    members: dict[str, Any] = {}
    if isinstance(refusal, Invalid):
        members["errors"] = {field: [str(each) for each in sentences] for field, sentences in refusal.errors.items()}
    if isinstance(refusal, Elsewhere):
        members |= _way_to(refusal, context["request"].data.get("category"))
    response = problem(_STATUS_OF_CODE.get(refusal.code, general), refusal.code, refusal.message, members)
    if isinstance(refusal, TooMany | Unavailable):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _way_to(elsewhere: Elsewhere, category: object) -> dict[str, str]:
    """The other city and, when it is served here too, its form with pin and category filled in. One query."""
    found = {"city_code": elsewhere.city_code, "city_name": elsewhere.city_name}
    if site := neighbour_address(elsewhere.city_code):
        filled = {"lat": elsewhere.lat, "lon": elsewhere.lon, "category": category or ""}
        found["url"] = f"{site}/lapor/?{urlencode(filled)}"
    return found


def _status(error: Exception) -> int | None:
    if isinstance(error, exceptions.APIException):
        return error.status_code
    if isinstance(error, Http404):
        return 404
    if isinstance(error, PermissionDenied):
        return 403
    if isinstance(error, RequestDataTooBig):
        return 413
    return 400 if isinstance(error, SuspiciousOperation | UnreadablePostError) else None
