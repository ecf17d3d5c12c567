"""Which unit has a report, and had it before."""

from django.conf import settings
from django.db import models

from core.catalogue.models import Unit
from core.reports.models import Report


class Dispatch(models.Model):
    """A disposisi: the report handed to a unit. `ended_at` is set when the unit sends it back."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="dispatches")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    return_note = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.report_id} -> {self.unit_id}"
