"""The province's figures, from the same queries as its pages."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import TenantRequest
from api.schema import operation, query
from api.shapes import Shape
from api.v1.oversight.parts import FiguresShape, PlaceShape
from api.views import OverseerView
from core.common.errors import Invalid
from core.reports.kinds import Kind
from oversight import queries
from oversight.figures import Standing
from oversight.periods import DEFAULT, is_name, period
from oversight.queries import Only, age_bounds


class Reached(NamedTuple):
    """What an `Age` shows."""

    from_days: int
    to_days: int | None
    reports: int


class Age(Shape):
    """Overdue reports whose first missed deadline ran out so many calendar days ago."""

    from_days = serializers.IntegerField()
    to_days = serializers.IntegerField(allow_null=True)
    reports = serializers.IntegerField()


class CityFigures(Shape):
    tenant = PlaceShape(source="place")
    now = FiguresShape()
    before = FiguresShape(allow_null=True, help_text=_("Rentang sama panjang sebelumnya."))
    open = serializers.IntegerField(help_text=_("Masih terbuka sekarang, kapan pun masuknya."))
    overdue = serializers.IntegerField(help_text=_("Di antaranya yang melewati salah satu batas."))


class Comparison(Shape):
    at = serializers.DateTimeField(help_text=_("Saat angka dihitung, dari satu potret data."))
    period = serializers.CharField(source="period.name")
    start = serializers.DateTimeField(source="period.start")
    end = serializers.DateTimeField(source="period.end", help_text=_("Tidak termasuk."))
    whole = FiguresShape()
    whole_before = FiguresShape(allow_null=True)
    tenants = CityFigures(many=True, source="cities")


class OpenReports(Shape):
    tenant = PlaceShape(source="place")
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    by_age = Age(many=True)

    def get_by_age(self, standing: Standing) -> list[Reached]:
        return [Reached(*age_bounds(position), reports) for position, reports in enumerate(standing.by_age)]


class TenantList(Shape):
    at = serializers.DateTimeField()
    results = OpenReports(many=True, source="*")

    def get_at(self, standing: list[Standing]) -> datetime:
        return self.context["at"]


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
        given, now, zone = self.given, timezone.now(), request.tenant.zone
        name, kind = given.get("period", DEFAULT), given.get("kind", "")
        if not is_name(name, now, zone):
            raise Invalid({"period": [_("Rentang waktu ini tidak dikenal.")]})
        if kind and kind not in Kind.values:
            raise Invalid({"kind": [_("Jenis ini tidak dikenal.")]})
        found = queries.comparison(now, period(name, now, zone), Only(kind, given.get("group", "").replace("\0", "")))
        return Response(self.show(Comparison, found))


class OversightTenants(OverseerView):
    """Every city with its open reports by age; disabled ones as long as they have open reports."""

    @operation("oversight_tenants", _("Kabupaten/kota dan laporan terbukanya"), TenantList)
    def get(self, request: TenantRequest) -> Response:
        now = timezone.now()
        return Response(self.show(TenantList, queries.standing(now), at=now))
