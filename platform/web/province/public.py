"""The province's front page: the cities compared, for everybody, and the way to one's own city."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from oversight import queries
from oversight.figures import ENOUGH_CASES, AreaFound, Comparison
from oversight.histories import History, histories
from oversight.periods import period
from web.province import charts, maps, sentences
from web.province.addresses import Link, city_link, site_link
from web.province.asked import Asked, asked


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    wanted = asked(request)
    now = timezone.now()
    comparison = queries.comparison(now, period(wanted.period, now, request.tenant.zone))
    months = histories(now, request.tenant.zone, [city.place.schema_name for city in comparison.cities])
    context = {
        "comparison": comparison,
        "asked": wanted,
        "headline": sentences.first_line(comparison),
        "found": [_found(area) for area in queries.find_areas(wanted.search)],
        "cities": [{"name": city.place.name, "url": site_link(city.place)} for city in comparison.cities],
        "map": maps.draw(comparison.cities, wanted.measure, city_link),
        "file_url": reverse("province_file") + wanted.query,
        **compared(
            comparison,
            wanted,
            request.tenant.name,
            city_link,
            months,
        ),
    }
    return render(request, "province/home.html", context)


def compared(
    comparison: Comparison,
    wanted: Asked,
    province: str,
    link: Link = site_link,
    months: Mapping[str, History] | None = None,
) -> dict[str, Any]:
    """What the chart, the small multiples and the table need."""
    cities = list(comparison.cities)
    return {
        "whole_line": sentences.whole_line(comparison.whole, comparison.overdue, province, wanted.period),
        "chart": charts.chart(cities, wanted.measure, link),
        "chart_title": sentences.chart_title(cities, wanted.measure),
        "cards": charts.cards(cities, wanted.measure, link, months),
        "period_label": sentences.period_label(wanted.period),
        "before_label": sentences.before_label(wanted.period),
        "whole": charts.whole(comparison, province),
        "enough_cases": ENOUGH_CASES,
    }


def _found(area: AreaFound) -> dict[str, str]:
    return {
        "name": area.name,
        "type": area.type,
        "district": area.district,
        "city": area.place.name,
        "url": site_link(area.place),
    }
