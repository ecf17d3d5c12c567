"""Sums of facts, and what transitions have changed since these were last brought up to date (decision 9).

Only the owner's trigger appends deltas; only the province's role folds them. No city's role has any right here.
"""

from django.db import models

from oversight.columns import COLUMNS


class Tally(models.Model):
    """The reports of one tenant (`*`: of all) received in one month or year (`grain` M or Y, `start` its first day, in
    the province's zone) under one value of a cut: kind, group, kind_group, unit, district, or none of these ("").

    Its further columns are those of `oversight.columns`; deadlines count as run out as of `Mark.swept_at`.
    """

    pk = models.CompositePrimaryKey("cut", "value", "grain", "start", "tenant")
    cut = models.CharField(max_length=10)
    value = models.CharField(max_length=100)
    grain = models.CharField(max_length=1)
    start = models.DateField()
    tenant = models.CharField(max_length=5)

    class Meta:
        indexes = [models.Index(fields=["tenant", "cut", "grain", "start"], name="oversight_tally_tenant")]

    def __str__(self) -> str:
        return f"{self.tenant} {self.grain} {self.start} {self.cut} {self.value}".strip()


for _name in COLUMNS:
    Tally.add_to_class(_name, models.IntegerField(default=0, db_default=0))


class Delta(models.Model):
    """One cell that came (`sign` 1) or went (-1) with a transition and is not in the tallies yet.

    Days are local dates of the tenant, `month` is the province's. `verify`, `follow_up` and `total` say how a deadline
    was kept: 1 met, 2 late, 3 still running or run out (only then its due time stands beside it).
    """

    sign = models.SmallIntegerField()
    tenant = models.CharField(max_length=5)
    month = models.DateField()
    kind = models.CharField(max_length=15)
    category_group = models.CharField(max_length=80)
    unit_type = models.CharField(max_length=20)
    district = models.CharField(max_length=13)
    state = models.CharField(max_length=15)
    verify = models.SmallIntegerField(null=True)
    follow_up = models.SmallIntegerField(null=True)
    total = models.SmallIntegerField(null=True)
    due_verify = models.DateTimeField(null=True)
    due_follow_up = models.DateTimeField(null=True)
    due_total = models.DateTimeField(null=True)
    first_due = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    received_day = models.DateField()
    answered_day = models.DateField(null=True)
    asked = models.BooleanField()
    reopened = models.BooleanField()
    escalation_level = models.SmallIntegerField()
    score = models.SmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.sign:+} {self.tenant} {self.month} {self.state}"


class DueDay(models.Model):
    """How many open reports of a tenant miss, or will miss, their first deadline on a local day: overdue by age."""

    pk = models.CompositePrimaryKey("tenant", "day")
    tenant = models.CharField(max_length=5)
    day = models.DateField()
    open = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.tenant} {self.day}: {self.open}"


class WorkDay(models.Model):
    """The running number of the last working day on or before a day, by the calendar the tallies were made with."""

    day = models.DateField(primary_key=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"


class Mark(models.Model):
    """How far the tallies are (one row): deadlines that ran out before `swept_at` count as such. `calendar` is the
    digest of the days off in `WorkDay`.
    """

    swept_at = models.DateTimeField()
    calendar = models.CharField(max_length=32, blank=True)
    rebuilt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.swept_at:%Y-%m-%d %H:%M}"
