"""What a report may be about."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import operation
from api.v1.parts import Named
from api.views import PublicView, parameters
from core.casework import queries
from core.catalogue import models


class Category(Named):
    group = serializers.CharField(help_text=_("Sama di seluruh provinsi."))
    subgroup = serializers.CharField(allow_blank=True)
    lead_unit = Named(help_text=_("OPD yang biasanya menangani."))
    starts_secret = serializers.BooleanField(help_text=_("Laporannya selalu dimulai sebagai rahasia."))


class CategoryList(serializers.Serializer):
    results = Category(many=True)


class Categories(PublicView):
    """The categories of this city, in its own order."""

    @operation("list_categories", _("Kategori laporan"), CategoryList)
    def get(self, request: Request) -> Response:
        parameters(request)
        return Response({"results": [_shown(category) for category in queries.categories()]})


def _shown(category: models.Category) -> dict:
    return {
        "code": category.code,
        "name": category.name,
        "group": category.group,
        "subgroup": category.subgroup,
        "lead_unit": {"code": category.lead_unit.code, "name": category.lead_unit.name},
        "starts_secret": category.is_sensitive,
    }
