"""`/kota/<slug>/`: one city for everybody, by month, kind and category group. Small figures are hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from core.common.remembered_answers import Made
from core.common.translate_data import in_language
from oversight.figures import CityPlace
from oversight.histories import CityDetail, city_detail
from oversight.publication import Published
from tenants.disclosure.published_tables import Group
from web.figures import exports
from web.figures.blocks import OF_CITIES, PUBLIC, Counted, Method, Source, StatSum, Table, hidden_note, labels, line
from web.figures.groups import Cut, Section, headline, section, whole_line
from web.figures.labels import kind_name
from web.figures.measures import GROUP_MEASURES
from web.figures.multiples import Trend, month_label, trends
from web.figures.query_params import FigureQuery
from web.province import remembered
from web.province.city_statements import Statement, statements_of
from web.site.requests import TenantRequest

_NOTHING = lazy("Tidak disebut")
KINDS = Cut("jenis", lazy("Jenis"), lazy("Laporan per jenis, %(period)s"), _NOTHING, lazy("Jenis"))
TOPICS = Cut("bidang", lazy("Bidang"), lazy("Laporan per bidang, %(period)s"), _NOTHING, lazy("Bidang"))


FileRow = tuple[tuple[str, str], Counted[Group], str, datetime]


@dataclass(frozen=True)
class CityPage:
    """`sections` is empty for a span that is not broken down."""

    query: FigureQuery[Group]
    place: CityPlace
    site_url: str
    back_url: str
    headline: str
    whole_line: str
    sum: StatSum
    source: Source
    trend: Trend
    months: Table
    statements: list[Statement]
    sections: list[Section]
    method: Method = OF_CITIES


@require_safe
def page(request: TenantRequest, slug: str) -> HttpResponseBase:
    return remembered.answer(request, slug, lambda: _page(request, slug))


def _page(request: TenantRequest, slug: str) -> Made:
    query, found = _found(request, slug)
    source = Source(_source_words(), found.at)
    page = CityPage(
        query=query,
        place=found.place,
        site_url=found.place.site_url,
        back_url=reverse("province_home") + query.query_string,
        headline=headline(found.place.short_name, found.whole, query.period),
        whole_line=whole_line(found.whole),
        sum=StatSum.of(found.whole),
        source=source,
        trend=trends({slug: found.history}, query.measure.name)[slug],
        months=_months(found, query, source),
        statements=statements_of([found.place]),
        sections=_sections(found, found.published, query) if found.published else [],
    )
    response = render(request, "province/public_city.html", vars(page))
    return remembered.of_this_minute(response, query.now, (statement.at for statement in page.statements))


@require_safe
def file(request: TenantRequest, slug: str, form: str) -> HttpResponse:
    """The tables of the page in one file, with the same cells hidden."""
    query, found = _found(request, slug)
    rows = exports.figure_rows(("golongan", "kode"), PUBLIC, _groups(found, query))
    return exports.answer(form, f"laporan-{slug}-{query.period}", *rows)


def _found(request: TenantRequest, slug: str) -> tuple[FigureQuery[Group], CityDetail]:
    query = FigureQuery.from_request(request, GROUP_MEASURES).of_every_report()
    found = city_detail(query.now, query.span, query.zone, slug)
    if found is None:
        raise Http404
    return query, found


def _source_words() -> str:
    return _("Sumber: buku besar kejadian laporan, termasuk laporan rahasia.")


def _sections(found: CityDetail, day: Published, query: FigureQuery[Group]) -> list[Section]:
    source = Source(_source_words(), day.at, _("Rincian dihitung sekali sehari."))
    whole = (_("Seluruh %(name)s") % {"name": found.place.short_name}, day.whole)
    named = (
        (KINDS, [replace(group, name=kind_name(group.code)) for group in day.kinds]),
        (TOPICS, [replace(group, name=in_language(group.code)) for group in day.topics]),
    )
    return [section(cut, groups, whole, query, source, _file_url(found, query)) for cut, groups in named]


def _months(found: CityDetail, query: FigureQuery[Group], source: Source) -> Table:
    """The months as a table, the newest first."""
    months = found.history.months
    return Table(
        id="table-bulan",
        caption=_("Laporan per bulan diterima, 12 bulan terakhir"),
        heads=_("Bulan"),
        columns=labels(PUBLIC),
        lines=tuple(line(month_label(month.code), "", Counted(month), PUBLIC) for month in reversed(months)),
        whole=None,
        source=source,
        file_url=_file_url(found, query),
        hidden_note=hidden_note(months),
    )


def _file_url(found: CityDetail, query: FigureQuery[Group]) -> str:
    return reverse("province_city_file", args=[found.place.slug, exports.CSV]) + query.query_string


def _groups(found: CityDetail, query: FigureQuery[Group]) -> Iterator[FileRow]:
    """Totals, kinds and groups of the period; months of their own."""
    yield ("semua", ""), Counted(found.whole), query.period, found.at
    if day := found.published:
        for cut, groups in ((KINDS, day.kinds), (TOPICS, day.topics)):
            for group in groups:
                yield (cut.key, group.code), Counted(group), query.period, day.at
    for group in (*found.history.before, *found.history.months):
        yield ("bulan", group.code), Counted(group), group.code, found.at
