"""`/laporan/<number>/`: what everybody may know of one report."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.casework import queries
from web.citizen import endings, stories, supporting


@require_safe
def public_report(request: HttpRequest, number: str) -> HttpResponse:
    """A secret report and a number that never was are the same 404; another spelling leads to the one address."""
    report = queries.public_report(number)
    if report.number != number:
        return HttpResponseRedirect(reverse("public_report", args=[report.number]))
    context = {
        "report": report,
        "story": stories.for_public(queries.public_story(report)),
        "ending": endings.for_public(report),
        "is_supported": supporting.supported(request, report),
    }
    return render(request, "citizen/public_report.html", context)
