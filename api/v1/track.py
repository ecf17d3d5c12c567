"""The reporter's way back to a report: by number and receipt code, also without any identity."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.shapes import Shape, shape_of
from api.v1 import parts
from api.views import PublicView, answer_once
from core.casework import actions, queries
from core.common import numbers, rate_limits
from core.common.errors import Invalid
from core.reports.models import Report


class TrackBody(serializers.Serializer):
    number = serializers.CharField()
    code = serializers.CharField(help_text=_("16 angka, dengan atau tanpa tanda hubung."))


class ReplyBody(TrackBody):
    text = serializers.CharField(min_length=3, max_length=5000)
    attachments = serializers.ListField(child=serializers.UUIDField(), required=False)


class WithdrawBody(TrackBody):
    text = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text=_("Mengapa dicabut."))


class RateBody(TrackBody):
    score = serializers.IntegerField(min_value=1, max_value=4, help_text=_("1: sangat tidak puas, 4: sangat puas."))
    text = serializers.CharField(required=False, allow_blank=True, max_length=5000)


_TRACK = shape_of(TrackBody)


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


class Step(PublicView):
    """Something the holder of number and code does to the report; the answer is the report as it is then."""

    name: str
    shape: Shape

    def take(self, request: Request, run: Callable[..., Report]) -> Response:
        """`run(key, **arguments)` with what the body says besides number and code."""
        body = {"number": None, "code": None, **self.shape.read(request.data)}
        key = actions.ByCode(body.pop("number"), body.pop("code"))
        with _counted(request, key.number):
            work = lambda: (200, _tracked(request, run(key, **body)))  # noqa: E731
            # Whoever has the code is the reporter, from whatever network.
            return answer_once(request, f"api:track:{self.name}", work, caller="")


class Reply(Step):
    """The reporter's answer to a question of the office."""

    name, shape = "reply", shape_of(ReplyBody)

    @operation(
        "reply_to_question",
        _("Jawab permintaan keterangan dari petugas"),
        parts.TrackedReport,
        repeatable=True,
        request=ReplyBody,
    )
    def post(self, request: Request) -> Response:
        return self.take(request, partial(_with_text, actions.reply_by))


class Withdraw(Step):
    """The reporter wants nothing more."""

    name, shape = "withdraw", shape_of(WithdrawBody)

    @operation("withdraw_report", _("Cabut laporan"), parts.TrackedReport, repeatable=True, request=WithdrawBody)
    def post(self, request: Request) -> Response:
        return self.take(request, actions.withdraw)


class Reopen(Step):
    """The reporter is not satisfied with the end."""

    name, shape = "reopen", shape_of(ReplyBody)

    @operation(
        "reopen_report", _("Buka lagi laporan yang ditutup"), parts.TrackedReport, repeatable=True, request=ReplyBody
    )
    def post(self, request: Request) -> Response:
        return self.take(request, partial(_with_text, actions.reopen))


class Rate(Step):
    """How satisfied the reporter is; once for each closing."""

    name, shape = "rate", shape_of(RateBody)

    @operation("rate_report", _("Beri penilaian"), parts.TrackedReport, repeatable=True, request=RateBody)
    def post(self, request: Request) -> Response:
        return self.take(request, _rated)


def _with_text(run: Callable[..., Report], key: actions.ByCode, *, text: Any = None, **more: Any) -> Report:
    """So that the action's own sentence asks for a text that was left out."""
    return run(key, text=text, **more)


def _rated(key: actions.ByCode, *, score: Any = None, **more: Any) -> Report:
    return actions.rate(key, score=score, **more)


def _counted(request: Request, number: Any) -> AbstractContextManager[None]:
    """Around what a code opens: the tries of this address at this number. What can be no number is not counted."""
    try:
        return rate_limits.counted("track", request, subject=numbers.parse_number(number))
    except Invalid:
        return nullcontext()


def _tracked(request: Request, report: Report) -> dict[str, Any]:
    story = queries.reporter_story(report)
    return {
        **parts.detail(request, story, as_written=True),
        **parts.choices(report),
        **parts.endings(report),
        "timeline": parts.timeline(request, story.events, as_written=True),
    }
