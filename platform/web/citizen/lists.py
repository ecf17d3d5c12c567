"""`/laporan/`: the public list, and its rows wherever they are shown."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.text import clean_line
from core.reports.kinds import Status
from core.reports.models import Report
from tenants.areas import lookup
from tenants.context import current
from web import files
from web.citizen import places
from web.citizen.forms import Raw

WORDS = 200  # characters of a report shown in a row
FILTERS = ("status", "category", "area")


class FilterForm(forms.Form):
    """What the list is narrowed to; nothing a visitor can put in here is an error."""

    status = Raw(label=_("Status"), widget=forms.Select(choices=[("", _("Semua status")), *Status.choices]))
    category = Raw(label=_("Kategori"), widget=forms.Select)
    area = Raw(label=_("Kelurahan/desa"), widget=forms.Select)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        categories = ((category.code, category.name) for category in queries.categories())
        areas = [
            (group.name, [(area.code, area.name) for area in group.areas]) for group in lookup.areas_of(current().code)
        ]
        self.fields["category"].widget.choices = [("", _("Semua kategori")), *categories]
        self.fields["area"].widget.choices = [("", _("Semua kelurahan/desa")), *areas]


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Public reports, newest first. Three queries: categories, reports, their photos."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    after = request.GET.get("after", "")
    page = queries.public_list(**chosen, after=after)
    query = {name: value for name, value in chosen.items() if value}
    context = {
        "form": FilterForm(request.GET),
        "rows": rows(page.reports),
        "is_filtered": bool(query),
        "next_url": _address(query, after=page.next_key) if page.next_key else "",
        "first_url": _address(query) if after else "",
    }
    return render(request, "citizen/public_list.html", context)


def _address(query: dict[str, str], **more: str) -> str:
    address = reverse("public_list")
    return f"{address}?{urlencode({**query, **more})}" if query or more else address


def rows(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Reports as components/report_row.html takes them. One query, for the photos; none when there is nothing."""
    photos = queries.first_photos(reports) if reports else {}
    return [_row(report, photos.get(report.pk)) for report in reports]


def _row(report: Report, photo: Any) -> dict[str, Any]:
    return {
        "url": reverse("public_report", args=[report.number]),
        "title": report.category.name,
        "words": Truncator(clean_line(report.public_text or report.description)).chars(WORDS)
        if report.is_published
        else "",
        "state": report.state,
        "number": report.number,
        "area": places.area_words(report.area_code),
        "received_at": report.received_at,
        "thumb_url": files.photo_url(photo, "thumb") if photo else "",
    }
