"""Desa/kelurahan of the city: all of them, by what was typed, or by a pin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation, query
from api.shapes import Shape
from api.v1 import parts
from api.views import PublicView
from core.casework.queries import neighbour_address
from core.common.errors import Invalid
from core.reports.drafts import parse_pin
from tenants.areas import lookup
from tenants.areas.index import AreaName, PinResult, PinState
from tenants.context import current


class OtherCity(parts.Named):
    url = serializers.URLField(allow_null=True, help_text=_("Situsnya, bila dilayani di sini juga."))

    def get_url(self, city: parts.Coded) -> str | None:
        return neighbour_address(city.code) or None


class Pin(Shape):
    """Where the pin lies, seen from this city: `near` is up to 150 m outside it and still accepted."""

    position = serializers.ChoiceField([state.value for state in PinState], source="state")
    distance_m = serializers.FloatField(allow_null=True)
    city = OtherCity(allow_null=True, help_text=_("Daerah lain tempat pin itu berada."))

    def get_city(self, pin: PinResult) -> parts.Coded | None:
        if pin.state != PinState.ELSEWHERE or pin.place is None:
            return None
        return parts.Coded(pin.place.city_code, pin.place.city_name)


@dataclass(frozen=True)
class Found:
    """Areas, and what was found at a pin when one was given."""

    results: Sequence[AreaName]
    pin: PinResult | None = None


class AreaList(Shape):
    results = parts.Area(many=True)
    pin = Pin(allow_null=True, help_text=_("Hanya bila lat dan lon diberikan."))


class Areas(PublicView):
    """Without parameters all of them, kecamatan by kecamatan; by words the best first; by a pin the one there."""

    @operation(
        "list_areas",
        _("Desa/kelurahan: semua, menurut nama, atau menurut pin"),
        AreaList,
        parameters=[
            query("q", _("Nama yang dicari.")),
            query("lat", _("Lintang, bersama lon."), type=float),
            query("lon", _("Bujur, bersama lat."), type=float),
        ],
    )
    def get(self, request: Request) -> Response:
        given = self.given
        city = current().code
        if "lat" in request.GET or "lon" in request.GET:
            found = _located(given, city)
        elif "q" in given:
            found = Found(lookup.search(city, given["q"]))
        else:
            found = Found([place for kecamatan in lookup.areas_of(city) for place in kecamatan.areas])
        return Response(self.show(AreaList, found))


def _located(given: dict[str, str], city: str) -> Found:
    if "q" in given:
        raise Invalid.at("q", _("Cari menurut nama atau menurut pin, tidak keduanya."))
    lat, lon = parse_pin(given.get("lat"), given.get("lon"))
    if lat is None or lon is None:  # given empty, which is no number
        raise Invalid.at("location", _("Letak pada peta harus berupa angka lintang dan bujur."))
    pin = lookup.resolve_pin(lat, lon, city)
    return Found([pin.place] if pin.accepted and pin.place else [], pin)
