"""The Ombudsman's requests to cities: listed, sent, replied to and closed. Cities answer on their desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import StaffRequest
from api.schema import endpoint, operation, query
from api.shapes import Body, Shape
from api.v1.parts import city_code
from api.views import OverseerView, answer_once
from core.casework.queries.lists import key_of
from core.casework.supervision import requests
from core.common.errors import Invalid
from core.deadlines.arithmetic import to_the_second
from tenants.supervision.models import Reply, Request


def _text() -> serializers.CharField:
    return serializers.CharField(min_length=3, max_length=5000)


class SendBody(Body):
    kind = serializers.CharField(help_text=_("note, clarification atau advice."))
    number = serializers.CharField(required=False, allow_blank=True, help_text=_("Nomor laporan, atau kosong."))
    city = serializers.CharField(required=False, allow_blank=True, help_text=_("Kode daerah bila tanpa nomor: 36.02."))
    subject = serializers.CharField(min_length=3, max_length=150)
    text = _text()
    due_on = serializers.CharField(
        required=False, allow_blank=True, help_text=_("Tanggal ISO; kosong: batas menurut aturan.")
    )


class ReplyBody(Body):
    text = _text()


class CloseBody(Body):
    verdict = serializers.ChoiceField(Request.Verdict.choices)
    words = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class Said(Shape):
    from_city = serializers.BooleanField()
    text = serializers.CharField()
    author = serializers.CharField(source="author_label")
    at = serializers.DateTimeField()


class Listed(Shape):
    id = serializers.IntegerField()
    kind = serializers.CharField(source="kind_id")
    city = serializers.CharField(help_text=_("Kode daerah."))
    number = serializers.CharField(allow_blank=True)
    subject = serializers.CharField()
    state = serializers.ChoiceField(Request.State.choices)
    verdict = serializers.CharField(allow_blank=True)
    due = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True)

    def get_city(self, found: Request) -> str:
        return city_code(found.tenant)

    def get_due(self, found: Request) -> datetime | None:
        return to_the_second(found.due_at) if found.due_at else None


class Whole(Listed):
    text = serializers.CharField()
    officer = serializers.CharField(source="officer_label")
    basis = serializers.CharField(source="kind.legal_basis")
    basis_confirmed = serializers.BooleanField(source="kind.confirmed")
    replies = Said(many=True)
    closing_words = serializers.CharField(allow_blank=True)

    def get_replies(self, found: Request) -> QuerySet[Reply]:
        return found.replies.all()


class RequestPage(Shape):
    results = Listed(many=True, source="*")
    next = serializers.CharField(allow_null=True)

    def get_next(self, found: list[Request]) -> str | None:
        key = str(found[-1].pk) if len(found) == requests.SHOWN else ""
        return self.context["view"].next_page(key)


class Requests(OverseerView):
    """The list, and a new one."""

    @operation(
        "list_requests",
        _("Permintaan Ombudsman kepada daerah, yang terbaru dahulu"),
        RequestPage,
        parameters=[
            query("state", _("Hanya yang dalam keadaan ini."), enum=list(Request.State.values)),
            query("city", _("Hanya kepada daerah ini (kode).")),
            query("number", _("Hanya tentang laporan ini.")),
            query("after", _("Kunci bagian berikutnya, dari next.")),
        ],
    )
    def get(self, request: StaffRequest) -> Response:
        given, after = self.given, self.given.pop("after", "")
        if given.get("state", "open") not in Request.State.values:
            raise Invalid.at("state", _("Keadaan ini tidak ada."))
        city = given.get("city", "")
        found = requests.sent(
            state=given.get("state", ""),
            tenant=f"t{city.replace('.', '')}" if city else "",
            number=given.get("number", ""),
            before=key_of(after) if after else None,
        )
        return Response(self.show(RequestPage, found))

    @operation(
        "send_request", _("Kirim permintaan kepada daerah"), Whole, status=201, repeatable=True, request=SendBody
    )
    def post(self, request: StaffRequest) -> Response:
        said = SendBody.read(request.data)

        def work() -> tuple[int, dict[str, Any]]:
            return 201, self.show(Whole, requests.send(request.actor, **said))

        return answer_once(request, f"api:oversight:requests:{request.user.pk}", work)


class OneRequest(OverseerView):
    """One of them with everything said."""

    @operation("get_request", _("Satu permintaan dengan jawabannya"), Whole)
    def get(self, request: StaffRequest, pk: int) -> Response:
        return Response(self.show(Whole, requests.request(pk)))


class Step(OverseerView):
    """Something the Ombudsman does with a request."""

    name: str
    body: type[Body]
    run: Callable[..., Request]

    def post(self, request: StaffRequest, pk: int) -> Response:
        said = self.body.read(request.data)

        def work() -> tuple[int, dict[str, Any]]:
            with transaction.atomic():
                return 200, self.show(Whole, type(self).run(request.actor, pk, **said))

        return answer_once(request, f"api:oversight:{self.name}:{pk}:{request.user.pk}", work)


ReplyToRequest = endpoint(
    Step,
    "reply_to_request",
    _("Tanggapi jawaban daerah"),
    Whole,
    name="reply",
    run=requests.reply_as_ombudsman,
    body=ReplyBody,
)
CloseRequest = endpoint(
    Step,
    "close_request",
    _("Tutup permintaan dengan hasilnya"),
    Whole,
    name="close",
    run=requests.close,
    body=CloseBody,
)
