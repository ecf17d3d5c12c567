"""`/`: the two things people come for, and the proof that it works."""

from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.remembered_answers import Made, RememberedAnswers
from core.common.translate_data import in_language
from web.citizen import lists, places, shown
from web.files import pictures
from web.html.formats import hold_until

LATEST = 5
RESULTS = 3


_memory = RememberedAnswers()


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """One query where nothing has changed: whether it has. Else five more: figures of the year, newest results and
    their photos, newest public reports and their photos.

    Results and reports are those of this moment; the figures may be a minute old.
    """
    return _memory.answer(request, "home", queries.home_version, lambda: _home(request))


def _home(request: HttpRequest) -> Made:
    now, year = timezone.now(), timezone.localdate().year
    figures, until = queries.recent_figures(since=datetime(year, 1, 1, tzinfo=timezone.get_current_timezone()))
    reports = queries.public_list(size=LATEST).reports
    context = {
        "year": year,
        "sum": {
            "total": figures.received,
            "menunggu": figures.waiting,
            "proses": figures.working,
            "selesai": figures.done,
        },
        "results": [_result(result) for result in queries.latest_results(size=RESULTS)],
        "rows": lists.rows(reports),
        "map": places.map_frame(),
        "points_url": reverse("map_points"),
    }
    changes = hold_until((report.received_at for report in reports), now)
    return Made(render(request, "citizen/home.html", context), min(changes, until))


def _result(result: queries.Result) -> shown.Result:
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
