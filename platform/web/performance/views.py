"""`/kinerja/`: how the city and its units and areas do, for everybody.

The city's own figures are those of this moment. What is broken down is counted once a day, all spans together, and
kept until the next midnight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.casework.queries.performance import Breakdown, breakdowns_of_the_day, city_figures
from oversight import periods
from oversight.figures import ENOUGH_CASES
from oversight.periods import period
from tenants.areas import lookup
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH
from web.figures import group_sentences
from web.figures.group_charts import Section, section
from web.figures.group_downloads import FIGURE_COLUMNS, figure_cells
from web.figures.group_measures import HIDDEN
from web.figures.group_query_params import CityFigureQuery
from web.figures.sentences import period_label
from web.files.spreadsheets import Cell, download
from web.html.formats import number_id
from web.site.requests import TenantRequest

UNITS, AREAS = "opd", "wilayah"


@dataclass(frozen=True)
class Found:
    """What a page shows: the city's figures as they stand at `at`, and its breakdown of this day."""

    at: datetime
    whole: Group
    parts: Breakdown

    @property
    def unlisted(self) -> int:
        """How many reports of the city the breakdown leaves out."""
        return max(0, (self.whole.received or 0) - (self.parts.listed.received or 0))


@require_safe
def city(request: TenantRequest) -> HttpResponse:
    query = CityFigureQuery.from_request(request)
    found = _found(request, query)
    context = {
        **_common(request, query, found),
        "headline": group_sentences.headline(request.tenant.name, found.whole, query.period),
        "whole_line": group_sentences.whole_line(found.whole),
        "sum": {"total": found.whole.received, **found.whole.by_status},
        "sections": [_units(found.parts, query), _districts(found.parts, query)],
    }
    return render(request, "performance/city.html", context)


@require_safe
def district(request: TenantRequest, code: str) -> HttpResponse:
    """The kelurahan of one kecamatan."""
    place = next((area for area in lookup.areas_of(request.tenant.code) if area.code == code), None)
    if place is None:
        raise Http404
    query = CityFigureQuery.from_request(request)
    found = _found(request, query)
    whole = found.parts.district(code)
    context = {
        **_common(request, query, found),
        "district": place,
        "city_url": reverse("performance") + query.query_string,
        "section": whole and _villages(found.parts, whole, query),
    }
    return render(request, "performance/district.html", context)


@require_safe
def file(request: TenantRequest, name: str) -> HttpResponse:
    """The tables as CSV, with the same cells hidden: the city, what is broken down of it, and its parts."""
    if name not in (UNITS, AREAS):
        raise Http404
    query = CityFigureQuery.from_request(request)
    found = _found(request, query)
    rows = _unit_rows(found.parts) if name == UNITS else _area_rows(found.parts)
    parts = [("publik", _listed_name(), *figure_cells(found.parts.listed)), *rows]
    lines = [("", request.tenant.name, *figure_cells(found.whole), query.period, _stamp(found.at))]
    lines += [(*row, query.period, _stamp(found.parts.at)) for row in parts]
    columns = ("kode", "nama", *FIGURE_COLUMNS, "rentang", "data_per")
    return download(f"kinerja-{name}-{request.tenant.slug}-{query.period}", [columns, *lines])


def _stamp(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _found(request: TenantRequest, query: CityFigureQuery) -> Found:
    """Two queries; four more for whoever asks first on a day."""
    now, zone = timezone.now(), request.tenant.zone
    offered = {name: period(name, now, zone) for name in periods.NAMES}
    spans = {name: (each.start, each.end) for name, each in offered.items()}
    parts = breakdowns_of_the_day(spans, periods.INSIDE, now=now)
    return Found(now, city_figures(spans[query.period], now=now), parts[query.period])


def _common(request: TenantRequest, query: CityFigureQuery, found: Found) -> dict[str, Any]:
    return {
        "query": query,
        "at": found.parts.at,
        "not_listed": _not_listed(found.unlisted),
        "source": "performance/source.html",
        "period_label": period_label(query.period),
        "enough": ENOUGH,
        "enough_cases": ENOUGH_CASES,
        "hidden_mark": HIDDEN,
    }


def _listed_name() -> str:
    return _("Laporan publik")


def _not_listed(count: int) -> str:
    """The difference between the city's figures and what they are broken down into, by its name."""
    if not count:
        return ""
    sentence = ngettext(
        "%(n)s laporan tidak dirinci: laporan rahasia, dan yang masuk hari ini.",
        "%(n)s laporan tidak dirinci: laporan rahasia, dan yang masuk hari ini.",
        count,
    )
    return sentence % {"n": number_id(count)}


def _units(found: Breakdown, query: CityFigureQuery) -> Section:
    return section(
        UNITS,
        found.units,
        found.listed,
        query.measure,
        caption=_("Laporan per OPD, %(period)s") % {"period": period_label(query.period)},
        heads=_("OPD"),
        none=_("Belum diteruskan ke OPD"),
        whole_name=_listed_name(),
        file_url=_file_url(UNITS, query),
    )


def _districts(found: Breakdown, query: CityFigureQuery) -> Section:
    return section(
        AREAS,
        found.districts,
        found.listed,
        query.measure,
        caption=_("Laporan per kecamatan, %(period)s") % {"period": period_label(query.period)},
        heads=_("Kecamatan"),
        none=_("Tempat tidak disebut"),
        whole_name=_listed_name(),
        file_url=_file_url(AREAS, query),
        link=lambda group: _district_url(group, query) if group.code and group.name else "",
    )


def _district_url(group: Group, query: CityFigureQuery) -> str:
    return reverse("performance_district", args=[group.code]) + query.query_string


def _villages(found: Breakdown, whole: Group, query: CityFigureQuery) -> Section:
    return section(
        "kelurahan",
        found.villages[whole.code],
        whole,
        query.measure,
        caption=_("Laporan per kelurahan/desa, %(period)s") % {"period": period_label(query.period)},
        heads=_("Kelurahan/desa"),
        none=_("Tempat tidak disebut"),
        whole_name=_("Seluruh Kec. %(name)s") % {"name": whole.name},
        file_url=_file_url(AREAS, query),
    )


def _file_url(name: str, query: CityFigureQuery) -> str:
    return reverse("performance_file", args=[name]) + query.query_string


def _unit_rows(found: Breakdown) -> Iterator[tuple[Cell, ...]]:
    for group in found.units:
        yield group.code, group.name or _("Belum diteruskan ke OPD"), *figure_cells(group)


def _area_rows(found: Breakdown) -> Iterator[tuple[Cell, ...]]:
    """Each kecamatan, followed by its kelurahan."""
    for group in found.districts:
        yield group.code, group.name or _("Tempat tidak disebut"), *figure_cells(group)
        for village in found.villages.get(group.code, ()):
            yield village.code, village.name, *figure_cells(village)
