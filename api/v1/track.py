"""The reporter's way back to a report: by number and receipt code, also without any identity."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import endpoint, operation
from api.shapes import Body
from api.v1 import parts
from api.views import PublicView, answer_once
from core.casework import actions, queries
from core.common import numbers, rate_limits
from core.common.errors import Invalid
from core.reports.models import Report
from tenants.lazy_text import Promise


class TrackBody(Body):
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


class Track(PublicView):
    """Everything the reporter may see. A wrong code and a wrong number get the same answer."""

    as_written = True

    @operation(
        "track_report", _("Lacak laporan dengan nomor dan kode tanda terima"), parts.TrackedReport, request=TrackBody
    )
    def post(self, request: Request) -> Response:
        said = TrackBody.read(request.data)
        with _counted(request, said["number"]):
            report = queries.report_by_code(said["number"], said["code"])
        return Response(self.show(parts.TrackedReport, queries.reporter_story(report)))


class Step(PublicView):
    """Something the holder of number and code does to the report; the answer is the report as it is then."""

    as_written = True
    name: str
    body: type[Body]
    run: Callable[..., Report]

    def post(self, request: Request) -> Response:
        said = self.body.read(request.data)
        key = actions.ByCode(said.pop("number"), said.pop("code"))

        def work() -> tuple[int, dict[str, Any]]:
            story = queries.reporter_story(type(self).run(key, **said))
            return 200, self.show(parts.TrackedReport, story)

        with _counted(request, key.number):
            # Whoever has the code is the reporter, from whatever network.
            return answer_once(request, f"api:track:{self.name}", work, caller="")


def _step(name: str, operation_id: str, run: Callable[..., Report], body: type[Body], summary: Promise) -> type[Step]:
    return endpoint(Step, operation_id, summary, parts.TrackedReport, name=name, run=run, body=body)


Reply = _step("reply", "reply_to_question", actions.reply_by, ReplyBody, _("Jawab permintaan keterangan dari petugas"))
Withdraw = _step("withdraw", "withdraw_report", actions.withdraw, WithdrawBody, _("Cabut laporan"))
Reopen = _step("reopen", "reopen_report", actions.reopen, ReplyBody, _("Buka lagi laporan yang ditutup"))
Rate = _step("rate", "rate_report", actions.rate, RateBody, _("Beri penilaian"))


def _counted(request: Request, number: Any) -> AbstractContextManager[None]:
    """Around what a code opens: the tries of this address at this number. What can be no number is not counted."""
    try:
        return rate_limits.counted("track", request, subject=numbers.parse_number(number))
    except Invalid:
        return nullcontext()
