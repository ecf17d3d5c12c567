"""`/ombudsman/rincian/`, and one city's: by kind, category group, unit type, kecamatan; each adds up to the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.common.translate_data import in_language
from core.reports.kinds import Kind
from oversight import queries
from oversight.figures import Breakdown, City, Figures, Standing
from oversight.queries import AGES
from tenants.areas import lookup
from tenants.lazy_text import Promise
from web.accounts.access import overseer_required
from web.figures import exports
from web.figures.blocks import OF_PERIOD, Counted, Line, NumbersOf, Shown, Source, Table, labels, line
from web.figures.comparison import Ranking, part
from web.figures.labels import AGE_LABELS, NOTHING, overdue_title, unit_type_label
from web.figures.measures import CITY_MEASURES
from web.figures.query_params import FigureQuery, in_city, overseer_link
from web.files.spreadsheets import Cell
from web.html.formats import number_id
from web.province.listing import NONE
from web.province.navigation import NavigationGroup, figures_navigation, name_of
from web.site.requests import StaffRequest

# The word of the address for each cut, and what heads its table.
CUTS: dict[str, tuple[str, Promise]] = {
    "kind": ("jenis", gettext_lazy("Jenis")),
    "group": ("bidang", gettext_lazy("Bidang")),
    "unit": ("opd", gettext_lazy("Jenis OPD")),
    "district": ("kecamatan", gettext_lazy("Kecamatan")),
}


@dataclass(frozen=True)
class BreakdownPage:
    query: FigureQuery[City]
    name: str
    whole: Figures
    tables: list[Table]
    source: Source
    back_url: str
    navigation: list[NavigationGroup]


@dataclass(frozen=True)
class AgesPage:
    title: str
    ranking: Ranking[Standing]
    table: Table
    navigation: list[NavigationGroup]


@require_safe
@overseer_required
def page(request: StaffRequest, slug: str = "") -> HttpResponse:
    """Two statements: the figures, which add up among themselves, and the menu's counts."""
    query, found = _found(request, slug)
    name = found.place.name if found.place else _("Seluruh %(name)s") % {"name": request.tenant.name}
    page = BreakdownPage(
        query=query,
        name=name,
        whole=found.whole,
        tables=[_table(cut, found, query, name) for cut in found.by],
        source=_source(query),
        back_url=(overseer_link(found.place) if found.place else reverse("ombudsman")) + query.query_string,
        navigation=figures_navigation(request, queries.standing(query.now, by_age=False)),
    )
    return render(request, "province/breakdown.html", vars(page))


@require_safe
@overseer_required
def file(request: StaffRequest, table: str, form: str, slug: str = "") -> HttpResponse:
    query, found = _found(request, slug)
    cut = next((cut for cut, (word, _heads) in CUTS.items() if word == table), None)
    if cut is None or cut not in found.by:
        raise Http404
    names = _names(cut, found)
    rows = [((code, names.get(code, code) or str(NOTHING[cut])), figures) for code, figures in _ordered(found.by[cut])]
    rows.append((("", _("Jumlah")), found.whole))
    counted = ((key, Counted(figures), query.period, query.now) for key, figures in rows)
    columns, lines = exports.figure_rows(("kode", "nama"), OF_PERIOD, counted)
    return exports.answer(form, f"{table}-{slug or request.tenant.slug}-{query.period}", columns, lines)


def _found(request: StaffRequest, slug: str) -> tuple[FigureQuery[City], Breakdown]:
    query = FigureQuery.from_request(request, CITY_MEASURES)
    found = queries.breakdown(query.now, query.span, slug or None)
    if found is None:
        raise Http404
    return query, found


def _source(query: FigureQuery[City]) -> Source:
    return Source(_("Sumber: buku besar kejadian laporan, termasuk laporan rahasia."), query.now)


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


def _table(cut: str, found: Breakdown, query: FigureQuery[City], name: str) -> Table:
    word, heads = CUTS[cut]
    names = _names(cut, found)
    city = {"kota": found.place.slug} if found.place else {}

    # Hundreds of numbers lead to a list: what is the same in their addresses is made once.
    lists = {column.what: query.list_url(column.what, **city) for column in OF_PERIOD if column.what}

    def numbers(code: str) -> NumbersOf:
        if not code and cut not in ("unit", "district"):
            return lambda column: ""
        only = urlencode({word: code or NONE})
        return lambda column: f"{lists[column.what]}&{only}"

    def cities_url(code: str) -> str:
        """The cities compared by this kind or category group alone."""
        if found.place or cut not in ("kind", "group") or not code:
            return ""
        return query.with_only(word, code, reverse("ombudsman"))

    return Table(
        id=f"{word}-caption",
        caption=_("%(heads)s, %(name)s, %(period)s") % {"heads": heads, "name": name, "period": query.period_label},
        heads=str(heads),
        columns=labels(OF_PERIOD),
        lines=tuple(
            line(
                names.get(code, code) or str(NOTHING[cut]),
                cities_url(code),
                Counted(figures),
                OF_PERIOD,
                numbers(code),
            )
            for code, figures in _ordered(found.by[cut])
        ),
        whole=line(_("Jumlah"), "", Counted(found.whole), OF_PERIOD),
        source=_source(query),
        files={form: _file_url(found, word, form, query) for form in exports.FORMS},
    )


def _file_url(found: Breakdown, word: str, form: str, query: FigureQuery[City]) -> str:
    if found.place is None:
        return reverse("ombudsman_breakdown_file", args=[word, form]) + query.query_string
    return reverse("ombudsman_city_breakdown_file", args=[found.place.slug, word, form]) + query.query_string


# -- Overdue reports by age ----------------------------------------------------------------------------------------


@require_safe
@overseer_required
def ages(request: StaffRequest) -> HttpResponse:
    query = FigureQuery.from_request(request, CITY_MEASURES)
    standing = queries.standing(query.now)
    totals = [sum(city.by_age[place] for city in standing) for place in range(len(AGES) + 1)]
    late = sorted((city for city in standing if city.overdue), key=lambda city: (-city.overdue, city.place.name))
    shown = part(late, query)
    table = Table(
        id="umur-caption",
        caption=_("Laporan lewat batas menurut umur keterlambatannya"),
        heads=_("Kabupaten/kota"),
        columns=(*(str(label) for label in AGE_LABELS.values()), _("Jumlah"), _("dari yang terbuka")),
        lines=tuple(_age_line(city) for city in shown.cities),
        whole=Line(
            _("Seluruh %(name)s") % {"name": request.tenant.name},
            "",
            _age_cells(totals, sum(city.open for city in standing), reverse("ombudsman_overdue")),
        ),
        source=_source(query),
        files={form: reverse("ombudsman_ages_file", args=[form]) for form in exports.FORMS},
    )
    page = AgesPage(overdue_title(sum(totals)), shown, table, figures_navigation(request, standing))
    return render(request, "province/ages.html", vars(page))


@require_safe
@overseer_required
def ages_file(request: StaffRequest, form: str) -> HttpResponse:
    query = FigureQuery.from_request(request, CITY_MEASURES)
    stamp = exports.stamp(query.now)
    bounds = [queries.age_bounds(place) for place in range(len(AGES) + 1)]
    by_age = (f"hari_{least}_{'lebih' if most is None else most}" for least, most in bounds)
    columns = ("kode", "nama", "aktif", "terbuka", "lewat_batas", *by_age, "data_per")
    rows: list[tuple[Cell, ...]] = [
        (city.place.code, city.place.name, int(city.place.is_enabled), city.open, city.overdue, *city.by_age, stamp)
        for city in queries.standing(query.now)
    ]
    return exports.answer(form, f"lewat-batas-menurut-umur-{request.tenant.slug}", columns, rows)


def _age_line(city: Standing) -> Line:
    place = city.place
    counts = _age_cells(city.by_age, city.open, in_city(reverse("ombudsman_overdue"), place))
    return Line(name_of(place), overseer_link(place) if place.is_enabled else "", counts)


def _age_cells(by_age: Sequence[int], opened: int, list_url: str) -> tuple[Shown, ...]:
    """`list_url`: the list of overdue numbers, of one city or of all."""
    more = "&" if "?" in list_url else "?"
    counts = [
        Shown(number_id(count), f"{list_url}{more}umur={place}" if count else "") for place, count in enumerate(by_age)
    ]
    late = sum(by_age)
    return (*counts, Shown(number_id(late), list_url if late else ""), Shown(number_id(opened)))
