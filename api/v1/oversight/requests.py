"""The Ombudsman's requests to cities: listed, sent, replied to and closed. Cities answer on their desk."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import StaffRequest
from api.schema import operation, query
from api.shapes import shape_of
from api.views import OverseerView, answer_once, next_page, parameters
from core.casework.queries.lists import key_of
from core.casework.supervision import requests
from core.common.errors import Invalid
from core.deadlines.arithmetic import to_the_second
from tenants.supervision.models import Request


def _text() -> serializers.CharField:
    return serializers.CharField(min_length=3, max_length=5000)


class SendBody(serializers.Serializer):
    kind = serializers.CharField(help_text=_("note, clarification atau advice."))
    number = serializers.CharField(required=False, allow_blank=True, help_text=_("Nomor laporan, atau kosong."))
    city = serializers.CharField(required=False, allow_blank=True, help_text=_("Kode daerah bila tanpa nomor: 36.02."))
    subject = serializers.CharField(min_length=3, max_length=150)
    text = _text()
    due_on = serializers.CharField(
        required=False, allow_blank=True, help_text=_("Tanggal ISO; kosong: batas menurut aturan.")
    )


class ReplyBody(serializers.Serializer):
    text = _text()


class CloseBody(serializers.Serializer):
    verdict = serializers.ChoiceField(Request.Verdict.choices)
    words = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class Said(serializers.Serializer):
    from_city = serializers.BooleanField()
    text = serializers.CharField()
    author = serializers.CharField()
    at = serializers.DateTimeField()


class Listed(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    city = serializers.CharField(help_text=_("Kode daerah."))
    number = serializers.CharField(allow_blank=True)
    subject = serializers.CharField()
    state = serializers.ChoiceField(Request.State.choices)
    verdict = serializers.CharField(allow_blank=True)
    due = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True)


class Whole(Listed):
    text = serializers.CharField()
    officer = serializers.CharField()
    basis = serializers.CharField()
    basis_confirmed = serializers.BooleanField()
    replies = Said(many=True)
    closing_words = serializers.CharField(allow_blank=True)


class RequestPage(serializers.Serializer):
    results = Listed(many=True)
    next = serializers.CharField(allow_null=True)


def _code(schema: str) -> str:
    """ "t3602" -> "36.02"."""
    return f"{schema[1:3]}.{schema[3:]}"


def _listed(found: Request) -> dict[str, Any]:
    return {
        "id": found.pk,
        "kind": found.kind_id,
        "city": _code(found.tenant),
        "number": found.number,
        "subject": found.subject,
        "state": found.state,
        "verdict": found.verdict,
        "due": to_the_second(found.due_at) if found.due_at else None,
        "created_at": found.created_at,
        "seen_at": found.seen_at,
    }


def _whole(found: Request) -> dict[str, Any]:
    replies = [
        {"from_city": row.from_city, "text": row.text, "author": row.author_label, "at": row.at}
        for row in found.replies.all()
    ]
    return {
        **_listed(found),
        "text": found.text,
        "officer": found.officer_label,
        "basis": found.kind.legal_basis,
        "basis_confirmed": found.kind.confirmed,
        "replies": replies,
        "closing_words": found.closing_words,
    }


class Requests(OverseerView):
    """The list, and a new one."""

    send = shape_of(SendBody)

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
        given = parameters(request, "state", "city", "number", "after")
        after = given.pop("after", "")
        if given.get("state", "open") not in Request.State.values:
            raise Invalid.at("state", _("Keadaan ini tidak ada."))
        city = given.get("city", "")
        found = requests.sent(
            state=given.get("state", ""),
            tenant=f"t{city.replace('.', '')}" if city else "",
            number=given.get("number", ""),
            before=key_of(after) if after else None,
        )
        key = str(found[-1].pk) if len(found) == requests.SHOWN else ""
        return Response({"results": [_listed(one) for one in found], "next": next_page(request, given, key)})

    @operation(
        "send_request", _("Kirim permintaan kepada daerah"), Whole, status=201, repeatable=True, request=SendBody
    )
    def post(self, request: StaffRequest) -> Response:
        given = {"kind": None, "subject": None, "text": None, **self.send.read(request.data)}

        def work() -> tuple[int, dict[str, Any]]:
            return 201, _whole(requests.send(request.actor, **given))

        return answer_once(request, f"api:oversight:requests:{request.user.pk}", work)


class OneRequest(OverseerView):
    """One of them with everything said."""

    @operation("get_request", _("Satu permintaan dengan jawabannya"), Whole)
    def get(self, request: StaffRequest, pk: int) -> Response:
        parameters(request)
        return Response(_whole(requests.request(pk)))


class ReplyToRequest(OverseerView):
    """A further word of the Ombudsman."""

    shape = shape_of(ReplyBody)

    @operation("reply_to_request", _("Tanggapi jawaban daerah"), Whole, repeatable=True, request=ReplyBody)
    def post(self, request: StaffRequest, pk: int) -> Response:
        given = {"text": None, **self.shape.read(request.data)}

        def work() -> tuple[int, dict[str, Any]]:
            with transaction.atomic():
                return 200, _whole(requests.reply_as_ombudsman(request.actor, pk, **given))

        return answer_once(request, f"api:oversight:reply:{pk}:{request.user.pk}", work)


class CloseRequest(OverseerView):
    """Its end."""

    shape = shape_of(CloseBody)

    @operation("close_request", _("Tutup permintaan dengan hasilnya"), Whole, repeatable=True, request=CloseBody)
    def post(self, request: StaffRequest, pk: int) -> Response:
        given = {"verdict": None, **self.shape.read(request.data)}

        def work() -> tuple[int, dict[str, Any]]:
            with transaction.atomic():
                return 200, _whole(requests.close(request.actor, pk, **given))

        return answer_once(request, f"api:oversight:close:{pk}:{request.user.pk}", work)
