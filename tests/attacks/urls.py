"""Small views that do on purpose what the attacks need: read all reports, remember, stream late."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from core.reports.models import Report
from tenants.context import current


def _numbers() -> list[str]:
    return list(Report.objects.order_by("number").values_list("number", flat=True))


def numbers(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"tenant": current().schema_name, "numbers": _numbers()})


def late(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        for report in Report.objects.all():
            yield report.number

    return StreamingHttpResponse(lines())


def swallowing(request: HttpRequest) -> JsonResponse:
    """Catches the error of the database and goes on, as careless code does."""
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        except DatabaseError:
            pass
    return numbers(request)


def failing(request: HttpRequest) -> HttpResponse:
    _numbers()
    raise RuntimeError("on purpose")


def remember(request: HttpRequest) -> JsonResponse:
    request.session["word"] = request.GET["word"]
    return JsonResponse({})


def running(request: HttpRequest) -> JsonResponse:
    """Runs what it is sent, as a hole for SQL in a view would."""
    with connection.cursor() as cursor:
        cursor.execute(request.GET["sql"])
        rows = cursor.fetchall() if cursor.description else []
    return JsonResponse({"rows": [list(map(str, row)) for row in rows]})


def recall(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"word": request.session.get("word"), "user": request.user.get_username()})


urlpatterns = [
    path("numbers/", numbers),
    path("late/", late),
    path("swallowing/", swallowing),
    path("failing/", failing),
    path("remember/", remember),
    path("recall/", recall),
    path("running/", running),
]
