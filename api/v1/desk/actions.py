"""What the people of the office do with a report: one endpoint for every action of the transition table.

Who may do what, and when, is decided by `core.reports.workflow`; here a body becomes the arguments of one function.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import StaffRequest
from api.schema import endpoint, operation
from api.shapes import Body, DueMoment, Shape
from api.v1.desk.bodies import (
    AnonymiseBody,
    AnswerBody,
    ClassificationBody,
    DispatchBody,
    ExtendBody,
    MergeBody,
    NoteBody,
    NothingBody,
    OnePhotoBody,
    PartBody,
    RedactBody,
    ReferBody,
    RejectBody,
    TextBody,
    TransferBody,
    UnitBody,
    VerifyBody,
    WorkPhotosBody,
)
from api.views import DeskView, answer_once
from core.accounts.actors import Actor
from core.casework import actions, queries
from core.common.errors import Invalid
from core.reports.kinds import State, Status
from core.reports.models import Report
from core.reports.workflow import LINES, TRANSITIONS, available, guard
from tenants.lazy_text import Promise


class Moved(Shape):
    """Where the report stands now, and what the caller may do next."""

    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    state = serializers.ChoiceField(State.choices)
    next_due = DueMoment(allow_null=True, source="next_due_at")
    actions = serializers.ListField(child=serializers.ChoiceField(list(TRANSITIONS)))

    def get_actions(self, report: Report) -> list[str]:
        return available(self.request.actor, report)


class Contact(Shape):
    """The reporter, as he or she told it; empty what was not told."""

    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    on_behalf_of = serializers.CharField(allow_blank=True, help_text=_("Yang diwakili, bila pelapor adalah kuasanya."))

    def to_representation(self, told: dict[str, str]) -> dict[str, str]:
        return {name: told.get(name, "") for name in self.fields.fields}


class Action(DeskView):
    """One action of the table; its subclasses, one a line, are made by `_endpoints`."""

    name: str
    body: type[Body]
    run: Callable[..., Report]

    def post(self, request: StaffRequest, number: str) -> Response:
        said = self.body.read(request.data)
        route = f"api:desk:{self.name}:{queries.number_in(number)}:{request.user.pk}"

        def work() -> tuple[int, dict[str, Any]]:
            return 200, self.show(Moved, type(self).run(number, request.actor, **said))

        try:
            return answer_once(request, route, work)
        except Invalid:
            self._refuse_strangers(request, number)
            raise

    def _refuse_strangers(self, request: StaffRequest, number: str) -> None:
        """What is wrong with a body is told to nobody who may not take the action at all."""
        report = queries.desk_report(request.actor, number)
        if self.name in LINES:
            guard(request.actor, self.name, report)


def _endpoints(*lines: tuple[str, Callable[..., Report], type[Body], Promise]) -> dict[str, type[Action]]:
    return {
        name: endpoint(Action, f"{name}_report", summary, Moved, name=name, run=run, body=body)
        for name, run, body, summary in lines
    }


# The staff's lines of the transition table; the reporter's own are under /track/.
ACTIONS: dict[str, type[Action]] = _endpoints(
    ("ask", actions.ask, TextBody, _("Minta keterangan kepada pelapor")),
    (
        "record_reply",
        actions.record_reply,
        TextBody,
        _("Catat jawaban pelapor lewat telepon atau loket"),
    ),
    ("withdraw_question", actions.withdraw_question, TextBody, _("Tarik pertanyaan kepada pelapor")),
    ("go_on_without", actions.go_on_without, TextBody, _("Lanjutkan tanpa jawaban pelapor")),
    ("verify", actions.verify, VerifyBody, _("Verifikasi laporan")),
    ("reject", actions.reject, RejectBody, _("Nyatakan tidak dapat ditindaklanjuti")),
    ("refer", actions.refer, ReferBody, _("Teruskan ke instansi di luar pemerintah daerah")),
    ("transfer", actions.transfer, TransferBody, _("Alihkan ke kabupaten/kota lain di provinsi ini")),
    ("hand_back", actions.hand_back, TextBody, _("Kembalikan ke daerah yang mengalihkannya")),
    ("recall", actions.recall, NothingBody, _("Tarik kembali pengalihan yang belum diterima")),
    ("merge", actions.merge, MergeBody, _("Gabungkan ke laporan lain")),
    ("resolve_outside", actions.resolve_outside, TextBody, _("Tutup: sudah selesai di luar sistem ini")),
    ("dispatch", actions.dispatch, DispatchBody, _("Teruskan ke OPD (disposisi)")),
    ("redispatch", actions.redispatch, UnitBody, _("Alihkan ke OPD lain")),
    ("send_back", actions.send_back, NoteBody, _("Kembalikan: bukan wewenang kami")),
    ("start", actions.start, NothingBody, _("Mulai mengerjakan")),
    ("answer", actions.answer, AnswerBody, _("Jawab (tindak lanjut)")),
    ("rework", actions.rework, NoteBody, _("Minta dikerjakan lagi")),
    ("close", actions.close, NothingBody, _("Tutup laporan")),
)


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
OPERATIONS: dict[str, type[Action]] = _endpoints(
    ("correct", actions.correct, ClassificationBody, _("Perbaiki jenis, kategori, wilayah, atau keterbukaan")),
    ("redact", actions.redact, RedactBody, _("Sunting teks untuk publik")),
    ("hide_photo", _hide, OnePhotoBody, _("Sembunyikan satu foto dari publik")),
    ("show_photo", _show, OnePhotoBody, _("Tampilkan lagi satu foto untuk publik")),
    ("accept", actions.accept, NothingBody, _("Terima laporan yang dialihkan daerah lain")),
    ("message", actions.message, TextBody, _("Kirim pesan ke pelapor")),
    ("note", actions.note, TextBody, _("Tulis catatan petugas")),
    ("extend", actions.extend, ExtendBody, _("Perpanjang batas waktu")),
    ("add_part", actions.add_part, PartBody, _("Beri OPD lain sebagian tugas")),
    ("finish_part", actions.finish_part, NoteBody, _("Nyatakan bagian sendiri selesai")),
    ("return_part", actions.return_part, NoteBody, _("Kembalikan bagian: bukan wewenang kami")),
    ("withdraw_part", actions.withdraw_part, PartBody, _("Tarik bagian dari OPD lain")),
    ("work_photos", actions.work_photos, WorkPhotosBody, _("Tambah foto dari lapangan")),
    ("follow_up", actions.follow_up, AnswerBody, _("Tambah jawaban")),
    ("check", actions.check, NothingBody, _("Nyatakan jawaban dan foto sudah diperiksa")),
    ("anonymise", actions.anonymise, AnonymiseBody, _("Hapus isi dan identitas untuk seterusnya")),
    ("undo", actions.undo, NothingBody, _("Batalkan jawaban atau penutupan sendiri yang baru saja dibuat")),
)


class ReadIdentity(DeskView):
    """The reporter's name and contact. Every reading is written into the report's history, so it is never replayed."""

    @operation("read_identity", _("Buka identitas pelapor (dicatat)"), Contact, request=NothingBody)
    def post(self, request: StaffRequest, number: str) -> Response:
        NothingBody.read(request.data)
        known = queries.desk_report(request.actor, number).number
        return Response(self.show(Contact, actions.read_identity(known, request.actor)))
