"""`/ombudsman/rincian/`, and one city's: by kind, category group, unit type, kecamatan; each adds up to the whole."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.common.translate_data import in_language
from core.reports.kinds import Kind
from oversight import queries
from oversight.figures import Breakdown, Figures, Standing
from oversight.periods import period
from oversight.queries import AGES
from tenants.areas import lookup
from tenants.lazy_text import Promise
from web.figures import exports, sentences
from web.figures.columns import OF_PERIOD, Column, Counted
from web.figures.labels import AGE_LABELS, NOTHING, unit_type_label
from web.figures.links import numbers_link, overseer_link, short_name
from web.figures.query_params import FigureQuery
from web.figures.ranking import part
from web.figures.tables import Line, NumbersOf, Shown, Table, line, row
from web.files.spreadsheets import Cell
from web.html.formats import number_id
from web.province.access import overseer_required
from web.province.listing import NONE
from web.province.navigation import navigation_groups
from web.site.requests import StaffRequest

# The word of the address for each cut, and what heads its table.
CUTS: dict[str, tuple[str, Promise]] = {
    "kind": ("jenis", gettext_lazy("Jenis")),
    "group": ("bidang", gettext_lazy("Bidang")),
    "unit": ("opd", gettext_lazy("Jenis OPD")),
    "district": ("kecamatan", gettext_lazy("Kecamatan")),
}


@require_safe
@overseer_required
def page(request: StaffRequest, slug: str = "") -> HttpResponse:
    """Two statements: the figures, which add up among themselves, and the menu's counts."""
    query = FigureQuery.from_request(request)
    found = _found(request, query, slug)
    name = found.place.name if found.place else _("Seluruh %(name)s") % {"name": request.tenant.name}
    context = {
        "query": query,
        "at": found.at,
        "name": name,
        "period_label": sentences.period_label(query.period),
        "whole": found.whole,
        "tables": [_table(cut, found, query, name) for cut in found.by],
        "back_url": (overseer_link(found.place) if found.place else reverse("ombudsman")) + query.query_string,
        "navigation": navigation_groups(
            request, [(city.place, city.overdue) for city in queries.standing(found.at, by_age=False)]
        ),
    }
    return render(request, "province/breakdown.html", context)


@require_safe
@overseer_required
def file(request: StaffRequest, table: str, form: str, slug: str = "") -> HttpResponse:
    query = FigureQuery.from_request(request)
    cut = next((cut for cut, (word, _heads) in CUTS.items() if word == table), None)
    found = _found(request, query, slug)
    if cut is None or cut not in found.by:
        raise Http404
    stamp = (query.period, timezone.localtime(found.at).isoformat(timespec="seconds"))
    names = _names(cut, found)
    rows = [
        (code, names.get(code, code) or str(NOTHING[cut]), *row(Counted(figures), OF_PERIOD), *stamp)
        for code, figures in _ordered(found.by[cut])
    ]
    rows.append(("", _("Jumlah"), *row(Counted(found.whole), OF_PERIOD), *stamp))
    columns = ("kode", "nama", *(column.name for column in OF_PERIOD), "rentang", "data_per")
    return exports.answer(form, f"{table}-{slug or request.tenant.slug}-{query.period}", columns, rows)


def _found(request: StaffRequest, query: FigureQuery, slug: str) -> Breakdown:
    now = timezone.now()
    found = queries.breakdown(now, period(query.period, now, request.tenant.zone), slug or None)
    if found is None:
        raise Http404
    return found


def _names(cut: str | None, found: Breakdown) -> dict[str, str]:
    """What codes are called."""
    if cut == "kind":
        return {str(kind): str(kind.label) for kind in Kind}
    if cut == "group":
        return {code: in_language(code) for code in found.by["group"]}
    if cut == "unit":
        return {code: unit_type_label(code) for code in found.by["unit"]}
    if cut == "district" and found.place:
        return {area.code: area.name for area in lookup.areas_of(found.place.code)}
    return {}


def _ordered(by: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    """Most reports first."""
    return sorted(by.items(), key=lambda item: (-item[1].received, item[0]))


def _table(cut: str, found: Breakdown, query: FigureQuery, name: str) -> Table:
    word, heads = CUTS[cut]
    names = _names(cut, found)
    city = {"kota": found.place.slug} if found.place else {}
    files = {form: _file_url(found, word, form, query) for form in exports.FORMS}

    def numbers(code: str) -> NumbersOf:
        if not code and cut not in ("unit", "district"):
            return none_of
        return lambda column: numbers_link(column.what, query, **city, **{word: code or NONE})

    return Table(
        key=word,
        caption=_("%(heads)s, %(name)s, %(period)s")
        % {"heads": heads, "name": name, "period": sentences.period_label(query.period)},
        heads=str(heads),
        columns=tuple(str(column.label) for column in OF_PERIOD),
        lines=tuple(
            line(
                names.get(code, code) or str(NOTHING[cut]),
                _cities_url(cut, code, query) if found.place is None else "",
                Counted(figures),
                OF_PERIOD,
                numbers(code),
            )
            for code, figures in _ordered(found.by[cut])
        ),
        whole=line(_("Jumlah"), "", Counted(found.whole), OF_PERIOD),
        files=files,
    )


def none_of(column: Column) -> str:
    return ""


def _cities_url(cut: str, code: str, query: FigureQuery) -> str:
    """The cities compared by this kind or category group alone."""
    if cut not in ("kind", "group") or not code:
        return ""
    return query.with_only(CUTS[cut][0], code, reverse("ombudsman"))


def _file_url(found: Breakdown, word: str, form: str, query: FigureQuery) -> str:
    if found.place is None:
        return reverse("ombudsman_breakdown_file", args=[word, form]) + query.query_string
    return reverse("ombudsman_city_breakdown_file", args=[found.place.slug, word, form]) + query.query_string


# -- Overdue reports by age ----------------------------------------------------------------------------------------


@require_safe
@overseer_required
def ages(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    standing = queries.standing(now)
    totals = [sum(city.by_age[place] for city in standing) for place in range(len(AGES) + 1)]
    late = sorted((city for city in standing if city.overdue), key=lambda city: (-city.overdue, city.place.name))
    shown = part(late, FigureQuery.from_request(request))
    context = {
        "at": now,
        "title": sentences.overdue_title(sum(totals)),
        "ranking": shown,
        "table": Table(
            key="umur",
            caption=_("Laporan lewat batas menurut umur keterlambatannya"),
            heads=_("Kabupaten/kota"),
            columns=(*(str(label) for label in AGE_LABELS.values()), _("Jumlah"), _("dari yang terbuka")),
            lines=tuple(_age_line(city) for city in shown.cities),
            whole=Line(
                _("Seluruh %(name)s") % {"name": request.tenant.name},
                "",
                _age_cells(totals, sum(city.open for city in standing), ""),
            ),
            files={form: reverse("ombudsman_ages_file", args=[form]) for form in exports.FORMS},
        ),
        "navigation": navigation_groups(request, [(city.place, city.overdue) for city in standing]),
    }
    return render(request, "province/ages.html", context)


@require_safe
@overseer_required
def ages_file(request: StaffRequest, form: str) -> HttpResponse:
    now = timezone.now()
    stamp = timezone.localtime(now).isoformat(timespec="seconds")
    bounds = [queries.age_bounds(place) for place in range(len(AGES) + 1)]
    by_age = (f"hari_{least}_{'lebih' if most is None else most}" for least, most in bounds)
    columns = ("kode", "nama", "aktif", "terbuka", "lewat_batas", *by_age, "data_per")
    rows: list[tuple[Cell, ...]] = [
        (city.place.code, city.place.name, int(city.place.is_enabled), city.open, city.overdue, *city.by_age, stamp)
        for city in queries.standing(now)
    ]
    return exports.answer(form, f"lewat-batas-menurut-umur-{request.tenant.slug}", columns, rows)


def _age_line(city: Standing) -> Line:
    place = city.place
    name = short_name(place) if place.is_enabled else _("%(name)s (nonaktif)") % {"name": short_name(place)}
    return Line(name, overseer_link(place) if place.is_enabled else "", _age_cells(city.by_age, city.open, place.slug))


def _age_cells(by_age: tuple[int, ...] | list[int], opened: int, slug: str) -> tuple[Shown, ...]:
    city = f"kota={slug}&" if slug else ""
    address = reverse("ombudsman_overdue")
    counts = [
        Shown(number_id(count), f"{address}?{city}umur={place}" if count else "") for place, count in enumerate(by_age)
    ]
    whole = f"{address}?kota={slug}" if slug else address
    return (*counts, Shown(number_id(sum(by_age)), whole if sum(by_age) else ""), Shown(number_id(opened)))
