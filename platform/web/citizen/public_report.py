"""`/laporan/<number>/`: what everybody may know of one report."""

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.remembered_answers import Made, RememberedAnswers
from web.citizen import endings, stories, supporting
from web.html.formats import hold_until

_memory = RememberedAnswers()


@require_safe
def public_report(request: HttpRequest, number: str) -> HttpResponseBase:
    """A secret report and a number that never was are the same 404; another spelling leads to the one address. One
    query where nothing has changed."""
    return _memory.answer(request, number, lambda: queries.report_version(number), lambda: _page(request, number))


def _page(request: HttpRequest, number: str) -> Made | HttpResponseBase:
    now, report = timezone.now(), queries.public_report(number)
    if report.number != number:
        return HttpResponseRedirect(reverse("public_report", args=[report.number]))
    story = queries.public_story(report)
    context = {
        "report": report,
        "story": stories.for_public(story),
        "ending": endings.for_public(report),
        "is_supported": supporting.supported(request, report),
    }
    moments = (*(event.at for event in story.events), *(limit.due_at for limit in story.deadlines), report.received_at)
    return Made(render(request, "citizen/public_report.html", context), hold_until(moments, now))
