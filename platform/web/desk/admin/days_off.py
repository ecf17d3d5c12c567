"""`/petugas/hari-libur/`: the city's days off beside the national ones; `/petugas/batas-waktu/`: legal deadlines."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework import office
from core.common.errors import Conflict, NotFound
from core.deadlines.models import LocalDayOff
from tenants.law.models import CalendarYear, Holiday
from web.desk.admin import pages
from web.desk.admin.access import admin_required
from web.desk.shell import page
from web.html.deadline_tables import rule_tables
from web.html.formats import local_date
from web.html.forms import PlainForm, line, tried
from web.site.requests import StaffRequest

YEAR = "tahun"
YEARS_SHOWN = (2016, 2100)


class DayOffForm(PlainForm):
    day = line(gettext_lazy("Tanggal"), type="date")
    name = line(gettext_lazy("Nama hari libur"), hint=gettext_lazy("Misalnya Hari jadi kota."))
    basis = line(
        gettext_lazy("Dasar hukum dengan nomornya"),
        hint=gettext_lazy("Misalnya Keputusan Wali Kota Nomor 100.3/12 Tahun 2026."),
    )


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: StaffRequest) -> HttpResponse:
    """A year's days off. What is sent is shown first with how many due dates move, and saved by the second button."""
    form = DayOffForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _days_page(request, form)
    checked = tried(form, lambda: office.check_local_day_off(**form.values()))
    if checked is None:
        return _days_page(request, form)
    if "save" not in request.POST:
        return _days_page(request, form, preview=_moves(office.would_move(checked["day"])))
    row = tried(form, lambda: office.add_local_day_off(request.actor, **form.values()))
    if row is None:
        return _days_page(request, form)
    sentence = _("Libur %(day)s disimpan. Batas waktu laporan yang terkena sedang dihitung lagi.")
    messages.success(request, sentence % {"day": local_date(row.date)})
    return redirect(f"{reverse('desk_days_off')}?{YEAR}={row.date.year}")


@admin_required
@require_POST
def withdraw(request: StaffRequest, day: str) -> HttpResponse:
    try:
        row = office.withdraw_local_day_off(_day(day), request.actor)
    except Conflict as refused:
        messages.error(request, refused.message)
        return redirect("desk_days_off")
    sentence = _("Libur %(day)s dicabut. Batas waktu laporan yang terkena sedang dihitung lagi.")
    messages.success(request, sentence % {"day": local_date(row.date)})
    return redirect(f"{reverse('desk_days_off')}?{YEAR}={row.date.year}")


@admin_required
@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    """The deadlines in force, with their basis and whether that was checked."""
    return page(request, "admin_rules", {"tables": rule_tables(timezone.localdate())})


def _days_page(request: StaffRequest, form: DayOffForm, preview: str = "") -> HttpResponse:
    year = _year(request)
    rows = list(LocalDayOff.objects.filter(date__year=year))
    context: pages.DaysOffPage = {
        "form": form,
        "preview": preview,
        "year": year,
        "years": [year - 1, year, year + 1],
        "national": list(Holiday.objects.filter(date__year=year, is_day_off=True)),
        "year_row": CalendarYear.objects.filter(year=year).first(),
        "local": [_counting(row) for row in rows if row.is_day_off],
        "withdrawn": [row for row in rows if not row.is_day_off],
    }
    return page(request, "admin_days_off", context, form.status)


def _counting(row: LocalDayOff) -> pages.CountingDay:
    """A day off with how many due dates go back without it. One query; a city has a handful of them a year."""
    return {"row": row, "moves": _moves(office.would_move(row.date))}


def _moves(reports: int) -> str:
    """How many due dates move, in a sentence."""
    if not reports:
        return _("Tidak ada batas waktu laporan yang bergeser.")
    sentence = ngettext(
        "Batas waktu %(n)d laporan yang berjalan bergeser.",
        "Batas waktu %(n)d laporan yang berjalan bergeser.",
        reports,
    )
    return sentence % {"n": reports}


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise NotFound() from error


def _year(request: StaffRequest) -> int:
    """The year asked for, else that of the day that was typed, else this one."""
    typed = request.GET.get(YEAR) or request.POST.get("day", "")[:4]
    least, most = YEARS_SHOWN
    is_year = typed.isascii() and typed.isdecimal() and len(typed) == 4 and least <= int(typed) <= most
    return int(typed) if is_year else timezone.localdate().year
