"""What each action asks for, and how a refused one is shown again with everything that was typed and uploaded.

The forms draw fields and carry errors; what may be typed is checked by the action itself (`core.casework.actions`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.casework import actions, queries, redaction
from core.casework.actions.engine import TEXT_LENGTH
from core.catalogue.models import RejectionReason, Unit
from core.common.errors import Invalid, NotFound, Sentence
from core.common.text import check_text, clean_text
from core.reports.drafts import MAX_PHOTOS
from core.reports.kinds import Kind, Visibility
from core.reports.models import Report
from web import uploads
from web.desk import choices


class Given(forms.Field):
    """A value handed on as it came; `required` only says so on screen."""

    def clean(self, value: Any) -> Any:
        return value


class PhotosInput(forms.FileInput):
    """Several photos at once, with the hooks of assets/scripts/photos.js."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        hooks = {"data-photos": "", "data-max": MAX_PHOTOS, "data-remove": _("Hapus")}
        super().__init__({"accept": "image/*", "multiple": True, **hooks})


def _words(label: Promise, *, rows: int = 4, required: bool = True, hint: Promise | str = "") -> Given:
    return Given(label=label, required=required, help_text=hint, widget=forms.Textarea({"rows": rows}))


class ActionForm(forms.Form):
    """An action without input: one button."""

    use_required_attribute = False
    # Fields that the action names otherwise.
    field_of: Mapping[str, str] = {}
    # The text that is repeated as its reader will see it.
    previewed = ""

    def __init__(self, action: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{action}_%s")
        self.received = uploads.Photos()

    def offer(self, report: Report) -> None:
        """Put in the choices there are for this report; only for showing the form."""

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        """The action's arguments, unchecked. Invalid when an uploaded photo cannot be used."""
        return {name: self.data.get(name, "") for name in self.fields}

    def refuse(self, invalid: Invalid) -> None:
        """Show the action's errors at the fields they belong to."""
        self.full_clean()
        for name, sentences in invalid.errors.items():
            shown_at = self.field_of.get(name, name)
            for sentence in sentences:
                self.add_error(shown_at if shown_at in self.fields else None, sentence)

    @property
    def typed(self) -> list[str]:
        """What somebody wrote, for handing it back when the action cannot be taken any more."""
        written = (self.data.get(name, "") for name, field in self.fields.items() if _is_text(field))
        return [text for text in written if text.strip()]


def _is_text(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)


class AskForm(ActionForm):
    previewed = "text"
    text = _words(_("Pertanyaan untuk pelapor"), hint=_("Satu atau dua hal yang Anda perlukan, dengan kata biasa."))


class DispatchForm(ActionForm):
    unit = Given(label=_("OPD yang menangani"), widget=forms.Select)
    note = _words(_("Catatan untuk OPD"), rows=3, required=False, hint=_("Hanya dibaca petugas."))

    def offer(self, report: Report) -> None:
        """All units, with the category's lead unit chosen."""
        lead = report.category.lead_unit_id
        units = queries.units()
        self.fields["unit"].widget.choices = [("", _("Pilih OPD"))] + [
            (unit.code, _unit_label(unit)) for unit in units
        ]
        self.initial["unit"] = next((unit.code for unit in units if unit.pk == lead), "")


def _unit_label(unit: Unit) -> str:
    return unit.name if unit.short_name == unit.name else f"{unit.short_name}: {unit.name}"


class RejectForm(ActionForm):
    previewed = "note"
    reason = Given(
        label=_("Alasan"), help_text=_("Kalimat di bawah pilihan dibaca pelapor."), widget=forms.RadioSelect
    )
    note = _words(_("Catatan untuk pelapor"), rows=3, required=False, hint=_("Tampil di bawah kalimat alasan."))

    def offer(self, report: Report) -> None:
        reasons: list[RejectionReason] = queries.rejection_reasons()
        self.fields["reason"].widget.choices = [(reason.code, reason.name) for reason in reasons]
        self.fields["reason"].choice_hints = {reason.code: reason.sentence for reason in reasons}


class SendBackForm(ActionForm):
    note = _words(_("Alasan"), rows=3, hint=_("Dibaca koordinator, yang lalu meneruskannya ke OPD lain."))


class AnswerForm(ActionForm):
    """The answer with photos. Photos that were taken in stay in the form when something else is wrong."""

    text = _words(_("Jawaban untuk pelapor"), rows=6, hint=_("Apa yang sudah dikerjakan, kapan, dan apa berikutnya."))
    photos = Given(label=_("Foto sesudah"), required=False, widget=PhotosInput)
    field_of = {"attachments": "photos"}
    previewed = "text"

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        self.received = uploads.receive(request)
        if self.received.errors:
            raise Invalid({"photos": self.received.errors, **self._errors_of_text()})
        return {"text": self.data.get("text", ""), "attachments": self.received.ids}

    def _errors_of_text(self) -> dict[str, list[Sentence]]:
        """So that a photo that cannot be read does not hide that the text is missing."""
        try:
            check_text(self.data.get("text", ""), field="text", **TEXT_LENGTH)
        except Invalid as invalid:
            return invalid.errors
        return {}


class WorkPhotosForm(ActionForm):
    """Photos from the spot; on a phone the camera is among the choices."""

    photos = Given(label=_("Foto"), widget=PhotosInput)
    field_of = {"attachments": "photos"}

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        self.received = uploads.receive(request)
        if self.received.errors:
            raise Invalid({"photos": self.received.errors})
        return {"attachments": self.received.ids}


class MessageForm(ActionForm):
    """A word to the reporter, who stays unknown."""

    previewed = "text"
    text = _words(
        _("Pesan untuk pelapor"), hint=_("Dibaca pelapor di halaman Lacak laporan; publik tidak membacanya.")
    )


class RedactForm(ActionForm):
    """What the public reads. It starts with what is published now, else with the reporter's words as proposed."""

    previewed = "text"
    text = _words(
        _("Teks untuk publik"),
        rows=8,
        required=False,
        hint=_("Kosongkan untuk menampilkan lagi kata-kata pelapor. Teks asli tetap tersimpan."),
    )

    def offer(self, report: Report) -> None:
        self.proposal = redaction.propose(report.description)
        self.initial["text"] = report.public_text or self.proposal.text

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        """The reporter's own words need no second copy."""
        text = self.data.get("text", "")
        return {"text": "" if clean_text(text) == report.description else text}


class CorrectForm(ActionForm):
    """Kind, category, area and visibility as they stand; only what differs is corrected."""

    kind = Given(label=_("Jenis"), widget=forms.Select(choices=Kind.choices))
    category = Given(label=_("Kategori"), widget=forms.Select)
    area = Given(label=_("Kelurahan/desa"), widget=forms.Select, required=False)
    visibility = Given(label=_("Siapa yang boleh melihat"), widget=forms.Select(choices=Visibility.choices))
    field_of = {"location": "area"}

    def offer(self, report: Report) -> None:
        self.initial |= _as_it_stands(report)
        categories = {category.code: category.name for category in queries.categories()}
        categories.setdefault(report.category.code, report.category.name)
        self.fields["category"].widget.choices = list(categories.items())
        self.fields["area"].widget.choices = choices.areas(_("Tidak disebut"))

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        now = _as_it_stands(report)
        given = {name: self.data.get(name, "") for name in now}
        return {name: value for name, value in given.items() if value != now[name]}


def _as_it_stands(report: Report) -> dict[str, str]:
    return {
        "kind": report.kind,
        "category": report.category.code,
        "area": report.area_code,
        "visibility": report.visibility,
    }


class HidePhotoForm(ActionForm):
    """One photo, named by its button."""

    photo = Given()
    hidden = Given()

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        try:
            photo = UUID(self.data.get("photo", ""))
        except ValueError as error:
            raise NotFound() from error
        return {"photo": photo, "hidden": self.data.get("hidden") == "1"}


@dataclass(frozen=True)
class Action:
    """How an action looks on the desk. `run(number, actor, **arguments)` is the function that takes it.

    `is_open`: its form stands open, because it is the usual next step. `key`: the key that leads to it.
    """

    run: Callable[..., Report]
    title: Promise
    explanation: Promise
    done: Promise
    form: type[ActionForm] = ActionForm
    style: str = "btn-primary"
    is_open: bool = False
    key: str = ""

    @property
    def is_one_button(self) -> bool:
        return self.form is ActionForm


ACTIONS: dict[str, Action] = {
    "verify": Action(
        actions.verify,
        _("Verifikasi"),
        _("Isinya jelas dan urusan pemerintah daerah ini. Laporan publik dapat dibaca umum setelah ini."),
        _("Laporan diverifikasi. Berikutnya: teruskan ke OPD."),
    ),
    "dispatch": Action(
        actions.dispatch,
        _("Teruskan ke OPD"),
        _("OPD menerima laporan ini di antreannya dan harus menindaklanjutinya."),
        _("Laporan diteruskan."),
        DispatchForm,
        is_open=True,
    ),
    "start": Action(
        actions.start,
        _("Mulai kerjakan"),
        _("Pelapor melihat bahwa laporannya sedang dikerjakan."),
        _("Tercatat: laporan sedang dikerjakan."),
    ),
    "answer": Action(
        actions.answer,
        _("Jawab pelapor"),
        _("Pelapor membaca jawaban ini persis seperti yang Anda tulis; pada laporan publik juga semua orang."),
        _("Jawaban terkirim. Koordinator memeriksanya, lalu menutup laporan."),
        AnswerForm,
        is_open=True,
    ),
    "close": Action(
        actions.close,
        _("Tutup sebagai selesai"),
        _("Tutup setelah Anda memeriksa jawaban dan fotonya, dan masalahnya memang selesai."),
        _("Laporan ditutup sebagai selesai."),
    ),
    "ask": Action(
        actions.ask,
        _("Minta keterangan pelapor"),
        _("Pelapor membacanya di halaman Lacak laporan dan menjawab dengan kodenya."),
        _("Pertanyaan tercatat. Laporan kembali ke antrean ini setelah pelapor menjawab."),
        AskForm,
        "",
    ),
    "send_back": Action(
        actions.send_back,
        _("Kembalikan: bukan wewenang kami"),
        _("Laporan kembali ke koordinator. Batas waktunya tetap berjalan."),
        _("Laporan dikembalikan ke koordinator."),
        SendBackForm,
        "",
    ),
    "reject": Action(
        actions.reject,
        _("Tidak dapat ditindaklanjuti"),
        _("Laporan berakhir di sini. Pelapor membaca alasan dan catatan Anda."),
        _("Laporan diakhiri dengan alasannya."),
        RejectForm,
        "btn-danger",
        key="r",
    ),
}

# What leaves a report in its state, besides the undoing of one's own last step.
OPERATIONS: dict[str, Action] = {
    "work_photos": Action(
        actions.work_photos,
        _("Foto dari lapangan"),
        _("Pelapor dan petugas melihatnya di riwayat. Publik melihat foto yang menyertai jawaban."),
        _("Foto tersimpan di riwayat laporan."),
        WorkPhotosForm,
        "",
        key="f",
    ),
    "message": Action(
        actions.message,
        _("Kirim pesan ke pelapor"),
        _("Anda tidak perlu tahu siapa pelapornya; pesan sampai lewat nomor dan kodenya."),
        _("Pesan tercatat; pelapor membacanya di halaman Lacak laporan."),
        MessageForm,
        "",
        key="m",
    ),
    "redact": Action(
        actions.redact,
        _("Sunting teks untuk publik"),
        _("Ganti data pribadi, tuduhan, dan kata kasar. Publik membaca teks ini, petugas tetap membaca yang asli."),
        _("Teks untuk publik disimpan."),
        RedactForm,
        "",
    ),
    "correct": Action(
        actions.correct,
        _("Perbaiki data laporan"),
        _("Perbaikan tercatat di riwayat, dan angka-angka ikut berubah."),
        _("Data laporan diperbaiki."),
        CorrectForm,
        "",
        key="c",
    ),
}
HIDE_PHOTO = Action(
    actions.hide_photo,
    _("Foto untuk publik"),
    _("Sembunyikan foto yang memperlihatkan wajah, pelat nomor, atau isi rumah orang."),
    _("Tercatat. Pelapor dan petugas tetap melihat fotonya."),
    HidePhotoForm,
)
UNDO = Action(
    actions.undo,
    _("Batalkan langkah ini"),
    _("Langkah terakhir Anda ditarik kembali; pelapor dan publik tidak melihatnya lagi. Riwayat petugas mencatatnya."),
    _("Langkah terakhir Anda dibatalkan."),
    ActionForm,
    "",
)
ALL: dict[str, Action] = {**ACTIONS, **OPERATIONS, "hide_photo": HIDE_PHOTO, "undo": UNDO}
