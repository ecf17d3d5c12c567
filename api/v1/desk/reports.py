"""Reports as the people of the office see them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation, query
from api.v1 import parts
from api.views import DeskView, next_page, parameters
from core.casework import queries
from core.common.errors import Invalid
from core.reports.kinds import AreaCheck
from core.reports.models import Report
from core.reports.workflow import TRANSITIONS, available

QUEUES = [*queries.QUEUES, "overdue"]


class DeskRow(parts.ReportRow, parts.Choices):
    """A line of a queue."""

    next_due = serializers.DateTimeField(allow_null=True)


class DeskPage(parts.Page):
    results = DeskRow(many=True)


class DeskEvent(parts.TimelineEvent):
    actor = serializers.CharField(allow_blank=True)


class DeskReport(parts.TrackedReport):
    """A report with everything but the identity."""

    next_due = serializers.DateTimeField(allow_null=True)
    area_check = serializers.ChoiceField(AreaCheck.choices, allow_blank=True)
    actions = serializers.ListField(
        child=serializers.ChoiceField(list(TRANSITIONS)), help_text=_("Yang boleh Anda lakukan sekarang.")
    )
    may_read_identity = serializers.BooleanField()
    timeline = DeskEvent(many=True)


class DeskReports(DeskView):
    """The queues of the desk: only reports that are the caller's to see."""

    @operation(
        "list_desk_reports",
        _("Antrean laporan, yang paling mendesak dahulu"),
        DeskPage,
        parameters=[
            query("queue", _("Tanpa isi: all, semua yang masih terbuka."), enum=QUEUES),
            query("after", _("Kunci bagian berikutnya; dipakai lewat tautan next.")),
        ],
    )
    def get(self, request: Request) -> Response:
        given = parameters(request, "queue", "after")
        queue = given.get("queue", "all")
        if queue not in QUEUES:
            raise Invalid.at("queue", _("Antrean ini tidak ada."))
        page = queries.desk_list(request.actor, queue, after=given.get("after", ""))
        shown = [_row(request, report) for report in page.reports]
        return Response({"results": shown, "next": next_page(request, given, page.next_key)})


class DeskOneReport(DeskView):
    """One report, with its history and what the caller may do now."""

    @operation("get_desk_report", _("Satu laporan di meja petugas"), DeskReport)
    def get(self, request: Request, number: str) -> Response:
        parameters(request)
        report = queries.desk_report(request.actor, number)
        story = queries.desk_story(report)
        lines = [{**parts.event(request, line), "actor": line.actor} for line in story.events]
        return Response(
            {
                **parts.detail(request, story, as_written=True),
                **parts.choices(report),
                "next_due": parts.local(report.next_due_at),
                "area_check": report.area_check,
                "actions": available(request.actor, report),
                "may_read_identity": queries.may_read_identity(request.actor, report),
                "timeline": lines,
            }
        )


def _row(request: Request, report: Report) -> dict[str, Any]:
    return {
        **parts.row(request, report, shows_content=True, as_written=True),
        **parts.choices(report),
        "next_due": parts.local(report.next_due_at),
    }
