"""`/kota/<slug>/`: one city for everybody, by month, kind and category group. Small figures are hidden."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.common.translate_data import in_language
from oversight.figures import ENOUGH_CASES
from oversight.histories import CityDetail, city_detail
from oversight.periods import period
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH
from web.figures import exports, group_sentences, trends
from web.figures.group_charts import Line, Section, section, table_line
from web.figures.group_downloads import FIGURE_COLUMNS, figure_cells
from web.figures.group_measures import HIDDEN
from web.figures.group_query_params import CityFigureQuery
from web.figures.links import short_name, site_link
from web.figures.measures import MEASURES as PROVINCE_MEASURES
from web.figures.measures import kind_name
from web.figures.sentences import period_label
from web.files.spreadsheets import Cell
from web.province import city_statements
from web.site.requests import TenantRequest


@require_safe
def page(request: TenantRequest, slug: str) -> HttpResponse:
    query = CityFigureQuery.from_request(request)
    found = _found(request, slug, query)
    name, day = short_name(found.place), found.published
    context = {
        "query": query,
        "at": found.at,
        "parts_at": found.published.at,
        "source": "province/city_source.html",
        "period_label": period_label(query.period),
        "enough": ENOUGH,
        "enough_cases": ENOUGH_CASES,
        "hidden_mark": HIDDEN,
        "place": found.place,
        "site_url": site_link(found.place),
        "back_url": reverse("province_home") + query.query_string,
        "headline": group_sentences.headline(name, found.whole, query.period),
        "whole_line": group_sentences.whole_line(found.whole),
        "sum": {"total": found.whole.received, **found.whole.by_status},
        "trend": trends.draw({slug: found.history}, PROVINCE_MEASURES[query.measure.name])[slug],
        "months": _months(found, query),
        "statements": city_statements.beside([found.place]),
        "sections": [
            _section("jenis", day.kinds, found, query, _("Laporan per jenis, %(period)s"), _("Jenis")),
            _section("bidang", day.topics, found, query, _("Laporan per bidang, %(period)s"), _("Bidang")),
        ],
    }
    return render(request, "province/public_city.html", context)


@require_safe
def file(request: TenantRequest, slug: str, form: str) -> HttpResponse:
    """The tables of the page in one file, with the same cells hidden."""
    query = CityFigureQuery.from_request(request)
    found = _found(request, slug, query)
    columns = ("golongan", "kode", *FIGURE_COLUMNS, "rentang", "data_per")
    rows = list(_rows(found, query))
    return exports.answer(form, f"laporan-{slug}-{query.period}", columns, rows)


def _found(request: TenantRequest, slug: str, query: CityFigureQuery) -> CityDetail:
    now, zone = timezone.now(), request.tenant.zone
    found = city_detail(now, period(query.period, now, zone), zone, slug)
    if found is None:
        raise Http404
    return found


def _section(
    key: str, groups: Sequence[Group], found: CityDetail, query: CityFigureQuery, caption: str, heads: str
) -> Section:
    return section(
        key,
        [_named(key, group) for group in groups],
        found.published.whole,
        query.measure,
        caption=caption % {"period": period_label(query.period)},
        heads=heads,
        none=_("Tidak disebut"),
        whole_name=_("Seluruh %(name)s") % {"name": short_name(found.place)},
        file_url=_file_url(found, query),
    )


def _named(key: str, group: Group) -> Group:
    """A kind or a topic by the word for it."""
    name = kind_name(group.code) if key == "jenis" else in_language(group.code)
    return Group(**{**vars(group), "name": name})


def _months(found: CityDetail, query: CityFigureQuery) -> dict[str, object]:
    """The months as a table, the newest first."""
    lines: list[Line] = [table_line(group, trends.month_label(group.code)) for group in found.history.months]
    return {
        "key": "bulan",
        "caption": _("Laporan per bulan diterima, 12 bulan terakhir"),
        "heads": _("Bulan"),
        "lines": lines[::-1],
        "has_hidden": any(group.has_hidden for group in found.history.months),
        "file_url": _file_url(found, query),
    }


def _file_url(found: CityDetail, query: CityFigureQuery) -> str:
    return reverse("province_city_file", args=[found.place.slug, exports.CSV]) + query.query_string


def _rows(found: CityDetail, query: CityFigureQuery) -> Iterator[tuple[Cell, ...]]:
    """Totals, kinds and groups of the period; months of their own."""
    now, of_day = _stamp(found.at), _stamp(found.published.at)
    yield "semua", "", *figure_cells(found.whole), query.period, now
    for name, groups in (("jenis", found.published.kinds), ("bidang", found.published.topics)):
        for group in groups:
            yield name, group.code, *figure_cells(group), query.period, of_day
    for group in (*found.history.before, *found.history.months):
        yield "bulan", group.code, *figure_cells(group), group.code, now


def _stamp(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
