"""`/kinerja/`: how the city and its units and areas do, for everybody.

The city's own figures are those of this moment, of any year, quarter or month. What is broken down is counted once a
day for the spans that have a name, all together, and kept until the next midnight: with more spans their differences
would tell what each of them hides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.casework.queries.performance import Breakdown, breakdowns_of_the_day, city_figures
from oversight import periods
from tenants.areas import lookup
from tenants.disclosure.published_tables import Group
from web.figures import exports
from web.figures.blocks import OF_CITY, PUBLIC, Counted, Method, Source, StatSum
from web.figures.groups import Cut, Section, headline, section, whole_line
from web.figures.measures import GROUP_MEASURES
from web.figures.query_params import FigureQuery
from web.files.spreadsheets import download
from web.html.formats import number_id
from web.site.requests import TenantRequest

_NO_PLACE = lazy("Tempat tidak disebut")
UNITS = Cut(
    "opd",
    lazy("OPD"),
    lazy("Laporan per OPD, %(period)s"),
    lazy("Belum diteruskan ke OPD"),
    lazy("OPD (dinas dan kantor yang menangani)"),
)
AREAS = Cut(
    "wilayah",
    lazy("Kecamatan"),
    lazy("Laporan per kecamatan, %(period)s"),
    _NO_PLACE,
    lazy("Kecamatan"),
    lazy("Pilih sebuah kecamatan untuk melihat kelurahan atau desanya."),
)
VILLAGES = Cut(
    "kelurahan",
    lazy("Kelurahan/desa"),
    lazy("Laporan per kelurahan/desa, %(period)s"),
    _NO_PLACE,
    lazy("Kelurahan/desa"),
)


@dataclass(frozen=True)
class Parts:
    """What is broken down of the city today, and where it comes from."""

    found: Breakdown
    source: Source


@dataclass(frozen=True)
class CityPage:
    """`sections` is empty where nothing can be broken down yet, of which `source` tells, and for a span that is not
    (`source` None)."""

    query: FigureQuery[Group]
    headline: str
    whole_line: str
    sum: StatSum
    sections: list[Section]
    source: Source | None
    method: Method = OF_CITY


@dataclass(frozen=True)
class DistrictPage:
    """The kelurahan of one kecamatan. `section` None: no report there, or the span is not broken down."""

    query: FigureQuery[Group]
    name: str
    city_url: str
    section: Section | None
    method: Method = OF_CITY


@require_safe
def city(request: TenantRequest) -> HttpResponse:
    query, whole, parts = _found(request)
    page = CityPage(
        query=query,
        headline=headline(request.tenant.name, whole, query.period),
        whole_line=whole_line(whole),
        sum=StatSum.of(whole),
        sections=[_units(parts, query), _districts(parts, query)] if parts and parts.found.listed.received else [],
        source=parts.source if parts else None,
    )
    return render(request, "performance/city.html", vars(page))


@require_safe
def district(request: TenantRequest, code: str) -> HttpResponse:
    place = next((area for area in lookup.areas_of(request.tenant.code) if area.code == code), None)
    if place is None:
        raise Http404
    query, _whole, parts = _found(request)
    group = parts and parts.found.district(code)
    page = DistrictPage(
        query=query,
        name=place.name,
        city_url=reverse("performance") + query.query_string,
        section=_villages(parts, group, query) if parts and group else None,
    )
    return render(request, "performance/district.html", vars(page))


@require_safe
def file(request: TenantRequest, name: str) -> HttpResponse:
    """The tables as CSV, with the same cells hidden: the city, what is broken down of it, and its parts."""
    if name not in (UNITS.key, AREAS.key):
        raise Http404
    query, whole, parts = _found(request)
    rows = [(("", request.tenant.name), Counted(whole), query.period, query.now)]
    if parts:
        rows += [(key, Counted(group), query.period, parts.found.at) for key, group in _groups(parts.found, name)]
    columns, lines = exports.figure_rows(("kode", "nama"), PUBLIC, rows)
    return download(f"kinerja-{name}-{request.tenant.slug}-{query.period}", [columns, *lines])


def _found(request: TenantRequest) -> tuple[FigureQuery[Group], Group, Parts | None]:
    """What is asked for, the city's own figures, and its parts. Two queries; four more for the first request of a
    day; one for a span that is not broken down."""
    query = FigureQuery.from_request(request, GROUP_MEASURES).of_every_report()
    whole = city_figures((query.span.start, query.span.end), now=query.now)
    if not query.is_named:
        return query, whole, None
    offered = {name: periods.period(name, query.now, query.zone) for name in periods.NAMES}
    spans = {name: (each.start, each.end) for name, each in offered.items()}
    found = breakdowns_of_the_day(spans, periods.INSIDE, now=query.now)[query.period]
    return query, whole, Parts(found, _source(request.tenant.name, whole, found))


def _source(name: str, whole: Group, parts: Breakdown) -> Source:
    """With the difference between the city's figures and what they are broken down into, by its name."""
    text = _("Sumber: laporan publik yang diterima %(name)s sampai tengah malam tadi.") % {"name": name}
    if count := max(0, (whole.received or 0) - (parts.listed.received or 0)):
        left_out = ngettext(
            "%(n)s laporan tidak dirinci: laporan rahasia, dan yang masuk hari ini.",
            "%(n)s laporan tidak dirinci: laporan rahasia, dan yang masuk hari ini.",
            count,
        )
        text = f"{text} {left_out % {'n': number_id(count)}}"
    return Source(text, parts.at)


def _listed_name() -> str:
    return _("Laporan publik")


def _units(parts: Parts, query: FigureQuery[Group]) -> Section:
    found = parts.found
    whole = (_listed_name(), found.listed)
    return section(UNITS, found.units, whole, query, parts.source, _file_url(UNITS, query))


def _districts(parts: Parts, query: FigureQuery[Group]) -> Section:
    def url(group: Group) -> str:
        if not (group.code and group.name):
            return ""
        return reverse("performance_district", args=[group.code]) + query.query_string

    found = parts.found
    whole = (_listed_name(), found.listed)
    return section(AREAS, found.districts, whole, query, parts.source, _file_url(AREAS, query), url)


def _villages(parts: Parts, district: Group, query: FigureQuery[Group]) -> Section:
    whole = (_("Seluruh Kec. %(name)s") % {"name": district.name}, district)
    villages = parts.found.villages[district.code]
    return section(VILLAGES, villages, whole, query, parts.source, _file_url(AREAS, query))


def _file_url(cut: Cut, query: FigureQuery[Group]) -> str:
    return reverse("performance_file", args=[cut.key]) + query.query_string


def _groups(found: Breakdown, name: str) -> Iterator[tuple[tuple[str, str], Group]]:
    """What is broken down, then every unit, or each kecamatan followed by its kelurahan; with code and name."""
    yield ("publik", _listed_name()), found.listed
    cut, groups = (UNITS, found.units) if name == UNITS.key else (AREAS, found.districts)
    for group in groups:
        yield (group.code, group.name or str(cut.none)), group
        for village in found.villages.get(group.code, ()) if cut is AREAS else ():
            yield (village.code, village.name), village
