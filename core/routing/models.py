"""Which unit has a report, and had it before; and the units that have a part of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.catalogue.models import Unit
from core.reports.models import Report, new_salt


class Dispatch(models.Model):
    """A disposisi: the report, or a part of it, handed to a unit. `ended_at` is set when the unit has it no more.

    One unit speaks to the citizen; the others do their part (`is_part`) and tell that unit. `note` and `return_note`
    are vouched for by the audit entries `seq` and `ended_seq` (rows from before that: no seq).
    """

    class Ending(models.TextChoices):
        FINISHED = "finished", _("selesai")
        RETURNED = "returned", _("dikembalikan")
        WITHDRAWN = "withdrawn", _("ditarik")
        REPLACED = "replaced", _("dialihkan")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="dispatches")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    # Empty: handed over by the system, because a unit was closed.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    is_part = models.BooleanField(default=False, db_default=False)
    note = models.TextField(blank=True)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    seq = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_seq = models.IntegerField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default="", db_default="")
    return_note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id} -> {self.unit_id}"


class Note(models.Model):
    """A word of the office to itself about a report; no citizen reads it. Vouched for by the audit entry `seq`."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"note #{self.seq} of {self.report_id}"
