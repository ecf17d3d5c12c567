"""Forms of the Ombudsman's work. They draw fields and carry errors; the actions check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.casework.supervision.powers import APPOINTED
from tenants.lazy_text import Promise
from tenants.supervision.models import Case, Request
from web.html.forms import Given, PlainForm


def _line(label: Promise, **attrs: Any) -> Given:
    hint, required = attrs.pop("hint", ""), attrs.pop("required", True)
    return Given(label=label, help_text=hint, required=required, widget=forms.TextInput(attrs))


def _words(label: Promise, *, rows: int = 6, hint: Promise | str = "", required: bool = True) -> Given:
    return Given(label=label, help_text=hint, required=required, widget=forms.Textarea({"rows": rows}))


class FindForm(PlainForm):
    number = _line(_("Nomor laporan"), hint=_("Misalnya 3602-26-000123-L."), autocomplete="off")


class RequestForm(PlainForm):
    kind = Given(label=_("Jenis"), widget=forms.RadioSelect)
    number = _line(
        _("Nomor laporan"),
        required=False,
        autocomplete="off",
        hint=_("Kosongkan bila tentang pelayanan daerah itu seluruhnya, lalu pilih daerahnya."),
    )
    city = Given(label=_("Kabupaten/kota"), required=False, widget=forms.Select)
    subject = _line(_("Perihal"), maxlength=150)
    text = _words(_("Isi"), hint=_("Dibaca pimpinan dan koordinator daerah. Tanpa nama pelapor."), rows=8)
    due_on = Given(
        label=_("Dijawab paling lambat"),
        required=False,
        help_text=_("Kosongkan untuk memakai batas menurut aturan."),
        widget=forms.DateInput({"type": "date"}),
    )


class ReplyForm(PlainForm):
    text = _words(_("Tanggapan Anda"))


class CloseForm(PlainForm):
    verdict = Given(label=_("Hasil"), widget=forms.RadioSelect(choices=Request.Verdict.choices))
    words = _words(_("Catatan penutup"), rows=3, required=False)


class CaseForm(PlainForm):
    reference = _line(_("Nomor perkara"), hint=_("Menurut buku register, misalnya 0012/LM/2026/BTN."), maxlength=40)
    number = _line(_("Nomor laporan"), autocomplete="off")
    title = _line(_("Pokok perkara"), maxlength=150)
    ground = Given(label=_("Dasar membuka laporan"), widget=forms.RadioSelect(choices=Case.Ground.choices))
    ground_text = _words(
        _("Uraian dasar"), rows=4, hint=_("Surat persetujuan pelapor (tanggal, bentuk), atau pasal yang dipakai.")
    )


class AppointForm(PlainForm):
    name = _line(_("Nama lengkap"), maxlength=140)
    username = _line(_("Nama pengguna"), autocomplete="off", maxlength=60)
    role = Given(
        label=pgettext_lazy("satu", "Peran"),
        widget=forms.RadioSelect(choices=[(role.value, role.label) for role in APPOINTED]),
    )
