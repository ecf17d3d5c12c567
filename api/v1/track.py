"""The reporter's way back to a report: by number and receipt code, also without any identity."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.shapes import shape_of
from api.v1 import parts
from api.views import PublicView, answer_once
from core.casework import actions, queries
from core.common import limits, numbers
from core.common.errors import Invalid
from core.reports.models import Report


class TrackBody(serializers.Serializer):
    number = serializers.CharField()
    code = serializers.CharField(help_text=_("16 angka, dengan atau tanpa tanda hubung."))


class ReplyBody(TrackBody):
    text = serializers.CharField(min_length=3, max_length=5000)
    attachments = serializers.ListField(child=serializers.UUIDField(), required=False)


_TRACK, _REPLY = shape_of(TrackBody), shape_of(ReplyBody)


class Track(PublicView):
    """Everything the reporter may see. A wrong code and a wrong number get the same answer."""

    @operation(
        "track_report", _("Lacak laporan dengan nomor dan kode tanda terima"), parts.TrackedReport, request=TrackBody
    )
    def post(self, request: Request) -> Response:
        body = _TRACK.read(request.data)
        number, code = body.get("number"), body.get("code")
        with _counted(request, number):
            report = queries.report_by_code(number, code)
        return Response(_tracked(request, report))


class Reply(PublicView):
    """The reporter's answer to a question of the office."""

    @operation(
        "reply_to_question",
        _("Jawab permintaan keterangan dari petugas"),
        parts.TrackedReport,
        repeatable=True,
        request=ReplyBody,
    )
    def post(self, request: Request) -> Response:
        body = {"number": None, "code": None, "text": None, **_REPLY.read(request.data)}

        def work() -> tuple[int, dict[str, Any]]:
            return 200, _tracked(request, actions.reply(**body))

        with _counted(request, body["number"]):
            return answer_once(request, "api:track:reply", work)


def _counted(request: Request, number: Any) -> AbstractContextManager[None]:
    """Around what a code opens: the tries of this address at this number. What can be no number is not counted."""
    try:
        return limits.counted("track", request, subject=numbers.parse_number(number))
    except Invalid:
        return nullcontext()


def _tracked(request: Request, report: Report) -> dict[str, Any]:
    story = queries.reporter_story(report)
    return {
        **parts.detail(request, story, as_written=True),
        **parts.choices(report),
        "timeline": parts.timeline(request, story.events),
    }
