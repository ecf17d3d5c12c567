"""Where a city is found, and what it is called where there is little room."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from oversight.figures import CityPlace
from oversight.lists import OVERDUE
from web.html.reversed_urls import address

if TYPE_CHECKING:  # which needs this module
    from web.figures.query_params import FigureQuery

# Where a city's name leads: to its own site, to the public page of its figures, or to the Ombudsman's.
Link = Callable[[CityPlace], str]


def site_link(place: CityPlace) -> str:
    """The address of a city's own site; "" for a place without a host."""
    if not place.host:
        return ""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{place.host}{port}/"


def city_link(place: CityPlace) -> str:
    """The address of the public page of a city's figures."""
    return address("province_city", place.slug)


def overseer_link(place: CityPlace) -> str:
    """The address of the Ombudsman's page of a city."""
    return address("ombudsman_city", place.slug)


def short_name(place: CityPlace) -> str:
    """ "Kabupaten Lebak" -> "Kab. Lebak"."""
    return place.name.replace("Kabupaten ", "Kab. ", 1)


def numbers_link(what: str, query: "FigureQuery", **where: str) -> str:
    """The Ombudsman's list of the numbers a figure counts, in the same period, of the same kind and category group;
    `where` narrows it further. Overdue ones are so now, whatever the period."""
    only = {"jenis": query.only.kind, "bidang": query.only.group}
    period = {} if what == OVERDUE else {"periode": query.period}
    given = {name: value for name, value in {**period, **only, **where}.items() if value}
    path = reverse("ombudsman_overdue") if what == OVERDUE else address("ombudsman_list", what)
    return f"{path}?{urlencode(given)}" if given else path


def in_city(list_url: str, place: CityPlace) -> str:
    """A list of numbers (`numbers_link`) narrowed to one city."""
    return f"{list_url}{'&' if '?' in list_url else '?'}kota={place.slug}"
