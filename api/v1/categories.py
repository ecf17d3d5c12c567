"""What a report may be about."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.shapes import Shape
from api.v1.parts import Named
from api.views import PublicView
from core.casework import queries


class Category(Named):
    group = serializers.CharField(help_text=_("Sama di seluruh provinsi."))
    subgroup = serializers.CharField(allow_blank=True)
    lead_unit = Named(help_text=_("OPD yang biasanya menangani."))
    starts_secret = serializers.BooleanField(
        source="is_sensitive", help_text=_("Laporannya selalu dimulai sebagai rahasia.")
    )


class CategoryList(Shape):
    results = Category(many=True, source="*")


class Categories(PublicView):
    """The categories of this city, in its own order."""

    @operation("list_categories", _("Kategori laporan"), CategoryList)
    def get(self, request: Request) -> Response:
        return Response(self.show(CategoryList, queries.categories()))
