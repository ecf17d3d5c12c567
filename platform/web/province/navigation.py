"""The menu of the Ombudsman's pages."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from oversight.figures import CityPlace
from web.figures.links import overseer_link, short_name
from web.figures.ranking import MOST
from web.province.supervision import navigation as supervision
from web.site.requests import StaffRequest


def navigation_groups(request: StaffRequest, cities: list[tuple[CityPlace, int]]) -> list[dict[str, Any]]:
    """With how many reports are late in each city; where there are many cities, in those with most of them."""
    everywhere = [
        (_("Semua kabupaten/kota"), reverse("ombudsman"), None),
        (_("Rincian"), reverse("ombudsman_breakdown"), None),
        (_("Lewat batas"), reverse("ombudsman_overdue"), sum(count for _place, count in cities)),
        (_("Umur keterlambatan"), reverse("ombudsman_ages"), None),
        (_("Keutuhan riwayat"), reverse("ombudsman_integrity"), None),
    ]
    shown = cities if len(cities) <= MOST else sorted(cities, key=lambda city: -city[1])[: MOST // 2]
    each = [(_name(place), _url(place), count) for place, count in shown]
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


def _url(place: CityPlace) -> str:
    """A disabled city is in no figure and has no page of them: its open reports are listed."""
    if place.is_enabled:
        return overseer_link(place)
    return f"{reverse('ombudsman_overdue')}?{urlencode({'kota': place.slug})}"


def _name(place: CityPlace) -> str:
    return short_name(place) if place.is_enabled else _("%(name)s (nonaktif)") % {"name": short_name(place)}
