"""What the province keeps to tell whether a city's past is still what it was: daily seals and nightly checks."""

from django.db import models


class Seal(models.Model):
    """The digest over what one tenant had written to the ledger at the end of one of its days (`oversight.seals`).

    Written once by the province's role, which may later fill in nothing but `mailed_at` (`tenants.grants`).
    `tenant` is the schema of the city, or `public` for the province, `day` a date in its time zone, `until` the
    midnight that ended that day. `version` is the format: in format 1 there is a line for each of the `reports`; from
    format 2 on one for each of the `entries` recorded after `since` (None: from the beginning), of so many `reports`.
    """

    tenant = models.CharField(max_length=6)
    day = models.DateField()
    version = models.SmallIntegerField(default=1, db_default=1)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    entries = models.IntegerField(null=True)
    reports = models.IntegerField()
    digest = models.BinaryField()
    previous = models.BinaryField()
    computed_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="oversight_seal_once")]
        indexes = [
            models.Index(fields=["tenant"], name="oversight_seal_unmailed", condition=models.Q(mailed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.day}"

    @property
    def hexdigest(self) -> str:
        return bytes(self.digest).hex()


class IntegrityCheck(models.Model):
    """What one look at a city's chains, the ledger and the seals found. `first_fault` is JSON: a kind and its
    placeholders (`oversight.integrity.SENTENCES`), no personal data. Of tenant `*`: the first tally that the facts do
    not add up to."""

    tenant = models.CharField(max_length=5)
    checked_at = models.DateTimeField()
    reports = models.IntegerField()
    faults = models.IntegerField()
    first_fault = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-checked_at"], name="oversight_check_newest"),
            models.Index(fields=["checked_at"], name="oversight_check_faulty", condition=models.Q(faults__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.checked_at:%Y-%m-%d}: {self.faults}"
