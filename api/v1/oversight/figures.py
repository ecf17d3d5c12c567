"""The province's figures, from the same queries as its pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import TenantRequest
from api.schema import operation, query
from api.v1.oversight.parts import FiguresShape, PlaceShape, figures, place
from api.views import OverseerView, parameters
from core.common.errors import Invalid
from core.reports.kinds import Kind
from oversight import queries
from oversight.figures import Figures
from oversight.periods import DEFAULT, is_name, period
from oversight.queries import Only, age_bounds


class Age(serializers.Serializer):
    """Overdue reports whose first missed deadline ran out so many calendar days ago."""

    from_days = serializers.IntegerField()
    to_days = serializers.IntegerField(allow_null=True)
    reports = serializers.IntegerField()


class CityFigures(serializers.Serializer):
    tenant = PlaceShape()
    now = FiguresShape()
    before = FiguresShape(allow_null=True, help_text=_("Rentang sama panjang sebelumnya."))
    open = serializers.IntegerField(help_text=_("Masih terbuka sekarang, kapan pun masuknya."))
    overdue = serializers.IntegerField(help_text=_("Di antaranya yang melewati salah satu batas."))


class Comparison(serializers.Serializer):
    at = serializers.DateTimeField(help_text=_("Saat angka dihitung, dari satu potret data."))
    period = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text=_("Tidak termasuk."))
    whole = FiguresShape()
    whole_before = FiguresShape(allow_null=True)
    tenants = CityFigures(many=True)


class OpenReports(serializers.Serializer):
    tenant = PlaceShape()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    by_age = Age(many=True)


class TenantList(serializers.Serializer):
    at = serializers.DateTimeField()
    results = OpenReports(many=True)


class OversightFigures(OverseerView):
    """Every city's figures of a span and of the one before it."""

    @operation(
        "oversight_figures",
        _("Angka semua kabupaten/kota dalam satu rentang"),
        Comparison,
        parameters=[
            query("period", _("bulan-ini, bulan-lalu, 12-bulan (bawaan), semua, atau 2026, 2026-T1, 2026-03.")),
            query("kind", _("Hanya jenis ini."), enum=Kind.values),
            query("group", _("Hanya bidang ini.")),
        ],
    )
    def get(self, request: TenantRequest) -> Response:
        given = parameters(request, "period", "kind", "group")
        now, zone = timezone.now(), request.tenant.zone
        name, kind = given.get("period", DEFAULT), given.get("kind", "")
        if not is_name(name, now, zone):
            raise Invalid({"period": [_("Rentang waktu ini tidak dikenal.")]})
        if kind and kind not in Kind.values:
            raise Invalid({"kind": [_("Jenis ini tidak dikenal.")]})
        found = queries.comparison(now, period(name, now, zone), Only(kind, given.get("group", "").replace("\0", "")))
        return Response(
            {
                "at": now,
                "period": found.period.name,
                "start": found.period.start,
                "end": found.period.end,
                "whole": figures(found.whole),
                "whole_before": _before(found.whole_before),
                "tenants": [
                    {
                        "tenant": place(city.place),
                        "now": figures(city.now),
                        "before": _before(city.before),
                        "open": city.open,
                        "overdue": city.overdue,
                    }
                    for city in found.cities
                ],
            }
        )


class OversightTenants(OverseerView):
    """Every city with its open reports by age; disabled ones as long as they have open reports."""

    @operation("oversight_tenants", _("Kabupaten/kota dan laporan terbukanya"), TenantList)
    def get(self, request: TenantRequest) -> Response:
        parameters(request)
        now = timezone.now()
        results = [
            {
                "tenant": place(city.place),
                "open": city.open,
                "overdue": city.overdue,
                "by_age": [
                    dict(zip(("from_days", "to_days", "reports"), (*age_bounds(position), reports), strict=True))
                    for position, reports in enumerate(city.by_age)
                ],
            }
            for city in queries.standing(now)
        ]
        return Response({"at": now, "results": results})


def _before(value: Figures | None) -> dict[str, Any] | None:
    return None if value is None else figures(value)
