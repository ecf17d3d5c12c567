"""The province's front page: the cities compared, for everybody, and the way to one's own city."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.common.remembered_answers import Made
from oversight import queries
from oversight.figures import AreaFound, City, CityPlace, Comparison
from oversight.histories import histories
from tenants.models import Tenant
from web.figures import exports
from web.figures.blocks import IN_FILES, OF_CITIES, Chart, Counted, Method, Table
from web.figures.comparison import Ranking, cities_chart, cities_table, compare, first_line, whole_line
from web.figures.maps import Map, map_of
from web.figures.measures import CITY_MEASURES
from web.figures.multiples import Card, cards, trends
from web.figures.query_params import FigureQuery, city_link
from web.files.spreadsheets import Cell
from web.province import remembered
from web.province.city_statements import Statement, statements_of
from web.site.requests import TenantRequest


@dataclass(frozen=True)
class HomePage:
    query: FigureQuery[City]
    comparison: Comparison
    headline: str
    whole_line: str
    ranking: Ranking[City]
    chart: Chart
    cards: list[Card]
    map: Map | None
    table: Table
    statements: list[Statement]
    found: list[AreaFound]
    places: list[CityPlace]
    method: Method = OF_CITIES


@require_safe
def home(request: TenantRequest) -> HttpResponseBase:
    return remembered.answer(request, "", lambda: _home(request))


def _home(request: TenantRequest) -> Made:
    query = FigureQuery.from_request(request, CITY_MEASURES).of_every_report()
    comparison, shown = compare(query)
    places = [city.place for city in shown.cities]
    # Columns of months are for a few cities: forty of them would be no small multiples any more.
    months = {} if shown.is_partial else histories(query.now, query.zone, [place.schema_name for place in places])
    files = {form: reverse("province_file", args=[form]) + query.query_string for form in exports.FORMS}
    page = HomePage(
        query=query,
        comparison=comparison,
        headline=first_line(comparison),
        whole_line=whole_line(comparison, request.tenant.name),
        ranking=shown,
        chart=cities_chart(comparison, shown, query, city_link),
        cards=cards(shown.cities, comparison.cities, city_link, trends(months, query.measure.name)),
        map=None if shown.is_partial else map_of(shown.cities, query.measure, city_link),
        table=cities_table(comparison, shown, query, request.tenant.name, link=city_link, files=files),
        statements=statements_of(places),
        found=queries.find_areas(query.search),
        places=places,
    )
    response = render(request, "province/home.html", vars(page))
    return remembered.of_this_minute(response, query.now, (statement.at for statement in page.statements))


@require_safe
def file(request: TenantRequest, form: str) -> HttpResponse:
    """The comparison for everybody: one row a city and one for all of them, from one snapshot."""
    query = FigureQuery.from_request(request, CITY_MEASURES).of_every_report()
    found = queries.comparison(query.now, query.span)
    name = f"perbandingan-{request.tenant.slug}-{query.period}"
    return exports.answer(form, name, *comparison_rows(found, request.tenant))


def comparison_rows(found: Comparison, province: Tenant) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """The columns, and every city in the order of the codes with the whole last."""
    whole = (province.code, _("Seluruh %(name)s") % {"name": province.name})
    rows = [
        *(((city.place.code, city.place.name), Counted(city.now, city.open, city.overdue)) for city in found.cities),
        (whole, Counted(found.whole, found.open, found.overdue)),
    ]
    return exports.figure_rows(
        ("kode", "nama"), IN_FILES, ((key, counted, found.period.name, found.at) for key, counted in rows)
    )
