"""What the cities record for the province: entries are appended by the cities, facts are folded from them by a
trigger.

No row holds personal data or a word of a report's text. The rules that keep a city to its own rows, and these to what
can have happened, are in the database (the folder `sql`): column grants, a row policy, CHECKs and two triggers, none
of which trusts an argument.
"""

from django.db import models


class Entry(models.Model):
    """One event of one report, as the city recorded it. Append only; `tenant` and `recorded_at` are the database's."""

    tenant = models.CharField(max_length=5)
    number = models.CharField(max_length=20)
    seq = models.IntegerField()
    event = models.CharField(max_length=30)
    state = models.CharField(max_length=15)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=15)
    category_group = models.CharField(max_length=80)
    unit_type = models.CharField(max_length=20, blank=True)
    area_code = models.CharField(max_length=13, blank=True)
    due_verify = models.DateTimeField(null=True)
    due_first_follow_up = models.DateTimeField(null=True)
    due_total = models.DateTimeField(null=True)
    entry_hash = models.BinaryField()
    # Only with the events they belong to: the city a report is handed to, a reporter's score, a step of escalation.
    transfer_to = models.CharField(max_length=5, null=True)
    score = models.SmallIntegerField(null=True)
    escalation_level = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "seq"], name="ledger_entry_once")]
        indexes = [models.Index(fields=["tenant", "recorded_at"], name="ledger_entry_tenant_time")]

    def __str__(self) -> str:
        return f"{self.number} #{self.seq} {self.event}"


class Step(models.Model):
    """An event that leads from one state to another, as a city may record it; `source` is "" for a report's first.

    Written by `core.reports.ledger_steps.seed`, read by the trigger `ledger_check`.
    """

    pk = models.CompositePrimaryKey("event", "source", "target")
    event = models.CharField(max_length=30)
    source = models.CharField(max_length=15, blank=True)
    target = models.CharField(max_length=15)

    def __str__(self) -> str:
        return f"{self.event}: {self.source} -> {self.target}"


class Witness(models.Model):
    """That a history had an entry which is nothing the province counts: a reading, or what an office or the province
    itself did. No word of it but its place and its hash, so that the daily seal holds these entries too.

    Append only; `tenant` is the schema the history is in, `recorded_at` the database's clock.
    """

    tenant = models.CharField(max_length=6)
    stream = models.CharField(max_length=20)
    seq = models.IntegerField()
    entry_hash = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "stream", "seq"], name="ledger_witness_once")]
        indexes = [models.Index(fields=["tenant", "recorded_at"], name="ledger_witness_time")]

    def __str__(self) -> str:
        return f"{self.tenant} {self.stream} #{self.seq}"


class Fact(models.Model):
    """One row a report: where it stands now and when it got there, by the ledger's clock."""

    number = models.CharField(max_length=20, primary_key=True)
    tenant = models.CharField(max_length=5)
    seq = models.IntegerField()
    state = models.CharField(max_length=15)
    kind = models.CharField(max_length=15)
    category_group = models.CharField(max_length=80)
    unit_type = models.CharField(max_length=20, blank=True)
    area_code = models.CharField(max_length=13, blank=True)
    received_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    first_follow_up_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_verify = models.DateTimeField(null=True)
    due_first_follow_up = models.DateTimeField(null=True)
    due_total = models.DateTimeField(null=True)
    head = models.BinaryField()
    # The city that has been handed the report and has not received it yet; between two statements of one transaction.
    pending_to = models.CharField(max_length=5, null=True)
    # The city that let the deadline run out, kept when the report goes elsewhere or gets another due time.
    late_verify = models.CharField(max_length=5, null=True)
    late_first_follow_up = models.CharField(max_length=5, null=True)
    late_total = models.CharField(max_length=5, null=True)
    # How often the reporter was asked for more (each time the city's own clocks paused) and had it opened again.
    asked = models.SmallIntegerField(default=0, db_default=0)
    reopened = models.SmallIntegerField(default=0, db_default=0)
    # The highest step reached (1 unit head, 2 coordinator, 3 Ombudsman), and the last score (1-4) of its reporter.
    escalation_level = models.SmallIntegerField(default=0, db_default=0)
    score = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "state"], name="ledger_fact_tenant_state"),
            models.Index(fields=["tenant", "received_at"], name="ledger_fact_tenant_received"),
            models.Index(
                fields=["tenant", "due_total"], name="ledger_fact_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number
