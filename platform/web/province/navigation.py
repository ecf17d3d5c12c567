"""The menu of the Ombudsman's pages: the figures, the Ombudsman's own work, and what is late in each city."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.casework.supervision.powers import POWERS
from oversight.figures import City, CityPlace, Standing
from tenants.lazy_text import Promise
from web.figures.comparison import MOST
from web.figures.query_params import in_city, overseer_link
from web.site.requests import StaffRequest


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    is_current: bool = False
    count: int | None = None
    is_late: bool = False


@dataclass(frozen=True)
class NavigationGroup:
    title: str
    items: list[NavigationItem]


# (URL name, label, power it takes)
_SUPERVISION: tuple[tuple[str, Promise, str], ...] = (
    ("supervision_find", lazy("Buka laporan"), "read"),
    ("supervision_requests", lazy("Permintaan ke daerah"), "read"),
    ("supervision_cases", lazy("Perkara"), "read"),
    ("supervision_readings", lazy("Siapa membuka apa"), "read"),
    ("supervision_people", lazy("Orang"), "appoint"),
    ("law_calendar", lazy("Hari libur nasional"), "read"),
    ("law_rules", lazy("Batas waktu"), "read"),
)


def figures_navigation(request: StaffRequest, cities: Sequence[City | Standing]) -> list[NavigationGroup]:
    """With how many reports are late in each city; where there are many cities, in those with most of them."""
    everywhere = (
        (_("Semua kabupaten/kota"), reverse("ombudsman"), None),
        (_("Rincian"), reverse("ombudsman_breakdown"), None),
        (_("Lewat batas"), reverse("ombudsman_overdue"), sum(city.overdue for city in cities)),
        (_("Umur keterlambatan"), reverse("ombudsman_ages"), None),
        (_("Keutuhan riwayat"), reverse("ombudsman_integrity"), None),
    )
    shown = cities if len(cities) <= MOST else sorted(cities, key=lambda city: -city.overdue)[: MOST // 2]
    each = [(name_of(city.place), _url(city.place), city.overdue) for city in shown]

    def group(title: str, items: Iterable[tuple[str, str, int | None]]) -> NavigationGroup:
        return NavigationGroup(
            title,
            [NavigationItem(label, url, url == request.path, count, is_late=True) for label, url, count in items],
        )

    return [group("", everywhere), _supervision(request), group(_("Lewat batas per daerah"), each)]


def supervision_navigation(request: StaffRequest) -> list[NavigationGroup]:
    """The menu of the Ombudsman's own work, with the way back to the figures."""
    figures = [
        NavigationItem(_("Semua kabupaten/kota"), reverse("ombudsman")),
        NavigationItem(_("Lewat batas"), reverse("ombudsman_overdue")),
    ]
    return [_supervision(request), NavigationGroup(_("Angka"), figures)]


def _supervision(request: StaffRequest) -> NavigationGroup:
    """The pages that the person at this menu may use."""
    pages = [(reverse(name), str(label)) for name, label, power in _SUPERVISION if request.actor.roles & POWERS[power]]
    return NavigationGroup(
        _("Pengawasan"), [NavigationItem(label, url, request.path.startswith(url)) for url, label in pages]
    )


def _url(place: CityPlace) -> str:
    """A disabled city is in no figure and has no page of them: its open reports are listed."""
    if place.is_enabled:
        return overseer_link(place)
    return in_city(reverse("ombudsman_overdue"), place)


def name_of(place: CityPlace) -> str:
    return place.short_name if place.is_enabled else _("%(name)s (nonaktif)") % {"name": place.short_name}
