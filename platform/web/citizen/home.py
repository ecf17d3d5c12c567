"""`/`: the two things people come for, and the proof that it works."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.casework import queries
from web.citizen import lists

LATEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Three queries: figures of the year, the latest public reports, their photos."""
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
        "rows": lists.rows(queries.public_list(size=LATEST).reports),
    }
    return render(request, "citizen/home.html", context)
