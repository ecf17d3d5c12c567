"""Behind sign-in: the Ombudsman's figures of every city and of one city, broken down, and as files."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import integrity, lists, queries
from oversight.figures import City, CityPlace, Comparison, Figures
from oversight.lists import Wanted
from oversight.periods import period
from tenants.ledger.states import COUNTED, STATES_OF_STATUS
from web.figures import charts, exports, sentences
from web.figures.columns import FIGURES, Counted
from web.figures.comparing import compare
from web.figures.links import in_city, numbers_link, overseer_link, short_name, site_link
from web.figures.measures import OVERDUE
from web.figures.query_params import FigureQuery
from web.figures.sentences import only_label
from web.figures.tables import Line, NumbersOf, Shown, Table, line
from web.html.badges import state_word
from web.html.formats import number_id
from web.province import downloads
from web.province.access import overseer_required
from web.province.front_page import compared
from web.province.listing import listed
from web.province.navigation import navigation_groups
from web.site.requests import StaffRequest


@require_safe
@overseer_required
def overview(request: StaffRequest) -> HttpResponse:
    query = FigureQuery.from_request(request, OVERDUE)
    comparison, shown = compare(request, query)
    context = {
        "comparison": comparison,
        "query": query,
        "ranking": shown,
        "only": only_label(query.only),
        "headline": sentences.first_line(comparison),
        "broken": integrity.broken(comparison.at),
        "sum": charts.stat_sum(comparison.whole),
        "states": _state_groups(comparison.whole),
        "state_lines": [_state_line(short_name(city.place), city.now) for city in shown.cities],
        "state_whole": _state_line(_("Seluruh %(name)s") % {"name": request.tenant.name}, comparison.whole),
        "navigation": navigation_groups(request, _late(comparison)),
        "closed": [
            {"standing": found, "url": reverse("ombudsman_overdue") + f"?kota={found.place.slug}"}
            for found in comparison.closed
        ],
        **compared(comparison, query, request.tenant.name, overseer_link, shown),
        "table": _table(comparison, list(shown.cities), query, request.tenant.name),
    }
    return render(request, "province/overview.html", context)


@require_safe
@overseer_required
def overview_file(request: StaffRequest, form: str) -> HttpResponse:
    """Every city, however many a page shows."""
    query = FigureQuery.from_request(request, OVERDUE)
    comparison = _comparison(request, query)
    columns, rows = downloads.comparison_rows(comparison, request.tenant, query)
    states = [state_word(state) for state in COUNTED]
    by_state = [[city.now.by_state.get(state, 0) for state in COUNTED] for city in comparison.cities]
    by_state.append([comparison.whole.by_state.get(state, 0) for state in COUNTED])
    return exports.answer(
        form,
        f"ombudsman-{request.tenant.slug}-{query.period}",
        [*columns, *states],
        [[*row, *counts] for row, counts in zip(rows, by_state, strict=True)],
    )


@require_safe
@overseer_required
def one_city(request: StaffRequest, slug: str) -> HttpResponse:
    """Three statements: the city's figures; its late reports; how every city stands, for the menu."""
    now, query = timezone.now(), FigureQuery.from_request(request)
    standing = queries.standing(now, by_age=False)
    found = next((city for city in standing if city.place.slug == slug and city.place.is_enabled), None)
    if found is None:
        raise Http404
    city = queries.city(now, period(query.period, now, request.tenant.zone), query.only, found.place)
    late = Wanted(tenant=city.place.schema_name, kind=query.only.kind, group=query.only.group)
    page = lists.reports(now, late, after=query.after)
    context = {
        "at": now,
        "query": query,
        "only": only_label(query.only),
        "city": city,
        "measures": charts.measured(city, query),
        "site_url": site_link(city.place),
        "breakdown_url": reverse("ombudsman_city_breakdown", args=[slug]) + query.query_string,
        "headline": sentences.city_line(city),
        "period_label": sentences.period_label(query.period),
        "sum": charts.stat_sum(city.now),
        "states": _state_groups(city.now),
        "navigation": navigation_groups(request, [(other.place, other.overdue) for other in standing]),
        **listed(page, query, query.only_kept),
    }
    return render(request, "province/city.html", context)


def _late(comparison: Comparison) -> list[tuple[CityPlace, int]]:
    """How many reports are late in each city, disabled ones with open reports among them."""
    open_ones = [(city.place, city.overdue) for city in comparison.cities]
    return open_ones + [(city.place, city.overdue) for city in comparison.closed]


def _comparison(request: StaffRequest, query: FigureQuery) -> Comparison:
    now = timezone.now()
    return queries.comparison(now, period(query.period, now, request.tenant.zone), query.only)


def _table(comparison: Comparison, cities: list[City], query: FigureQuery, province: str) -> Table:
    """Cities line by line, with the list of numbers behind each count."""
    lists_of_all = {column.what: numbers_link(column.what, query) for column in FIGURES if column.what}

    def numbers(city: City) -> NumbersOf:
        return lambda column: in_city(lists_of_all[column.what], city.place)

    return Table(
        key="figures",
        caption=_("Laporan per kabupaten/kota, %(period)s") % {"period": sentences.period_label(query.period)},
        heads=_("Kabupaten/kota"),
        columns=tuple(str(column.label) for column in FIGURES),
        lines=tuple(
            line(
                short_name(city.place),
                overseer_link(city.place) + query.query_string,
                Counted(city.now, city.open, city.overdue),
                FIGURES,
                numbers(city),
            )
            for city in cities
        ),
        whole=line(
            _("Seluruh %(name)s") % {"name": province},
            "",
            Counted(comparison.whole, comparison.open, comparison.overdue),
            FIGURES,
            lambda column: lists_of_all[column.what],
        ),
        files={form: reverse("ombudsman_file", args=[form]) + query.query_string for form in exports.FORMS},
    )


def _state_groups(figures: Figures) -> list[dict[str, Any]]:
    """The states under their public statuses, with how many reports are in each."""
    return [
        {
            "status": status,
            "states": [{"word": state_word(state), "count": figures.by_state.get(state, 0)} for state in states],
        }
        for status, states in STATES_OF_STATUS.items()
    ]


def _state_line(name: str, figures: Figures) -> Line:
    counts = (*(figures.by_state[state] for state in COUNTED), figures.received)
    return Line(name, "", tuple(Shown(number_id(count)) for count in counts))
