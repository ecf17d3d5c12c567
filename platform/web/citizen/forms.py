"""The forms of the citizen's pages. They hold what was typed as it was typed; the core says what is wrong with it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.casework import queries
from core.common import idempotency, numbers
from core.common.errors import checked
from core.common.translate_data import in_language
from core.reports.drafts import DESCRIPTION_LENGTH, Draft
from core.reports.kinds import IdentityLevel, Kind, Visibility
from core.reports.models import Attachment
from tenants.areas import lookup
from tenants.context import current
from tenants.lazy_text import Promise
from web.files import uploads
from web.files.repeated_posts import new_key
from web.html.forms import Given, PlainForm, hint_choices, line

KIND_HINTS = {
    Kind.COMPLAINT: _("Sesuatu rusak, mengganggu, atau pelayanan tidak berjalan baik."),
    Kind.ASPIRATION: _("Usul atau harapan Anda untuk daerah ini."),
    Kind.INFORMATION: _("Pertanyaan tentang layanan, syarat, atau program."),
    Kind.MISCONDUCT: _("Pungutan liar, penyalahgunaan wewenang, atau pelanggaran petugas. Selalu dirahasiakan."),
}
IDENTITY_HINTS = {
    IdentityLevel.NAMED: _("Petugas yang menangani dapat membaca nama dan kontak Anda. Masyarakat tidak pernah."),
    IdentityLevel.MASKED: _("Hanya koordinator yang dapat membuka kontak Anda, dan setiap pembukaan tercatat."),
    IdentityLevel.ANONYMOUS: _(
        "Tidak ada nama atau kontak yang disimpan. Jawaban hanya lewat kode tanda terima; tanpa tanda terima "
        "beridentitas, dan tidak dapat diteruskan ke Ombudsman."
    ),
}
VISIBILITY_HINTS = {
    Visibility.PUBLIC: _(
        "Nomor, kategori, kelurahan, dan status langsung terbuka; isi, letak, dan foto setelah diverifikasi petugas."
    ),
    Visibility.SECRET: _("Hanya petugas dan Anda yang melihatnya. Tidak tampil di daftar, peta, atau pencarian."),
}


class Photos(forms.FileInput):
    """Several photos; on a phone the camera is among the choices."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": "image/*"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Nothing: `web.files.uploads` takes the files in."""


def _field(label: Promise, widget: Any, hint: Promise | str = "") -> Given:
    """A field that may stay empty as far as the form knows: the core says what it must have."""
    return Given(required=False, label=label, help_text=hint, widget=widget)


def _chosen(label: Promise, choices: Any) -> Given:
    return _field(label, forms.RadioSelect(choices=choices))


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-count": DESCRIPTION_LENGTH[1]})


class CitizenForm(PlainForm):
    """A form with a key, so that it is answered once, and with refusals of the core shown at its fields."""

    data: QueryDict
    field_of = {"attachments": uploads.FIELD, "photo": uploads.FIELD, "location": "lat"}
    # What to do about a field that was left empty: unlike the core's sentence, this one may stand in a summary.
    missing: Mapping[str, Promise] = {}
    # How the ids of its fields are made: different for each form of a page.
    ids = "id_%s"

    key = Given(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": new_key(), **(initial or {})}, auto_id=self.ids)
        self.kept_photos: Sequence[Attachment] = ()

    @property
    def once_key(self) -> str:
        """The key this form was sent with; a new one for a program that sent none of ours."""
        key = self.typed("key") or ""
        return key if key.strip() and len(key) <= idempotency.LONGEST_KEY else new_key()

    def renew_key(self) -> None:
        """The next press of the button is another sending."""
        self.data = self.data.copy()
        self.data["key"] = new_key()

    def sentences(self, field: str, sentences: Iterable[str | Promise]) -> Iterable[str | Promise]:
        is_missing = field in self.missing and not str(self.typed(field) or "").strip()
        return [self.missing[field]] if is_missing else sentences


class ReportForm(CitizenForm):
    """A new report."""

    missing = {
        "kind": _("Pilih jenis laporan."),
        "category": _("Pilih kategori."),
        "description": _("Ceritakan apa yang terjadi."),
        "identity": _("Pilih siapa yang boleh mengetahui Anda."),
        "visibility": _("Pilih siapa yang boleh melihat laporan ini."),
    }
    kind = _chosen(_("Jenis laporan"), Kind.choices)
    category = _field(_("Kategori"), forms.Select)
    description = _field(
        _("Ceritakan apa yang terjadi"),
        _text(6),
        _("Apa, sejak kapan, dan apa akibatnya. Jangan tulis NIK, nomor HP, atau nama orang lain."),
    )
    lat = line(_("Lintang"), required=False, inputmode="decimal")
    lon = line(_("Bujur"), required=False, inputmode="decimal")
    area = _field(_("Kelurahan/desa"), forms.Select)
    address = line(
        _("Alamat atau patokan"),
        required=False,
        hint=_("Misalnya: Jl. Daan Mogot, depan halte, tiang nomor 12."),
    )
    photos = _field(_("Foto"), Photos())
    identity = _chosen(_("Siapa yang boleh mengetahui Anda?"), IdentityLevel.choices)
    name = line(_("Nama"), required=False, autocomplete="name", data_private="yes")
    phone = line(_("Nomor HP"), required=False, autocomplete="tel", inputmode="tel", type="tel", data_private="yes")
    email = line(_("E-mail"), required=False, autocomplete="email", inputmode="email", data_private="yes")
    on_behalf_of = line(
        _("Atas nama (kuasa)"),
        required=False,
        hint=_("Isi bila Anda mewakili orang lain: nama orang yang Anda wakili."),
        data_private="yes",
    )
    visibility = _chosen(_("Siapa yang boleh melihat laporan ini?"), Visibility.choices)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"kind": Kind.COMPLAINT, **(initial or {})})
        hint_choices(self, "kind", KIND_HINTS)
        hint_choices(self, "identity", IDENTITY_HINTS)
        hint_choices(self, "visibility", VISIBILITY_HINTS)
        categories = list(queries.categories())
        self.category_words = queries.category_words(categories)
        named = ((category.code, in_language(category.name)) for category in categories)
        self.fields["category"].widget.choices = [("", _("Pilih kategori")), *named]
        self.fields["area"].widget.choices = _area_choices()
        self.fields["area"].widget.attrs["data-filter"] = _("Cari kelurahan atau desa")

    @property
    def is_emergency(self) -> bool:
        """Whether the category chosen is one for which somebody should be called first."""
        return "emergency" in self.category_words.get(str(self["category"].value() or ""), {})

    def needs(self) -> dict[str, str]:
        """By step of the form, as JSON for its script: the fields that must be filled before going on.

        "a|b": one of the two. Each with its sentence and the choice under which it counts.
        """
        place = [str(_("Tandai tempatnya pada peta, atau pilih kelurahan/desa.")), f"kind={Kind.COMPLAINT}"]
        what = {name: [str(self.missing[name]), ""] for name in ("category", "description")}
        who = {name: [str(self.missing[name]), ""] for name in ("identity", "visibility")}
        return {"what": json.dumps(what | {"lat|area": place}), "who": json.dumps(who)}

    def draft(self, photos: uploads.Photos) -> Draft:
        """What the citizen sends, as it came."""
        typed = {name: self.typed(name) for name in self.fields if name not in ("key", uploads.FIELD)}
        return Draft(**typed, attachments=list(photos.ids))


def _area_choices() -> list[tuple[Any, Any]]:
    groups = [
        (kecamatan.name, [(area.code, area.name) for area in kecamatan.areas])
        for kecamatan in lookup.areas_of(current().code)
    ]
    return [("", _("Pilih kelurahan/desa")), *groups]


class TrackForm(CitizenForm):
    """Number and receipt code."""

    missing = {
        "number": _("Tulis nomor laporan Anda."),
        "code": _("Tulis kode tanda terima Anda."),
    }
    number = line(
        _("Nomor laporan"),
        required=False,
        hint=_("Tertulis di tanda terima, misalnya 3671-26-000123-L."),
        autocapitalize="characters",
        spellcheck="false",
    )
    code = line(
        _("Kode tanda terima"),
        required=False,
        hint=_("16 angka; boleh dengan atau tanpa tanda hubung."),
        inputmode="numeric",
    )

    def parsed(self) -> tuple[str, str]:
        """Number and code in their one spelling. Invalid names each that can be none."""
        parts = {"number": numbers.parse_number, "code": numbers.parse_code}
        found = checked({name: partial(parse, self.typed(name)) for name, parse in parts.items()})
        return found["number"], found["code"]


class StepForm(TrackForm):
    """What the reporter sends about a report; number and code are asked again only when the browser's key is gone."""

    step = ""
    text = _field(_("Pesan"), _text(5))

    def __init__(self, data: Any = None) -> None:
        self.ids = "id_%s" if self.step == ReplyForm.step else f"{self.step}_%s"
        super().__init__(data)


class ReplyForm(StepForm):
    """An answer to the office, or something to add."""

    step = "reply"
    missing = {**StepForm.missing, "text": _("Tulis jawaban Anda.")}
    text = _field(_("Jawaban Anda"), _text(5), _("Hanya petugas yang membaca jawaban dan foto ini."))
    photos = _field(_("Foto"), Photos())


class WithdrawForm(StepForm):
    """The report is taken back."""

    step = "withdraw"
    text = _field(_("Alasan"), _text(3), _("Hanya petugas yang membacanya."))


class ReopenForm(StepForm):
    """An ended report is to be looked at again."""

    step = "reopen"
    missing = {**StepForm.missing, "text": _("Tulis apa yang belum beres.")}
    text = _field(_("Apa yang belum beres?"), _text(5), _("Hanya petugas yang membaca tulisan dan foto ini."))
    photos = _field(_("Foto"), Photos())


SCORES = [("4", _("Sangat puas")), ("3", _("Puas")), ("2", _("Kurang puas")), ("1", _("Tidak puas"))]


class RateForm(StepForm):
    """How satisfied the reporter is with the end."""

    step = "rate"
    score = _chosen(_("Seberapa puas Anda dengan hasilnya?"), SCORES)
    text = _field(_("Catatan"), _text(3), _("Hanya petugas yang membacanya."))
