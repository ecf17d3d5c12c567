"""What each action of the desk is told."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.shapes import Body
from core.casework.actions.dispatching import MOST_PARTS
from core.casework.actions.erasing import CAUSES
from core.casework.actions.publishing import MOST_LINE, MOST_TEXT
from core.reports.kinds import Kind, Visibility
from tenants.lazy_text import Promise

_UNIT = _("Kode OPD.")
_AS_WRITTEN = _("true: terbitkan apa adanya, dengan data pribadi yang ada di dalamnya.")


def _text(help_text: Promise | None = None) -> serializers.CharField:
    return serializers.CharField(min_length=3, max_length=5000, help_text=help_text)


def _note() -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=5000)


class NothingBody(Body):
    """An empty object, or no body at all."""


class TextBody(Body):
    text = _text()


class NoteBody(Body):
    note = _text()


class UnitBody(Body):
    unit = serializers.CharField(help_text=_UNIT)
    note = _note()


class ClassificationBody(Body):
    """What is wrong, as it should be; the rest stays."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    category = serializers.CharField(required=False, help_text=_("Kode dari /api/v1/categories/."))
    area = serializers.CharField(required=False, help_text=_("Kode desa/kelurahan, misalnya 36.71.01.1002."))
    visibility = serializers.ChoiceField(Visibility.choices, required=False)


class VerifyBody(ClassificationBody):
    """What is put right about the report, and the unit it goes to in the same breath; both may be left out."""

    unit = serializers.CharField(required=False, allow_blank=True, help_text=_UNIT)
    note = _note()
    public_text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MOST_TEXT,
        help_text=_("Uraian yang dibaca publik. Tanpa isi: uraian tanpa data pribadi yang ditemukan."),
    )
    public_address = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MOST_LINE,
        help_text=_("Alamat yang dibaca publik; kosong: tidak ditampilkan. Tidak disebut: tanpa data pribadi."),
    )
    as_written = serializers.BooleanField(required=False, help_text=_AS_WRITTEN)


class RejectBody(Body):
    reason = serializers.CharField(help_text=_("Kode alasan dari daftar kota ini."))
    note = _note()


class ReferBody(Body):
    agency = serializers.CharField(min_length=3, max_length=150, help_text=_("Nama instansi yang berwenang."))
    text = _text(_("Penjelasan untuk pelapor."))


class TransferBody(Body):
    to = serializers.CharField(help_text=_("Kode kabupaten/kota lain di provinsi ini, misalnya 36.02."))
    note = _note()
    own_pin = serializers.BooleanField(
        required=False, help_text=_("Ya: dialihkan walaupun titik di peta terletak di daerah ini.")
    )


class MergeBody(Body):
    into = serializers.CharField(help_text=_("Nomor laporan yang dilanjutkan."))


class PartBody(Body):
    """A part of the work for another unit."""

    unit = serializers.CharField(help_text=_UNIT)
    note = _text(_("Tugas OPD itu."))


class DispatchBody(UnitBody):
    parts: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=PartBody(), required=False, max_length=MOST_PARTS
    )


class AnswerBody(Body):
    text = _text()
    public_text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MOST_TEXT,
        help_text=_("Yang dibaca publik. Tanpa isi: jawaban tanpa data pribadi yang ditemukan."),
    )
    as_written = serializers.BooleanField(required=False, help_text=_AS_WRITTEN)
    attachments = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text=_("Nomor foto dari /api/v1/attachments/.")
    )


class WorkPhotosBody(Body):
    attachments = serializers.ListField(
        child=serializers.UUIDField(), help_text=_("Nomor foto dari /api/v1/attachments/.")
    )


class ExtendBody(Body):
    days = serializers.IntegerField(min_value=1, max_value=365, help_text=_("Hari menurut satuan batas itu sendiri."))
    text = _text(_("Alasan, yang dibaca pelapor."))


class PublicAnswerBody(Body):
    seq = serializers.IntegerField(help_text=_("Nomor urut jawaban dalam riwayat."))
    text = serializers.CharField(
        allow_blank=True, max_length=MOST_TEXT, help_text=_("Kosong: publik membaca lagi jawaban yang asli.")
    )


class RedactBody(Body):
    """What the public reads of any part; what is left out stays as it is."""

    text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MOST_TEXT,
        help_text=_("Kosong: publik membaca lagi kata-kata pelapor."),
    )
    address = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_LINE, help_text=_("Kosong: tidak ada alamat yang tampil.")
    )
    rejection_note = serializers.CharField(required=False, allow_blank=True, max_length=MOST_TEXT)
    answers = PublicAnswerBody(many=True, required=False)


class OnePhotoBody(Body):
    photo = serializers.UUIDField(help_text=_("Nomor foto dari laporan ini."))


class AnonymiseBody(Body):
    """Erases for good; there is no way back."""

    cause = serializers.ChoiceField(CAUSES, help_text=_("request: diminta pelapor; retention: masa simpan habis."))
