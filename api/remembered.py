"""Public answers that are made once and given many times (`core.common.remembered_answers`)."""

from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.response import Response

from api.views import PublicView
from core.casework import queries
from core.common.remembered_answers import Made, RememberedAnswers
from core.common.signed_links import same_until

_memory = RememberedAnswers()
# What an Accept header that wants JSON says; to any other the view answers itself.
_WANTS_JSON = ("*/*", "application/*", "application/json")


class RememberedReportView(PublicView):
    """About one public report. From memory it costs one query, and nothing of REST framework."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def make() -> Made:
            until = same_until(timezone.now())
            response = cast(Response, super(RememberedReportView, self).dispatch(request, *args, **kwargs))
            return Made(response.render(), until)

        number = kwargs["number"]
        if not _wants_json(request):
            return make().response
        return _memory.answer(request, (type(self).__name__, number), lambda: queries.report_version(number), make)


def _wants_json(request: HttpRequest) -> bool:
    wanted = request.headers.get("Accept", "*/*")
    return any(part.split(";")[0].strip() in _WANTS_JSON for part in wanted.split(","))
