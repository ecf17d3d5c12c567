"""What the people of the office do with a report: one endpoint for every action of the transition table.

Who may do what, and when, is decided by `core.reports.workflow`; here a body becomes the arguments of one function.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.shapes import Shape, shape_of
from api.v1.parts import local
from api.views import DeskView, answer_once
from core.accounts.actors import Actor
from core.casework import actions, queries
from core.common.errors import Invalid
from core.reports.kinds import Kind, State, Status, Visibility
from core.reports.models import Report
from core.reports.workflow import TRANSITIONS, available

_Text = {"min_length": 3, "max_length": 5000}


class NothingBody(serializers.Serializer):
    """An empty object, or no body at all."""


class AskBody(serializers.Serializer):
    text = serializers.CharField(**_Text)


class RejectBody(serializers.Serializer):
    reason = serializers.CharField(help_text=_("Kode alasan dari daftar kota ini."))
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class DispatchBody(serializers.Serializer):
    unit = serializers.CharField(help_text=_("Kode OPD."))
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class SendBackBody(serializers.Serializer):
    note = serializers.CharField(**_Text)


class AnswerBody(serializers.Serializer):
    text = serializers.CharField(**_Text)
    attachments = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text=_("Nomor foto dari /api/v1/attachments/.")
    )


class MessageBody(serializers.Serializer):
    text = serializers.CharField(**_Text)


class WorkPhotosBody(serializers.Serializer):
    attachments = serializers.ListField(
        child=serializers.UUIDField(), help_text=_("Nomor foto dari /api/v1/attachments/.")
    )


class CorrectBody(serializers.Serializer):
    """What is wrong, as it should be; the rest stays."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    category = serializers.CharField(required=False, help_text=_("Kode dari /api/v1/categories/."))
    area = serializers.CharField(required=False, help_text=_("Kode desa/kelurahan, misalnya 36.71.01.1002."))
    visibility = serializers.ChoiceField(Visibility.choices, required=False)


class RedactBody(serializers.Serializer):
    text = serializers.CharField(
        allow_blank=True, max_length=5000, help_text=_("Kosong: publik membaca lagi kata-kata pelapor.")
    )


class OnePhotoBody(serializers.Serializer):
    photo = serializers.UUIDField(help_text=_("Nomor foto dari laporan ini."))


class Moved(serializers.Serializer):
    """Where the report stands now, and what the caller may do next."""

    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    state = serializers.ChoiceField(State.choices)
    next_due = serializers.DateTimeField(allow_null=True)
    actions = serializers.ListField(child=serializers.ChoiceField(list(TRANSITIONS)))


class Contact(serializers.Serializer):
    """The reporter, as he or she told it; empty what was not told."""

    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    on_behalf_of = serializers.CharField(allow_blank=True, help_text=_("Yang diwakili, bila pelapor adalah kuasanya."))


class Action(DeskView):
    """One action of the table; its subclasses, one a line, are made by `_endpoint` and given their `post`."""

    name: str
    shape: Shape
    run: Callable[..., Report]
    # What the action's function is given when the body leaves it out, so that its own sentence asks for it.
    required: tuple[str, ...]

    def act(self, request: Request, number: str) -> Response:
        given = {**dict.fromkeys(self.required), **self.shape.read(request.data)}
        known = queries.desk_report(request.actor, number).number
        route = f"api:desk:{self.name}:{known}:{request.user.pk}"
        return answer_once(request, route, lambda: (200, self._moved(request, known, given)))

    def _moved(self, request: Request, number: str, given: dict[str, Any]) -> dict[str, Any]:
        report = type(self).run(number, request.actor, **given)
        return {
            "number": report.number,
            "status": report.status,
            "state": report.state,
            "next_due": local(report.next_due_at),
            "actions": available(request.actor, report),
        }


def _endpoint(name: str, run: Callable[..., Report], body: type[serializers.Serializer], summary) -> type[Action]:
    required = tuple(field.field_name for field in body().fields.values() if field.required)

    @operation(f"{name}_report", summary, Moved, repeatable=True, request=body)
    def post(self: Action, request: Request, number: str) -> Response:
        return self.act(request, number)

    attributes = {"name": name, "run": staticmethod(run), "shape": shape_of(body), "required": required, "post": post}
    return type(f"Action_{name}", (Action,), {**attributes, "__doc__": run.__doc__})


# The staff's lines of the transition table; the reporter's own (reply) is at /track/reply/.
ACTIONS: dict[str, type[Action]] = {
    name: _endpoint(name, run, body, summary)
    for name, run, body, summary in (
        ("ask", actions.ask, AskBody, _("Minta keterangan kepada pelapor")),
        ("verify", actions.verify, NothingBody, _("Verifikasi laporan")),
        ("reject", actions.reject, RejectBody, _("Nyatakan tidak dapat ditindaklanjuti")),
        ("dispatch", actions.dispatch, DispatchBody, _("Teruskan ke OPD (disposisi)")),
        ("send_back", actions.send_back, SendBackBody, _("Kembalikan: bukan wewenang kami")),
        ("start", actions.start, NothingBody, _("Mulai mengerjakan")),
        ("answer", actions.answer, AnswerBody, _("Jawab (tindak lanjut)")),
        ("close", actions.close, NothingBody, _("Tutup laporan")),
    )
}


def _hide(number: str, actor: Actor, *, photo: Any) -> Report:
    """Keep one photo from the public; reporter and desk still see it."""
    return actions.hide_photo(number, actor, photo=_photo_id(photo), hidden=True)


def _show(number: str, actor: Actor, *, photo: Any) -> Report:
    """Show the public a photo that was kept back."""
    return actions.hide_photo(number, actor, photo=_photo_id(photo), hidden=False)


def _photo_id(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise Invalid.at("photo", _("Foto ini tidak ditemukan.")) from error


# What leaves a report in its state, and the undoing of one's own last step.
OPERATIONS: dict[str, type[Action]] = {
    name: _endpoint(name, run, body, summary)
    for name, run, body, summary in (
        ("work_photos", actions.work_photos, WorkPhotosBody, _("Tambah foto dari lapangan")),
        ("message", actions.message, MessageBody, _("Kirim pesan ke pelapor")),
        ("correct", actions.correct, CorrectBody, _("Perbaiki jenis, kategori, wilayah, atau keterbukaan")),
        ("redact", actions.redact, RedactBody, _("Sunting teks untuk publik")),
        ("hide_photo", _hide, OnePhotoBody, _("Sembunyikan satu foto dari publik")),
        ("show_photo", _show, OnePhotoBody, _("Tampilkan lagi satu foto untuk publik")),
        ("undo", actions.undo, NothingBody, _("Batalkan jawaban atau penutupan sendiri yang baru saja dibuat")),
    )
}


class ReadIdentity(DeskView):
    """The reporter's name and contact. Every reading is written into the report's history, so it is never replayed."""

    @operation("read_identity", _("Buka identitas pelapor (dicatat)"), Contact, request=NothingBody)
    def post(self, request: Request, number: str) -> Response:
        shape_of(NothingBody).read(request.data)
        known = queries.desk_report(request.actor, number).number
        return Response({**dict.fromkeys(Contact().fields, ""), **actions.read_identity(known, request.actor)})
