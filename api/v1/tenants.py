"""The cities this installation serves; on the province's host."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.shapes import Shape
from api.v1.parts import Named
from api.views import PublicView
from tenants import sites


class City(Named):
    url = serializers.URLField(help_text=_("Situsnya; API-nya ada di bawah /api/v1/ pada situs itu."))


class CityList(Shape):
    results = City(many=True, source="*")


class Tenants(PublicView):
    """The kabupaten/kota with a site of their own."""

    @operation("list_tenants", _("Kabupaten/kota yang dilayani"), CityList)
    def get(self, request: Request) -> Response:
        return Response(self.show(CityList, sites.cities()))
