"""`/lapor/serupa/`: what others have already reported near the pin, for the form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.errors import Invalid
from core.common.text import clean_line
from core.common.translate_data import in_language
from core.reports.drafts import parse_pin
from core.reports.public_parts import public_parts
from web.citizen import shown

WORDS = 120  # characters of a report
LONGEST_CODE = 60


def similar(lat: Any, lon: Any, category: Any) -> list[shown.SimilarReport]:
    """Open reports near a pin as the form shows them; nothing without a pin. One query."""
    try:
        north, east = parse_pin(lat, lon)
    except Invalid:
        return []
    if north is None or east is None:
        return []
    return [_item(report) for report in queries.nearby(north, east, str(category or "")[:LONGEST_CODE])]


def _item(report: queries.NearReport) -> shown.SimilarReport:
    return {
        "url": reverse("public_report", args=[report.number]),
        "number": report.number,
        "title": in_language(report.category.name),
        "words": Truncator(clean_line(public_parts(report).text)).chars(WORDS),
        "state": report.state,
        "received_at": report.received_at,
        "distance": round(report.distance),
        "supporters": report.supporters,
    }


@require_safe
def similar_reports(request: HttpRequest) -> HttpResponse:
    """A part of the form: the similar reports near the pin it names; empty when there are none. One query."""
    given = [request.GET.get(name) for name in ("lat", "lon", "category")]
    return render(request, "citizen/similar.html", {"similar": similar(*given)})
