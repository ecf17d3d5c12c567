"""Behind sign-in: the Ombudsman's figures of every city and of one city, as pages and as files."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import integrity, lists, queries
from oversight.figures import City, CityPlace, Comparison, Figures, Standing
from oversight.lists import Wanted
from tenants.ledger.states import COUNTED, STATES_OF_STATUS
from web.accounts.access import overseer_required
from web.figures import exports
from web.figures.blocks import FIGURES, OF_CITIES, Chart, Line, Method, NumbersOf, Shown, Source, StatSum, Table
from web.figures.comparison import Ranking, cities_chart, cities_table, city_line, compare, first_line, whole_line
from web.figures.measures import CITY_MEASURES, ESCALATED, FOLLOWED, ON_TIME, OVERDUE, REOPENED, VERIFIED
from web.figures.query_params import FigureQuery, in_city, overseer_link
from web.html.badges import state_word
from web.html.formats import number_id
from web.province.front_page import comparison_rows
from web.province.listing import ReportList, report_list
from web.province.navigation import NavigationGroup, figures_navigation
from web.site.requests import StaffRequest


@dataclass(frozen=True)
class StateCount:
    word: str
    count: int


@dataclass(frozen=True)
class StateGroup:
    """The states of one public status, with how many reports are in each."""

    status: str
    states: list[StateCount]


@dataclass(frozen=True)
class StatesTable:
    """In which state the reports of every city are, a column a state."""

    groups: list[StateGroup]
    lines: list[Line]
    whole: Line


@dataclass(frozen=True)
class ClosedCity:
    """A city that does not take part any more, and the list of its open reports."""

    standing: Standing
    url: str


@dataclass(frozen=True)
class OverviewPage:
    query: FigureQuery[City]
    comparison: Comparison
    headline: str
    whole_line: str
    broken: list[integrity.Broken]
    sum: StatSum
    ranking: Ranking[City]
    chart: Chart
    table: Table
    closed: list[ClosedCity]
    states: StatesTable
    navigation: list[NavigationGroup]
    method: Method = OF_CITIES


@dataclass(frozen=True)
class Measured:
    """One measure of one city in words. `url`: the list of numbers that did not keep it, or ""."""

    label: str
    value: str
    cases: str
    reasons: str
    change: str
    url: str


@dataclass(frozen=True)
class CityPage:
    query: FigureQuery[City]
    city: City
    site_url: str
    breakdown_url: str
    headline: str
    sum: StatSum
    measures: list[Measured]
    states: list[StateGroup]
    source: Source
    late: ReportList
    navigation: list[NavigationGroup]


# The list of numbers behind a measure.
_LISTS = {
    ON_TIME.name: "jawaban-terlambat",
    VERIFIED.name: "verifikasi-terlambat",
    FOLLOWED.name: "tindak-lanjut-terlambat",
    OVERDUE.name: lists.OVERDUE,
    REOPENED.name: "dibuka-kembali",
    ESCALATED.name: "eskalasi",
}


@require_safe
@overseer_required
def overview(request: StaffRequest) -> HttpResponse:
    query = FigureQuery.from_request(request, CITY_MEASURES, OVERDUE.name)
    comparison, shown = compare(query)
    province = request.tenant.name
    page = OverviewPage(
        query=query,
        comparison=comparison,
        headline=first_line(comparison),
        whole_line=whole_line(comparison, province),
        broken=integrity.broken(comparison.at),
        sum=StatSum.of(comparison.whole),
        ranking=shown,
        chart=cities_chart(comparison, shown, query, overseer_link),
        table=_table(comparison, shown, query, province),
        closed=[ClosedCity(city, in_city(reverse("ombudsman_overdue"), city.place)) for city in comparison.closed],
        states=StatesTable(
            _state_groups(comparison.whole),
            [_state_line(city.place.short_name, city.now) for city in shown.cities],
            _state_line(_("Seluruh %(name)s") % {"name": province}, comparison.whole),
        ),
        navigation=figures_navigation(request, [*comparison.cities, *comparison.closed]),
    )
    return render(request, "province/overview.html", vars(page))


@require_safe
@overseer_required
def overview_file(request: StaffRequest, form: str) -> HttpResponse:
    """Every city, however many a page shows."""
    query = FigureQuery.from_request(request, CITY_MEASURES)
    comparison = queries.comparison(query.now, query.span, query.only)
    columns, rows = comparison_rows(comparison, request.tenant)
    states = [state_word(state) for state in COUNTED]
    figures = [*(city.now for city in comparison.cities), comparison.whole]
    return exports.answer(
        form,
        f"ombudsman-{request.tenant.slug}-{query.period}",
        [*columns, *states],
        [
            [*row, *(found.by_state.get(state, 0) for state in COUNTED)]
            for row, found in zip(rows, figures, strict=True)
        ],
    )


@require_safe
@overseer_required
def one_city(request: StaffRequest, slug: str) -> HttpResponse:
    """Three statements: the city's figures; its late reports; how every city stands, for the menu."""
    query = FigureQuery.from_request(request, CITY_MEASURES)
    standing = queries.standing(query.now, by_age=False)
    place = next((city.place for city in standing if city.place.slug == slug and city.place.is_enabled), None)
    if place is None:
        raise Http404
    city = queries.city(query.now, query.span, query.only, place)
    wanted = Wanted(tenant=place.schema_name, kind=query.only.kind, group=query.only.group)
    page = CityPage(
        query=query,
        city=city,
        site_url=place.site_url,
        breakdown_url=reverse("ombudsman_city_breakdown", args=[slug]) + query.query_string,
        headline=city_line(city),
        sum=StatSum.of(city.now),
        measures=_measured(city, query),
        states=_state_groups(city.now),
        source=Source(_("Sumber: buku besar kejadian laporan, termasuk laporan rahasia."), query.now),
        late=report_list(lists.reports(query.now, wanted, after=query.after), query, query.only_kept),
        navigation=figures_navigation(request, standing),
    )
    return render(request, "province/city.html", vars(page))


def _table(comparison: Comparison, shown: Ranking[City], query: FigureQuery[City], province: str) -> Table:
    """With the list of numbers behind each count."""
    lists_of_all = {column.what: query.list_url(column.what) for column in FIGURES if column.what}

    def numbers(place: CityPlace | None) -> NumbersOf:
        if place is None:
            return lambda column: lists_of_all[column.what]
        return lambda column: in_city(lists_of_all[column.what], place)

    return cities_table(
        comparison,
        shown,
        query,
        province,
        link=lambda place: overseer_link(place) + query.query_string,
        files={form: reverse("ombudsman_file", args=[form]) + query.query_string for form in exports.FORMS},
        numbers=numbers,
    )


def _measured(city: City, query: FigureQuery[City]) -> list[Measured]:
    """Every measure of a city, with what it is made of and the way to the numbers."""
    return [
        Measured(
            label=str(measure.label),
            value=measure.text(city),
            cases=measure.cases_text(city),
            reasons=measure.reasons(city),
            change=measure.change(city),
            url=query.list_url(_LISTS[name], kota=city.place.slug) if name in _LISTS else "",
        )
        for name, measure in query.offered.items()
    ]


def _state_groups(figures: Figures) -> list[StateGroup]:
    """The states under their public statuses."""
    by_state = figures.by_state
    return [
        StateGroup(status, [StateCount(state_word(state), by_state.get(state, 0)) for state in states])
        for status, states in STATES_OF_STATUS.items()
    ]


def _state_line(name: str, figures: Figures) -> Line:
    by_state = figures.by_state
    counts = (*(by_state[state] for state in COUNTED), figures.received)
    return Line(name, "", tuple(Shown(number_id(count)) for count in counts))
