"""`/`: the two things people come for, and the proof that it works."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.translate_data import in_language
from web.citizen import lists, places
from web.files import pictures

LATEST = 5
RESULTS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Five queries: figures of the year, newest results and their photos, newest public reports and their photos."""
    year = timezone.localdate().year
    figures = queries.figures(since=datetime(year, 1, 1, tzinfo=timezone.get_current_timezone()))
    context = {
        "year": year,
        "sum": {
            "total": figures.received,
            "menunggu": figures.waiting,
            "proses": figures.working,
            "selesai": figures.done,
        },
        "results": [_result(result) for result in queries.latest_results(size=RESULTS)],
        "rows": lists.rows(queries.public_list(size=LATEST).reports),
        "map": places.map_frame(),
        "points_url": reverse("map_points"),
    }
    return render(request, "citizen/home.html", context)


def _result(result: queries.Result) -> dict[str, Any]:
    report = result.report
    return {
        "url": reverse("public_report", args=[report.number]),
        "title": in_language(report.category.name),
        "area": places.area_words(report.area_code),
        "answered_at": report.answered_at,
        "before": _small(pictures.picture(result.before, _("Foto laporan"))),
        "after": _small(pictures.picture(result.after, _("Foto sesudah dikerjakan"))),
    }


def _small(picture: pictures.Picture) -> pictures.Picture:
    """The small copy where the large one would be shown: several pairs stand on one page."""
    return {**picture, "url": picture["thumb_url"]}
