"""`/ombudsman/keutuhan/`: whether each city's past, and the province's own, is still what it was, for the Ombudsman's
people."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework.verification import province
from core.casework.verification.problems import Fault
from oversight import integrity, queries
from oversight.integrity import Standing
from web.accounts.access import overseer_required
from web.figures.comparison import Ranking, part
from web.figures.measures import CITY_MEASURES
from web.figures.query_params import FigureQuery
from web.province.navigation import NavigationGroup, figures_navigation
from web.site.requests import StaffRequest


@dataclass(frozen=True)
class IntegrityPage:
    headline: str
    own_faults: list[Fault]
    ranking: Ranking[Standing]
    navigation: list[NavigationGroup]


@require_safe
@overseer_required
def page(request: StaffRequest) -> HttpResponse:
    """Each city with its newest seal, its last check and what that found, broken ones first; and the province's own
    history, which is computed again when a row of it was written since somebody looked."""
    query = FigureQuery.from_request(request, CITY_MEASURES)
    standings = integrity.standings(query.now)
    found = list(province.own_faults())
    if place := integrity.wrong_tally():
        found.append(Fault(f"public.oversight_tally {place}", "is not what the facts add up to"))
    worst_first = sorted(standings, key=lambda standing: (not standing.is_broken, not standing.is_stale))
    shown = part(worst_first, query)
    page = IntegrityPage(
        headline=_headline(standings, found),
        own_faults=found,
        ranking=shown,
        navigation=figures_navigation(request, queries.standing(query.now, by_age=False)),
    )
    return render(request, "province/integrity.html", vars(page))


def _headline(standings: list[Standing], own_faults: list[Fault]) -> str:
    broken = sum(standing.is_broken for standing in standings)
    if own_faults and broken:
        return _("Riwayat provinsi sendiri dan %(n)s kabupaten/kota tidak utuh") % {"n": broken}
    if own_faults:
        return _("Riwayat provinsi sendiri tidak utuh")
    unseen = sum(standing.checked is None or standing.is_stale for standing in standings)
    if broken:
        return _("Riwayat %(n)s kabupaten/kota tidak utuh") % {"n": broken}
    if unseen == len(standings):
        return _("Belum ada yang diperiksa")
    if unseen:
        return _("Yang sudah diperiksa utuh; %(n)s kabupaten/kota belum diperiksa") % {"n": unseen}
    return _("Riwayat semua kabupaten/kota utuh")
