"""The national calendar and the legal deadlines: data of the whole installation, which cities only read.

A law changes here once, not once a city. Rows come from `tenants.law.seeding`; the province may edit any of them.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.law.calendar import CALENDAR_DAYS, WORKING_DAYS
from tenants.lazy_text import Promise


class DayUnit(models.TextChoices):
    WORKING_DAYS = WORKING_DAYS, _("hari kerja")
    CALENDAR_DAYS = CALENDAR_DAYS, _("hari kalender")


class RuleSet(models.TextChoices):
    """The body of law a deadline comes from; deadlines of several run side by side."""

    SP4N = "sp4n", _("SP4N-LAPOR!")
    UU25 = "uu25", _("UU 25/2009 Pelayanan Publik")
    PRACTICE = "practice", _("Praktik LAKSA")


class Party(models.TextChoices):
    """Who has to act before a deadline ends. What the reporter lets pass is nobody's delay in the office."""

    OFFICE = "office", _("kantor")
    REPORTER = "reporter", _("pelapor")


class CountedFrom(models.TextChoices):
    """Day 0 of a deadline: that of the event that starts it, or the day on which the file became complete: of the last
    answer the reporter was asked for, else of receipt."""

    EVENT = "event", _("kejadian yang memulainya")
    COMPLETE = "complete", _("berkas lengkap")


class Seeded(models.Model):
    """A row that seeding wrote and people may edit. What seeding wrote last is kept beside it, so an edit is seen."""

    SEEDED_FIELDS: tuple[str, ...] = ()

    seeded = models.JSONField(
        null=True, blank=True, editable=False, help_text="The values seeding wrote last; empty: entered by hand."
    )

    class Meta:
        abstract = True

    def values(self) -> dict[str, Any]:
        """The seeded fields as JSON holds them (dates as ISO text)."""
        values = {name: getattr(self, name) for name in self.SEEDED_FIELDS}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has edited the row since seeding wrote it. Fields that are newer than that do not count."""
        if self.seeded is None:
            return False
        values = self.values()
        return {name: values.get(name) for name in self.seeded} == self.seeded


class Holiday(Seeded):
    """A national day off: a public holiday or a cuti bersama, on one date."""

    SEEDED_FIELDS = ("name", "kind", "legal_basis", "confirmed", "is_day_off")

    class Kind(models.TextChoices):
        PUBLIC = "public", _("hari libur nasional")
        CUTI_BERSAMA = "cuti_bersama", _("cuti bersama")

    date = models.DateField(primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    legal_basis = models.CharField(max_length=200)
    confirmed = models.BooleanField(help_text="False: the date is an estimate.")
    is_day_off = models.BooleanField(
        default=True,
        help_text="False: withdrawn by a later decree; the row stays so that seeding does not restore it.",
    )

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class CalendarYear(Seeded):
    """How far the days off of a year are settled. A year without a row counts as not settled."""

    SEEDED_FIELDS = ("holidays_confirmed", "cuti_bersama_confirmed", "legal_basis")

    year = models.PositiveSmallIntegerField(primary_key=True)
    holidays_confirmed = models.BooleanField()
    cuti_bersama_confirmed = models.BooleanField(help_text="False: deadlines in this year are provisional.")
    legal_basis = models.CharField(max_length=200)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class DeadlineRule(Seeded):
    """One legal deadline for one kind of report: so many days from one event until another.

    Events are those of `tenants.law.events`. A changed deadline is a new row with its own `valid_from`;
    the rule in force on the local day of the starting event applies.
    """

    SEEDED_FIELDS = (
        "limit",
        "unit",
        "starts_at",
        "met_by",
        "legal_basis",
        "valid_to",
        "confirmed",
        "is_public_figure",
        "party",
        "pauses",
        "restarts",
        "extension",
        "counted_from",
        "readings",
    )

    class ReportKind(models.TextChoices):
        COMPLAINT = "complaint", _("pengaduan")
        MISCONDUCT = "misconduct", _("pengaduan berkadar pengawasan")
        ASPIRATION = "aspiration", _("aspirasi")
        INFORMATION = "information", _("permintaan informasi")

    code = models.CharField(max_length=30)
    rule_set = models.CharField(max_length=10, choices=RuleSet)
    kind = models.CharField(max_length=15, choices=ReportKind)
    limit = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=DayUnit)
    starts_at = models.CharField(max_length=30)
    met_by = ArrayField(models.CharField(max_length=30))
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField(help_text="First day in force.")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day in force; empty: still in force.")
    confirmed = models.BooleanField(help_text="False: not checked against the official text.")
    is_public_figure = models.BooleanField(help_text="True: public figures of punctuality count this limit.")
    party = models.CharField(max_length=10, choices=Party, default=Party.OFFICE, db_default=Party.OFFICE.value)
    pauses = models.BooleanField(
        default=False, db_default=False, help_text="True: stands still while the reporter is asked for more."
    )
    restarts = models.BooleanField(
        default=False, db_default=False, help_text="True: every starting event starts it anew, not only the first."
    )
    extension = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="By how many days it may be extended, with a reason; 0: not at all."
    )

    counted_from = models.CharField(
        max_length=10,
        choices=CountedFrom,
        default=CountedFrom.EVENT,
        db_default=CountedFrom.EVENT.value,
        help_text="The starting event, or the day on which the file became complete.",
    )
    readings = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Where the law's words may be read in several ways: each reading (tenants.law.interpretations).",
    )

    # What a table of limits says besides (`web.html.deadline_tables`).
    label: Promise
    reading: str

    class Meta:
        ordering = ["rule_set", "kind", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code", "kind", "valid_from"], name="law_rule_once"),
            models.CheckConstraint(condition=models.Q(limit__gte=1), name="law_rule_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.code} {self.kind}: {self.limit} {self.unit}"

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class EscalationStep(Seeded):
    """To whom a report goes that is past a deadline of the office, and after how long.

    Days count from the step before; the first step a report takes, from the end of the deadline. The national calendar
    counts, so that no city keeps its late reports to itself by days off of its own.
    """

    SEEDED_FIELDS = ("after_days", "unit", "legal_basis", "valid_to", "confirmed")

    class Level(models.IntegerChoices):
        UNIT_HEAD = 1, _("kepala OPD")
        COORDINATOR = 2, _("koordinator")
        OMBUDSMAN = 3, _("Ombudsman")

    level = models.PositiveSmallIntegerField(choices=Level)
    after_days = models.PositiveSmallIntegerField(help_text="0: at once.")
    unit = models.CharField(max_length=15, choices=DayUnit)
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField(help_text="First day in force.")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day in force; empty: still in force.")
    confirmed = models.BooleanField(help_text="False: not checked against the official text.")

    class Meta:
        ordering = ["level", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["level", "valid_from"], name="law_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.get_level_display()}: {self.after_days} {self.unit}"

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
