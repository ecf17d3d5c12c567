"""History that is appended, never edited: each report's entries form a chain of hashes.

A city's role may INSERT and SELECT here, never UPDATE or DELETE (`tenants.grants`).
"""

from django.db import models


class Entry(models.Model):
    """One thing that happened. `stream` is a report's number, or `kantor` for what concerns the office itself.

    `columns` is what the report's own row said after the event; `digests` holds a salted SHA-256 for each text, photo
    and identity, whose salt lies with the content: erasing both leaves the chain valid. `at` is UTC.
    """

    stream = models.CharField(max_length=20)
    seq = models.IntegerField()
    action = models.CharField(max_length=30)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering = ["stream", "seq"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_entry_once")]
        indexes = [
            # Who of the Ombudsman has looked, for the city's own list.
            models.Index(fields=["-at"], name="audit_overseer_read", condition=models.Q(action="overseer_read"))
        ]

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq} {self.action}"


class StreamEnd(models.Model):
    """How far a stream has come that belongs to no report (`core.audit.streams`): what a report's own row says of its
    history, so that an entry taken off the end is missed."""

    stream = models.CharField(max_length=20, primary_key=True)
    seq = models.IntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.stream} ends at #{self.seq}"
