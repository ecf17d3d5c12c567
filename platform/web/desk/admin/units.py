"""`/petugas/opd/`: the units that answer; new ones, new names, and those that were dissolved or merged."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework import office, queries
from core.casework.office import UNIT_TYPES
from core.catalogue.models import Unit
from web.desk.admin import pages
from web.desk.admin.access import admin_required
from web.desk.shell import page
from web.html.forms import Given, PlainForm, line, tried
from web.site.requests import StaffRequest


class UnitForm(PlainForm):
    name = line(gettext_lazy("Nama resmi"), hint=gettext_lazy("Misalnya Dinas Perhubungan."))
    short_name = line(
        gettext_lazy("Nama pendek"), hint=gettext_lazy("Tampil di daftar dan di riwayat. Misalnya Dishub.")
    )
    type = Given(label=gettext_lazy("Jenis"), widget=forms.Select(choices=list(UNIT_TYPES.items())))


class CloseForm(PlainForm):
    successor = Given(
        label=gettext_lazy("OPD penerus"),
        required=False,
        help_text=gettext_lazy(
            "Menerima laporan, bagian, dan kategorinya. Tanpa penerus, laporan kembali ke koordinator."
        ),
        widget=forms.Select,
    )

    def offer(self, unit: Unit) -> None:
        """The other working units. One query."""
        others = [(other.code, other.short_name) for other in queries.units() if other.pk != unit.pk]
        self.fields["successor"].widget.choices = [("", _("Tanpa penerus: kembali ke koordinator")), *others]


@admin_required
@require_safe
def units(request: StaffRequest) -> HttpResponse:
    """All units with what they have; closed ones with how far their reports have moved."""
    rows = office.unit_rows()
    context: pages.UnitsPage = {
        "rows": [row for row in rows if row.unit.is_active],
        "closed": [row for row in rows if not row.unit.is_active],
    }
    return page(request, "admin_units", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    form = UnitForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        made = tried(form, lambda: office.open_unit(request.actor, **form.values()))
        if made:
            messages.success(
                request, _("%(unit)s ditambahkan. Beri peran di OPD ini kepada orangnya.") % {"unit": made}
            )
            return redirect("desk_unit", made.code)
    return page(request, "admin_unit_add", {"form": form}, form.status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: StaffRequest, code: str) -> HttpResponse:
    """One unit: its names, and how to close it or open it again."""
    found = office.unit_of(code)
    initial = {"name": found.name, "short_name": found.short_name, "type": found.type}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        changed = tried(form, lambda: office.change_unit(code, request.actor, **form.values()))
        if changed:
            messages.success(request, _("%(unit)s disimpan.") % {"unit": changed})
            return redirect("desk_unit", code)
    return _unit_page(request, found, form=form)


@admin_required
@require_POST
def close(request: StaffRequest, code: str) -> HttpResponse:
    found, form = office.unit_of(code), CloseForm(request.POST)
    closed = tried(form, lambda: office.close_unit(code, request.actor, **form.values()))
    if closed is None:
        return _unit_page(request, found, closing=form)
    messages.success(request, _("%(unit)s ditutup. Laporannya sedang dipindahkan.") % {"unit": closed})
    return redirect("desk_units")


@admin_required
@require_POST
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    found, form = office.unit_of(code), PlainForm(request.POST)
    opened = tried(form, lambda: office.reopen_unit(code, request.actor))
    if opened is None:
        return _unit_page(request, found, refused=form)
    messages.success(request, _("%(unit)s dibuka lagi.") % {"unit": opened})
    return redirect("desk_unit", code)


def _unit_page(
    request: StaffRequest,
    found: Unit,
    *,
    form: UnitForm | None = None,
    closing: CloseForm | None = None,
    refused: PlainForm | None = None,
) -> HttpResponse:
    initial = {"name": found.name, "short_name": found.short_name, "type": found.type}
    form, closing = form or UnitForm(initial=initial), closing or CloseForm()
    closing.offer(found)
    faulty = next((one for one in (form, closing, refused) if one and one.is_bound), form)
    row = office.unit_row(found)
    context: pages.UnitPage = {"unit": found, "row": row, "form": form, "closing": closing, "faulty": faulty}
    return page(request, "admin_unit", context, faulty.status)
