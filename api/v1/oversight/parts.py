"""The shape of the province's figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.v1.parts import Named
from oversight.figures import CityPlace, Figures, Kept


class KeptShape(serializers.Serializer):
    """How a deadline was kept."""

    met = serializers.IntegerField(help_text=_("Dipenuhi sampai batasnya."))
    late = serializers.IntegerField(help_text=_("Dipenuhi, atau berakhir tanpa dipenuhi, setelah batasnya."))
    open_late = serializers.IntegerField(help_text=_("Masih terbuka melewati batasnya."))
    percent = serializers.IntegerField(allow_null=True, help_text=_("met dari ketiganya."))


class FiguresShape(serializers.Serializer):
    """Reports received in a span; `received` is the sum of `by_state`."""

    received = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_state = serializers.DictField(child=serializers.IntegerField())
    verified = KeptShape(help_text=_("Batas verifikasi."))
    first_follow_up = KeptShape(help_text=_("Batas tindak lanjut pertama."))
    answered = KeptShape(help_text=_("Batas jawaban; penolakan dengan alasan adalah jawaban."))
    measured = serializers.IntegerField(help_text=_("Laporan yang sudah dijawab."))
    median_days = serializers.FloatField(
        allow_null=True, help_text=_("Hari kerja sampai jawaban pertama; 61 berarti lebih dari 60.")
    )
    p90_days = serializers.IntegerField(allow_null=True, help_text=_("Sembilan dari sepuluh dijawab dalam sekian."))
    reopened = serializers.IntegerField()
    asked = serializers.IntegerField(help_text=_("Pelapornya diminta melengkapi; jam daerah berhenti selama itu."))
    escalated = serializers.DictField(child=serializers.IntegerField())
    scores = serializers.DictField(child=serializers.IntegerField(), help_text=_("Banyaknya nilai 1, 2, 3, 4."))
    mean_score = serializers.FloatField(allow_null=True)


class PlaceShape(Named):
    slug = serializers.CharField()
    is_enabled = serializers.BooleanField(help_text=_("false: tidak dihitung dalam angka mana pun."))


def kept(value: Kept) -> dict[str, Any]:
    return {"met": value.met, "late": value.late, "open_late": value.ran_out, "percent": value.share.percent}


def figures(value: Figures) -> dict[str, Any]:
    return {
        "received": value.received,
        "by_status": value.by_status,
        "by_state": dict(value.by_state),
        "verified": kept(value.verified),
        "first_follow_up": kept(value.followed),
        "answered": kept(value.answered),
        "measured": value.measured,
        "median_days": value.median_days,
        "p90_days": value.p90_days,
        "reopened": value.reopened,
        "asked": value.asked,
        "escalated": dict(zip(("unit_head", "coordinator", "ombudsman"), value.escalated, strict=True)),
        "scores": {str(score): count for score, count in enumerate(value.scores, start=1)},
        "mean_score": value.mean_score,
    }


def place(value: CityPlace) -> dict[str, Any]:
    return {"code": value.code, "name": value.name, "slug": value.slug, "is_enabled": value.is_enabled}
