"""The clocks of a report: each row is one legal deadline that runs, with the terms it was promised under; the steps by
which a late report was escalated; and the days on which this city does not work besides the national ones."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.deadlines.labels import deadline_label
from tenants.law.models import DayUnit, EscalationStep, Party, RuleSet
from tenants.lazy_text import Promise


class Deadline(models.Model):
    """A deadline of a report. The terms are copied from the law at the start: a later change of law moves no due date.

    `due_on` is a day in the tenant's zone, `due_at` its last moment. Only a logged pause (`waits`), an extension
    (`extension_days`) or a change of the calendar moves it. `national_due_at` leaves out pauses, extension and local
    days off: it is what the overseer judges by. `met_at` is set only when the event the deadline waits for happened,
    in time or late. While `paused_at` is set the deadline stands still.

    `waits` are the pairs (asked, answered) of a deadline that pauses, the last without its second moment while the
    reporter is asked; `paused_at`, `paused_days` and the due times are counted from them anew whenever something
    changes (`core.deadlines.arithmetic.reckon`). A deadline that had lapsed when the reporter was asked does not
    pause.

    `late_before` keeps lateness that had arisen under a kind the report no longer has: for each, `kind` and the `due`
    that was missed. A correction gives a report the clocks of its true kind, but makes no lateness undone.
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
    party = models.CharField(max_length=10, choices=Party, default=Party.OFFICE, db_default=Party.OFFICE.value)
    limit = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=DayUnit)
    basis = models.CharField(max_length=200)
    confirmed = models.BooleanField()
    provisional = models.BooleanField()
    pauses = models.BooleanField(default=False, db_default=False)
    # By how many days this deadline may be extended, and by how many it was.
    extension = models.PositiveSmallIntegerField(default=0, db_default=0)
    extension_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    met_by = ArrayField(models.CharField(max_length=30))
    started_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    # Empty on rows older than this column: the same as `due_at` then.
    national_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    waits = ArrayField(ArrayField(models.DateTimeField(null=True), size=2), default=list, db_default=[])
    late_before = models.JSONField(default=list, db_default=[])
    met_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    # Of a limit that is just starting: whether it begins anew where it had been met (`DeadlineRule.restarts`).
    restarts: bool

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

    @property
    def label_to_reporter(self) -> Promise:
        return deadline_label(self.rule, to_reporter=True)

    @property
    def key(self) -> str:
        """How history names the deadline of a report."""
        return f"{self.rule_set}.{self.rule}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def is_running(self) -> bool:
        """Whether somebody's time is running out: neither over nor standing still."""
        return self.is_open and self.paused_at is None

    @property
    def is_of_the_office(self) -> bool:
        return self.party == Party.OFFICE

    def may_be_extended(self, at: datetime) -> bool:
        """Whether more time may be given at `at`: some is left to give, and the deadline has not lapsed."""
        return self.is_running and self.extension > self.extension_days and at <= self.due_at

    @property
    def national_due(self) -> datetime:
        return self.national_due_at or self.due_at


class Escalation(models.Model):
    """A late report has come to somebody higher up, once for each level of a round.

    A round lasts as long as the report is late without a break. When it was on time again in between (the late
    deadlines were met, extended, or it was reopened) and is late once more, the next round begins at the lowest level.
    """

    Level = EscalationStep.Level

    # The constraint below indexes the report already.
    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="escalations", db_index=False)
    round = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    # Whose head was meant, at the level of the unit's head.
    unit = models.ForeignKey("catalogue.Unit", on_delete=models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    # When the next level is due if the report is still late; empty after the last.
    next_at = models.DateTimeField(null=True)
    # When it went out with a digest.
    notified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "round", "level"], name="escalation_once"),
        ]
        indexes = [
            models.Index(
                fields=["level", "unit"], name="escalation_unnotified", condition=models.Q(notified_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.round}.{self.level}"


class LocalDayOff(models.Model):
    """A day on which this city does not work, by a decree of its own. The overseer's figures do not know it."""

    date = models.DateField(primary_key=True)
    name = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    # Withdrawn days stay, so that a due date that once counted them can be explained.
    is_day_off = models.BooleanField(default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Recalculation(models.Model):
    """By which calendar the open deadlines of this city were computed last: one row.

    `days_off` and `decreed` are that calendar itself (days in ISO form, years), so that history can name what changed.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    days_off = models.JSONField(default=list, db_default=[])
    decreed = models.JSONField(default=list, db_default=[])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest
