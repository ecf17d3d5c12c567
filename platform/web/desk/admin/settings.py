"""`/petugas/pengaturan/`: how the city works where it may choose; reasons for refusal; categories."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.casework import office, queries
from core.casework.office.settings import LETTERHEAD
from core.catalogue.models import Category, RejectionReason
from core.catalogue.settings import city_settings
from web.desk.admin.access import admin_required
from web.desk.shell import page
from web.html.forms import Given, PlainForm, line, tried, words
from web.site.requests import StaffRequest


class SettingsForm(PlainForm):
    independent_check = Given(
        label=gettext_lazy("Jawaban diperiksa orang lain sebelum laporan selesai"),
        required=False,
        help_text=gettext_lazy(
            "Koordinator yang tidak menjawab memeriksa jawaban dan fotonya. Tanpa ini, laporan dapat ditutup oleh "
            "yang menjawab, dan tertutup sendiri bila pelapor tidak menanggapi."
        ),
        widget=forms.CheckboxInput,
    )
    reopen_days = line(
        gettext_lazy("Pelapor dapat membuka lagi laporan selama (hari kalender)"),
        hint=gettext_lazy("Dihitung dari hari laporan selesai; berlaku juga untuk laporan yang sudah selesai."),
        inputmode="numeric",
    )
    digest_at = line(
        gettext_lazy("Ringkasan pagi dikirim pukul"),
        hint=gettext_lazy("Waktu setempat, pada hari kerja. Misalnya 07:30."),
        type="time",
    )
    letterhead_name = line(
        gettext_lazy("Nama di kepala surat"),
        required=False,
        hint=gettext_lazy("Tampil di tanda terima dan semua surat. Kosong: nama kota atau kabupaten."),
    )
    letterhead_address = line(gettext_lazy("Alamat kantor"), required=False)
    letterhead_phone = line(gettext_lazy("Telepon kantor"), required=False)
    signatory_name = line(gettext_lazy("Nama penanda tangan"), required=False)
    signatory_title = line(gettext_lazy("Jabatan penanda tangan"), required=False)


class ReasonForm(PlainForm):
    name = line(gettext_lazy("Nama alasan"), hint=gettext_lazy("Pilihan yang dilihat petugas."))
    sentence = words(
        gettext_lazy("Kalimat untuk pelapor"),
        rows=4,
        hint=gettext_lazy("Katakan mengapa, dan apa yang dapat dilakukan pelapor."),
    )
    is_active = Given(label=gettext_lazy("Tersedia untuk dipilih"), required=False, widget=forms.CheckboxInput)

    def changes(self) -> dict[str, Any]:
        return {**self.values("name", "sentence"), "is_active": bool(self.data.get("is_active"))}


class NewReasonForm(ReasonForm):
    is_active = None  # type: ignore[assignment]  # how Django takes a field out of a subclass


class CategoryForm(PlainForm):
    lead_unit = Given(
        label=gettext_lazy("OPD yang biasanya menangani"),
        help_text=gettext_lazy("Diusulkan kepada koordinator waktu meneruskan; laporan yang sudah diteruskan tetap."),
        widget=forms.Select,
    )
    keywords = words(
        gettext_lazy("Kata-kata warga"),
        required=False,
        rows=4,
        hint=gettext_lazy("Pisahkan dengan koma. Bila kata ini diketik, formulir mengusulkan kategori ini."),
    )

    def offer(self) -> None:
        """The working units. One query."""
        self.fields["lead_unit"].widget.choices = [(unit.code, unit.short_name) for unit in queries.units()]


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    now = city_settings()
    names = ("independent_check", "reopen_days", *LETTERHEAD)
    initial = {**{name: getattr(now, name) for name in names}, "digest_at": f"{now.digest_at:%H:%M}"}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        values = {**form.values(), "independent_check": bool(form.data.get("independent_check"))}
        if tried(form, lambda: office.change_settings(request.actor, **values)):
            messages.success(request, _("Pengaturan disimpan."))
            return redirect("desk_settings")
    return page(request, "admin_settings", {"form": form}, form.status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: StaffRequest) -> HttpResponse:
    """All reasons, and a form for one more."""
    form = NewReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        made = tried(form, lambda: office.add_reason(request.actor, **form.values("name", "sentence")))
        if made:
            messages.success(request, _("Alasan “%(reason)s” ditambahkan.") % {"reason": made})
            return redirect("desk_reasons")
    return page(request, "admin_reasons", {"form": form, "reasons": list(RejectionReason.objects.all())}, form.status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: StaffRequest, code: str) -> HttpResponse:
    found = office.reason_of(code)
    initial = {"name": found.name, "sentence": found.sentence, "is_active": found.is_active}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        changed = tried(form, lambda: office.change_reason(code, request.actor, **form.changes()))
        if changed:
            messages.success(request, _("Alasan disimpan."))
            return redirect("desk_reasons")
    return page(request, "admin_reason", {"form": form, "reason": found}, form.status)


@admin_required
@require_safe
def categories(request: StaffRequest) -> HttpResponse:
    found = Category.objects.select_related("lead_unit").filter(is_active=True)
    return page(request, "admin_categories", {"categories": list(found)})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: StaffRequest, code: str) -> HttpResponse:
    found = office.category_of(code)
    initial = {"lead_unit": found.lead_unit.code, "keywords": ", ".join(found.keywords)}
    form = CategoryForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer()
    if form.is_bound:
        changed = tried(form, lambda: office.change_category(code, request.actor, **form.values()))
        if changed:
            messages.success(request, _("Kategori %(category)s disimpan.") % {"category": found})
            return redirect("desk_categories")
    return page(request, "admin_category", {"form": form, "category": found}, form.status)
