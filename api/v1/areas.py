"""Desa/kelurahan of the city: all of them, by what was typed, or by a pin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation, query
from api.v1 import parts
from api.views import PublicView, parameters
from core.casework.queries import neighbour_address
from core.common.errors import Invalid
from core.reports.drafts import parse_pin
from tenants.areas import lookup
from tenants.areas.index import PinResult, PinState
from tenants.context import current


class OtherCity(parts.Named):
    url = serializers.URLField(allow_null=True, help_text=_("Situsnya, bila dilayani di sini juga."))


class Pin(serializers.Serializer):
    """Where the pin lies, seen from this city: `near` is up to 150 m outside it and still accepted."""

    position = serializers.ChoiceField([state.value for state in PinState])
    distance_m = serializers.FloatField(allow_null=True)
    city = OtherCity(allow_null=True, help_text=_("Daerah lain tempat pin itu berada."))


class AreaList(serializers.Serializer):
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
        given = parameters(request, "q", "lat", "lon")
        city = current().code
        if "lat" in request.GET or "lon" in request.GET:
            return Response(_located(given, city))
        if "q" in given:
            places = lookup.search(city, given["q"])
        else:
            places = [place for kecamatan in lookup.areas_of(city) for place in kecamatan.areas]
        return Response({"results": [parts.area(place) for place in places], "pin": None})


def _located(given: dict[str, str], city: str) -> dict[str, Any]:
    if "q" in given:
        raise Invalid.at("q", _("Cari menurut nama atau menurut pin, tidak keduanya."))
    lat, lon = parse_pin(given.get("lat"), given.get("lon"))
    if lat is None or lon is None:  # given empty, which is no number
        raise Invalid.at("location", _("Letak pada peta harus berupa angka lintang dan bujur."))
    pin = lookup.resolve_pin(lat, lon, city)
    found = [parts.area(pin.place)] if pin.accepted and pin.place else []
    return {"results": found, "pin": {"position": pin.state, "distance_m": pin.distance_m, "city": _other_city(pin)}}


def _other_city(pin: PinResult) -> dict[str, str | None] | None:
    if pin.state != PinState.ELSEWHERE or pin.place is None:
        return None
    code = pin.place.city_code
    return {"code": code, "name": pin.place.city_name, "url": neighbour_address(code) or None}
