"""The shape of the province's figures."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.shapes import Shape
from api.v1.parts import Named
from oversight.figures import Figures


class KeptShape(Shape):
    """How a deadline was kept."""

    met = serializers.IntegerField(help_text=_("Dipenuhi sampai batasnya."))
    late = serializers.IntegerField(help_text=_("Dipenuhi, atau berakhir tanpa dipenuhi, setelah batasnya."))
    open_late = serializers.IntegerField(source="ran_out", help_text=_("Masih terbuka melewati batasnya."))
    percent = serializers.IntegerField(allow_null=True, source="share.percent", help_text=_("met dari ketiganya."))


class FiguresShape(Shape):
    """Reports received in a span; `received` is the sum of `by_state`."""

    received = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_state = serializers.DictField(child=serializers.IntegerField())
    verified = KeptShape(help_text=_("Batas verifikasi."))
    first_follow_up = KeptShape(source="followed", help_text=_("Batas tindak lanjut pertama."))
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

    def get_by_state(self, figures: Figures) -> dict[str, int]:
        return dict(figures.by_state)

    def get_escalated(self, figures: Figures) -> dict[str, int]:
        return dict(zip(("unit_head", "coordinator", "ombudsman"), figures.escalated, strict=True))

    def get_scores(self, figures: Figures) -> dict[str, int]:
        return {str(score): count for score, count in enumerate(figures.scores, start=1)}


class PlaceShape(Named):
    slug = serializers.CharField()
    is_enabled = serializers.BooleanField(help_text=_("false: tidak dihitung dalam angka mana pun."))
