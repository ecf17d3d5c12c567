"""`/platform/kalender/`: the national days off of a year; added, moved and withdrawn with the decree's number."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.casework.office import national_law
from core.common.errors import Forbidden
from oversight.law_effects import effect_of
from tenants.law.models import CalendarYear, Holiday
from web.html.formats import local_date, number_id
from web.html.forms import Given, PlainForm, line, tried
from web.province.law.shell import law_reader_required, may_edit, page
from web.site.requests import StaffRequest

YEAR = "tahun"
_BASIS_HINT = gettext_lazy("Misalnya SKB 3 Menteri Nomor 1497 Tahun 2026.")


class DayOffForm(PlainForm):
    day = line(gettext_lazy("Tanggal"), type="date")
    name = line(gettext_lazy("Nama hari libur"))
    kind = Given(label=gettext_lazy("Jenis"), widget=forms.Select(choices=Holiday.Kind.choices))
    basis = line(gettext_lazy("Keputusan dengan nomornya"), hint=_BASIS_HINT)
    confirmed = Given(
        label=gettext_lazy("Tanggalnya sudah ditetapkan, bukan perkiraan"),
        required=False,
        widget=forms.CheckboxInput,
    )


class MoveForm(PlainForm):
    to = line(gettext_lazy("Dipindah ke tanggal"), type="date")
    basis = line(gettext_lazy("Keputusan dengan nomornya"), hint=_BASIS_HINT)


class WithdrawForm(PlainForm):
    basis = line(gettext_lazy("Keputusan dengan nomornya"), hint=_BASIS_HINT)


@law_reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: StaffRequest) -> HttpResponse:
    """A year of the calendar. A new day off is shown first with what it touches, and saved by the second button."""
    form = DayOffForm(request.POST if request.method == "POST" else None, initial={"confirmed": True})
    if not form.is_bound:
        return _year_page(request, form)
    if not may_edit(request):
        raise Forbidden()
    typed = form.values("day", "name", "kind", "basis")
    checked = tried(form, lambda: national_law.check_day_off(**typed))
    if checked is None:
        return _year_page(request, form)
    if "save" not in request.POST:
        return _year_page(request, form, preview=_effect(checked["day"]))
    confirmed = bool(request.POST.get("confirmed"))
    row = tried(form, lambda: national_law.add_day_off(request.actor, **typed, confirmed=confirmed))
    if row is None:
        return _year_page(request, form)
    return _saved(request, _("Libur %(day)s disimpan.") % {"day": local_date(row.date)}, row.date.year)


@law_reader_required
@require_http_methods(["GET", "HEAD"])
def day_off(request: StaffRequest, day: str) -> HttpResponse:
    """One date: to be moved or withdrawn."""
    return _day_page(request, national_law.day_off(day))


@law_reader_required
@require_POST
def move(request: StaffRequest, day: str) -> HttpResponse:
    form = MoveForm(request.POST, auto_id="id_move_%s")
    row = tried(form, lambda: national_law.move_day_off(day, request.actor, **form.values()))
    if row is None:
        return _day_page(request, national_law.day_off(day), moving=form)
    return _saved(request, _("Libur dipindah ke %(day)s.") % {"day": local_date(row.date)}, row.date.year)


@law_reader_required
@require_POST
def withdraw(request: StaffRequest, day: str) -> HttpResponse:
    form = WithdrawForm(request.POST, auto_id="id_withdraw_%s")
    row = tried(form, lambda: national_law.withdraw_day_off(day, request.actor, **form.values()))
    if row is None:
        return _day_page(request, national_law.day_off(day), withdrawing=form)
    return _saved(request, _("Libur %(day)s dicabut.") % {"day": local_date(row.date)}, row.date.year)


@law_reader_required
@require_POST
def decree(request: StaffRequest, year: int) -> HttpResponse:
    """Whether a year's cuti bersama is settled."""
    form, is_decreed = WithdrawForm(request.POST, auto_id="id_decree_%s"), request.POST.get("decreed") == "1"
    row = tried(
        form, lambda: national_law.decree_year(year, request.actor, is_decreed=is_decreed, **form.values("basis"))
    )
    if row is None:
        return _year_page(request, DayOffForm(initial={"confirmed": True}), decreeing=form, year=year)
    sentence = _("Cuti bersama %(year)s ditetapkan.") if is_decreed else _("Cuti bersama %(year)s belum ditetapkan.")
    return _saved(request, sentence % {"year": year}, year)


def _saved(request: StaffRequest, sentence: str, year: int) -> HttpResponse:
    messages.success(request, f"{sentence} {_('Daerah menghitung lagi batas waktunya dalam 10 menit.')}")
    return redirect(f"{reverse('law_calendar')}?{YEAR}={year}")


def _year_page(
    request: StaffRequest,
    form: DayOffForm,
    *,
    preview: str = "",
    decreeing: WithdrawForm | None = None,
    year: int | None = None,
) -> HttpResponse:
    year = year or _year(request)
    rows = list(Holiday.objects.filter(date__year=year))
    faulty = decreeing or form
    context = {
        "form": form,
        "faulty": faulty,
        "preview": preview,
        "decreeing": decreeing or WithdrawForm(auto_id="id_decree_%s"),
        "year": year,
        "years": [year - 1, year, year + 1],
        "rows": [row for row in rows if row.is_day_off],
        "withdrawn": [row for row in rows if not row.is_day_off],
        "year_row": CalendarYear.objects.filter(year=year).first(),
    }
    return page(request, "calendar", context, faulty.status)


def _day_page(
    request: StaffRequest,
    row: Holiday,
    *,
    moving: MoveForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    faulty = moving or withdrawing or PlainForm()
    context = {
        "row": row,
        "faulty": faulty,
        "moving": moving or MoveForm(auto_id="id_move_%s"),
        "withdrawing": withdrawing or WithdrawForm(auto_id="id_withdraw_%s"),
        "effect": _effect(row.date),
    }
    return page(request, "day_off", context, faulty.status)


def _effect(day: date) -> str:
    """What is computed again, in a sentence."""
    effect = effect_of(day)
    sentence = _(
        "%(reports)s laporan yang berjalan di %(cities)s daerah dihitung lagi; %(over)s di antaranya mempunyai batas "
        "SP4N yang melewati hari itu."
    )
    return sentence % {name: number_id(count) for name, count in vars(effect).items()}


def _year(request: StaffRequest) -> int:
    typed = request.GET.get(YEAR) or request.POST.get("day", "")[:4]
    is_year = typed.isascii() and typed.isdecimal() and len(typed) == 4 and 2000 <= int(typed) <= 2200
    return int(typed) if is_year else timezone.localdate().year
