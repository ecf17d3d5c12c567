"""The clocks of a report: each row is one legal limit that runs, with the terms it was promised under."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.deadlines.labels import deadline_label
from tenants.law.models import DayUnit, RuleSet


class Deadline(models.Model):
    """A limit of a report. The terms are copied from the law at the start: a later change of law moves no due date.

    `due_on` is a day in the tenant's zone, `due_at` its last second. `met_at` is set only when the event the limit
    waits for happened, in time or late.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("berjalan")
        MET = "met", _("tepat waktu")
        LATE = "late", _("terlambat")
        CANCELLED = "cancelled", _("tidak berlaku lagi")

    # The constraint below indexes the report already.
    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    rule = models.CharField(max_length=30)
    rule_set = models.CharField(max_length=10, choices=RuleSet)
    limit = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=DayUnit)
    basis = models.CharField(max_length=200)
    confirmed = models.BooleanField()
    provisional = models.BooleanField()
    met_by = ArrayField(models.CharField(max_length=30))
    started_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "rule_set", "rule"], name="deadlines_once_a_report"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="deadlines_open", condition=models.Q(outcome="open")),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.rule}: {self.due_on}"

    @property
    def label(self) -> Promise:
        return deadline_label(self.rule)
