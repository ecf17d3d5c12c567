"""What the pages of the Ombudsman's work share."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from core.common.errors import Conflict, Forbidden, Invalid, Refused
from web.province.navigation import supervision_navigation
from web.site.requests import StaffRequest

STATUS = {Invalid: 400, Forbidden: 403, Conflict: 409}


def page(
    request: StaffRequest, name: str, context: Mapping[str, object], *, refused: Refused | None = None
) -> HttpResponse:
    """One page with its menu; a refusal is said at its head, and decides the status."""
    sentence = refused.message if refused and not isinstance(refused, Invalid) else ""
    status = STATUS.get(type(refused), 200)
    context = {"navigation": supervision_navigation(request), "refusal": sentence, **context}
    response = render(request, f"province/supervision/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
