"""Behind sign-in: the Ombudsman's figures of every city, of one city, and the numbers that are overdue."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from core.reports.kinds import Kind
from oversight import integrity, lists, periods, queries
from oversight.figures import Figures, ListedReport, Page, Place
from oversight.lists import Wanted
from oversight.periods import period
from oversight.states import COUNTED, STATES_OF_STATUS
from web.marks import state_word
from web.province import charts, sentences
from web.province.access import overseer_required
from web.province.addresses import overseer_link, short_name, site_link
from web.province.asked import AFTER, PERIOD, Asked, asked
from web.province.measures import OVERDUE, ordered
from web.province.public import compared
from web.province.supervision import rail as supervision

CLOCK_WORDS = {
    "verify": pgettext_lazy("batas", "Verifikasi"),
    "first_follow_up": gettext_lazy("Tindak lanjut pertama"),
    "total": gettext_lazy("Jawaban"),
}


@require_safe
@overseer_required
def overview(request: HttpRequest) -> HttpResponse:
    wanted = asked(request, OVERDUE)
    now = timezone.now()
    comparison = queries.comparison(now, period(wanted.period, now, request.tenant.zone))
    context = {
        "comparison": comparison,
        "asked": wanted,
        "headline": sentences.first_line(comparison),
        "broken": integrity.broken(now),
        "sum": charts.stat_sum(comparison.whole),
        "states": _state_groups(comparison.whole),
        "state_lines": [
            _state_line(short_name(city.place), city.now) for city in ordered(comparison.cities, wanted.measure)
        ],
        "state_whole": _state_line(_("Seluruh %(name)s") % {"name": request.tenant.name}, comparison.whole),
        "rail": _rail(request, [(city.place, city.overdue) for city in comparison.cities]),
        **compared(comparison, wanted, request.tenant.name, overseer_link),
    }
    return render(request, "province/overview.html", context)


@require_safe
@overseer_required
def one_city(request: HttpRequest, slug: str) -> HttpResponse:
    wanted = asked(request)
    now = timezone.now()
    comparison = queries.comparison(now, period(wanted.period, now, request.tenant.zone))
    city = comparison.city(slug)
    if city is None:
        raise Http404
    page = lists.reports(now, Wanted(tenant=city.place.schema_name), after=wanted.after)
    context = {
        "comparison": comparison,
        "asked": wanted,
        "city": city,
        "card": charts.cards([city], wanted.measure)[0],
        "site_url": site_link(city.place),
        "headline": sentences.city_line(city),
        "period_label": sentences.period_label(wanted.period),
        "sum": charts.stat_sum(city.now),
        "states": _state_groups(city.now),
        "rail": _rail(request, [(other.place, other.overdue) for other in comparison.cities]),
        **_overdue_list(page, wanted),
    }
    return render(request, "province/city.html", context)


@require_safe
@overseer_required
def overdue(request: HttpRequest) -> HttpResponse:
    wanted = asked(request)
    now = timezone.now()
    by_city = [(city.place, city.overdue) for city in queries.standing(now)]
    page = lists.reports(now, Wanted(), after=wanted.after)
    context = {
        "now": now,
        "count": sum(count for _place, count in by_city),
        "rail": _rail(request, by_city),
        **_overdue_list(page, wanted),
    }
    return render(request, "province/overdue.html", context)


def _state_groups(figures: Figures) -> list[dict[str, Any]]:
    """The states under their public statuses, with how many reports are in each."""
    return [
        {
            "status": status,
            "states": [{"word": state_word(state), "count": figures.by_state.get(state, 0)} for state in states],
        }
        for status, states in STATES_OF_STATUS.items()
    ]


def _state_line(name: str, figures: Figures) -> dict[str, Any]:
    counts = [figures.by_state.get(state, 0) for state in COUNTED]
    return {"name": name, "counts": counts, "total": figures.received}


def _overdue_list(page: Page, wanted: Asked) -> dict[str, Any]:
    """`wanted` keeps the period of the page; the way back leads to the head of the list."""
    kept = {} if wanted.period == periods.DEFAULT else {PERIOD: wanted.period}
    return {
        "rows": [_row(report) for report in page.reports],
        "next_url": f"?{urlencode({**kept, AFTER: page.next_key})}" if page.next_key else "",
        "first_url": f"?{urlencode(kept)}" if wanted.after else "",
    }


def _row(report: ListedReport) -> dict[str, Any]:
    return {
        "report": report,
        "city": short_name(report.place),
        "city_url": overseer_link(report.place),
        "kind": Kind(report.kind).label,
        "clocks": [
            {"word": CLOCK_WORDS[clock.rule], "due_at": clock.due_at, "days": clock.days_late}
            for clock in report.clocks
        ],
    }


def _rail(request: HttpRequest, cities: list[tuple[Place, int]]) -> list[dict[str, Any]]:
    """The menu, with how many reports are late in each city."""
    everywhere = [
        (_("Semua kabupaten/kota"), reverse("ombudsman"), None),
        (_("Lewat batas"), reverse("ombudsman_overdue"), sum(count for _place, count in cities)),
        (_("Keutuhan riwayat"), reverse("ombudsman_integrity"), None),
    ]
    each = [(short_name(place), overseer_link(place), count) for place, count in cities]
    groups = (("", everywhere), (_("Lewat batas per daerah"), each))
    figures = [
        {
            "title": title,
            "items": [
                {"label": label, "url": url, "count": count, "is_late": True, "is_current": url == request.path}
                for label, url, count in items
            ],
        }
        for title, items in groups
    ]
    return [figures[0], supervision.group(request), *figures[1:]]
