"""Notices inside the desk: what needs somebody. A notice is open until the report moves on."""

from django.db import models

from core.catalogue.models import Unit
from core.reports.models import Report


class Notice(models.Model):
    """One report that needs a role of the city or the people of one unit."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=30)
    role = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["role", "unit", "-at"], name="notice_open", condition=models.Q(handled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.report_id}"
