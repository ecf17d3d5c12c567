"""`/laporan/` and `/peta/`: the public list and map, and the list's rows wherever they are shown."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.remembered_answers import Made, RememberedAnswers
from core.common.reversed_urls import address
from core.common.text import clean_line
from core.common.translate_data import in_language
from core.reports.kinds import Status
from core.reports.models import Attachment, Report
from core.reports.public_parts import public_parts
from tenants.areas import lookup
from tenants.context import current
from web.citizen import places, shown
from web.files import pictures
from web.html.formats import hold_until
from web.html.forms import Given

WORDS = 200  # characters of a report shown in a row
FILTERS = ("words", "status", "category", "area")
LONGEST_FILTER = 200  # characters; more is cut off
POINTS_SECONDS = 60  # how long a browser may keep the points of the map


class FilterForm(forms.Form):
    """What the list is narrowed to; nothing a visitor can put in here is an error."""

    words = Given(
        required=False,
        label=_("Cari kata atau nomor"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    status = Given(
        required=False, label=_("Status"), widget=forms.Select(choices=[("", _("Semua status")), *Status.choices])
    )
    category = Given(required=False, label=_("Kategori"), widget=forms.Select)
    area = Given(required=False, label=_("Kecamatan atau kelurahan/desa"), widget=forms.Select)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        categories = ((code, in_language(name)) for code, name in queries.category_choices())
        self.fields["category"].widget.choices = [("", _("Semua kategori")), *categories]
        self.fields["area"].widget.choices = [("", _("Semua wilayah")), *_areas()]


def _areas() -> list[tuple[str, list[tuple[str, Any]]]]:
    """By kecamatan: the whole of it, then its kelurahan."""
    return [
        (
            group.name,
            [
                (group.code, _("Seluruh Kecamatan %(name)s") % {"name": group.name}),
                *((area.code, area.name) for area in group.areas),
            ],
        )
        for group in lookup.areas_of(current().code)
    ]


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The filters of the address that are filled."""
    given = {name: request.GET.get(name, "").strip()[:LONGEST_FILTER] for name in FILTERS}
    return {name: value for name, value in given.items() if value}


_memory, _points_memory = RememberedAnswers(), RememberedAnswers()


@require_safe
def public_list(request: HttpRequest) -> HttpResponseBase:
    """Public reports, newest first. One query for the first page without a filter where nothing has changed, else up
    to three more: categories, reports, their photos."""
    return _memory.answer(
        request, "list", queries.list_version, lambda: _page(request, "public_list", "citizen/public_list.html", {})
    )


@require_safe
def public_map(request: HttpRequest) -> HttpResponseBase:
    """The same reports on a map, above the same list, in as many queries; the map asks for its points itself."""
    return _memory.answer(request, "map", queries.list_version, lambda: _map(request))


def _map(request: HttpRequest) -> Made:
    points = _address("map_points", _chosen(request))
    context = {"map": places.map_frame(), "points_url": points, "most_points": queries.MOST_POINTS}
    return _page(request, "public_map", "citizen/public_map.html", context)


def _page(request: HttpRequest, route: str, template: str, more: Mapping[str, object]) -> Made:
    now, chosen = timezone.now(), _chosen(request)
    after = request.GET.get("after", "")
    page = queries.public_list(
        status=chosen.get("status", ""),
        category=chosen.get("category", ""),
        area=chosen.get("area", ""),
        words=chosen.get("words", ""),
        after=after,
    )
    context = {
        "form": FilterForm(request.GET),
        "rows": rows(page.reports),
        "is_filtered": bool(chosen),
        "has_words": "words" in chosen,
        "next_url": _address(route, {**chosen, "after": page.next_key}) if page.next_key else "",
        "first_url": _address(route, chosen) if after else "",
        "list_url": _address("public_list", chosen),
        "map_url": _address("public_map", chosen),
        "clear_url": reverse(route),
        **more,
    }
    return Made(render(request, template, context), hold_until((report.received_at for report in page.reports), now))


def _address(route: str, query: dict[str, str]) -> str:
    place = reverse(route)
    return f"{place}?{urlencode(query)}" if query else place


@require_safe
def map_points(request: HttpRequest) -> HttpResponseBase:
    """JSON for the map: the newest published reports that fit the filter. One query, for all of them one more where
    something has changed.

    `points` are [lat, lon, status, number, index into `names`], to about a metre; `address` + number + "/" leads to a
    report.
    """
    return _points_memory.answer(request, "points", queries.points_version, lambda: _points(request))


def _points(request: HttpRequest) -> Made:
    found = queries.public_points(queries.Filter(**_chosen(request)))
    index: dict[str, int] = {}
    # Thousands of them: written out, for numbers of reports and words for a status hold nothing to be quoted.
    points = ",".join(
        [
            f'[{lat:.5f},{lon:.5f},"{status}","{number}",{index.setdefault(category, len(index))}]'
            for lat, lon, status, number, category in found
        ]
    )
    named = json.dumps({"address": reverse("public_list"), "names": list(index)}, separators=(",", ":"))
    response = HttpResponse(
        f'{named[:-1]},"points":[{points}]}}',
        content_type="application/json",
        headers={"Cache-Control": f"public, max-age={POINTS_SECONDS}"},
    )
    return Made(response, hold_until((), timezone.now()))


def rows(reports: Sequence[Report]) -> list[shown.ReportRow]:
    """Reports as components/report_row.html takes them. One query, for the photos; none when there is nothing."""
    photos = queries.first_photos(reports) if reports else {}
    return [_row(report, photos.get(report.pk)) for report in reports]


def _row(report: Report, photo: Attachment | None) -> shown.ReportRow:
    return {
        "url": address("public_report", report.number),
        "title": in_language(report.category.name),
        "words": Truncator(clean_line(public_parts(report).text)).chars(WORDS),
        "state": report.state,
        "outcome": queries.outcome_of(report),
        "number": report.number,
        "area": places.area_words(report.area_code),
        "received_at": report.received_at,
        "thumb_url": pictures.photo_url(photo, "thumb") if photo else "",
    }
