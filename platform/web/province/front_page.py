"""The province's front page: the cities compared, for everybody, and the way to one's own city."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import queries
from oversight.figures import ENOUGH_CASES, AreaFound, Comparison
from oversight.histories import histories
from web.figures import charts, exports, maps, sentences
from web.figures.columns import FIGURES, Counted
from web.figures.comparing import compare
from web.figures.links import Link, city_link, short_name, site_link
from web.figures.query_params import FigureQuery
from web.figures.ranking import Ranking
from web.figures.tables import Table, line
from web.province import city_statements
from web.site.requests import TenantRequest


@require_safe
def home(request: TenantRequest) -> HttpResponse:
    query = FigureQuery.from_request(request).of_every_report()
    comparison, shown = compare(request, query)
    schemas = [city.place.schema_name for city in shown.cities]
    # Columns of months are for a few cities: forty of them would be no small multiples any more.
    months = None if shown.is_partial else histories(comparison.at, request.tenant.zone, schemas)
    context = {
        "comparison": comparison,
        "query": query,
        "ranking": shown,
        "headline": sentences.first_line(comparison),
        "found": [_found(area) for area in queries.find_areas(query.search)],
        "cities": [{"name": city.place.name, "url": site_link(city.place)} for city in shown.cities],
        "map": None if shown.is_partial else maps.draw(shown.cities, query.measure, city_link),
        **compared(comparison, query, request.tenant.name, city_link, shown),
        "cards": charts.cards(shown.cities, query.measure, city_link, months, comparison.cities),
        "table": _table(comparison, shown, query, request.tenant.name),
        "statements": city_statements.beside([city.place for city in shown.cities]),
    }
    return render(request, "province/home.html", context)


def compared(
    comparison: Comparison,
    query: FigureQuery,
    province: str,
    link: Link,
    shown: Ranking,
) -> dict[str, Any]:
    """What the chart and the sentences need: of the cities a page shows, on the scale of all."""
    return {
        "whole_line": sentences.whole_line(comparison.whole, comparison.overdue, province, query.period),
        "chart": charts.chart(shown, query.measure, link),
        "chart_title": sentences.chart_title(shown.ends, query.measure),
        "period_label": sentences.period_label(query.period),
        "before_label": sentences.before_label(query.period),
        "enough_cases": ENOUGH_CASES,
    }


def _table(comparison: Comparison, shown: Ranking, query: FigureQuery, province: str) -> Table:
    return Table(
        key="figures",
        caption=_("Laporan per kabupaten/kota, %(period)s") % {"period": sentences.period_label(query.period)},
        heads=_("Kabupaten/kota"),
        columns=tuple(str(column.label) for column in FIGURES),
        lines=tuple(
            line(short_name(city.place), city_link(city.place), Counted(city.now, city.open, city.overdue), FIGURES)
            for city in shown.cities
        ),
        whole=line(
            _("Seluruh %(name)s") % {"name": province},
            "",
            Counted(comparison.whole, comparison.open, comparison.overdue),
            FIGURES,
        ),
        files={form: reverse("province_file", args=[form]) + query.query_string for form in exports.FORMS},
    )


def _found(area: AreaFound) -> dict[str, str]:
    return {
        "name": area.name,
        "type": area.type,
        "district": area.district,
        "city": area.place.name,
        "url": site_link(area.place),
    }
