"""The report and what belongs to it: identity, attachments, messages, follow-ups.

Every row that holds content (text, photo, identity) carries a salt of its own and the sequence number of the audit
entry that vouches for it; see `core.audit.chain.content_digest`.
"""

import secrets
import uuid
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Coalesce, NullIf

from core.catalogue.models import Category, RejectionReason, Unit
from core.reports.kinds import (
    ENDED,
    OPEN,
    STATUS_OF_STATE,
    AreaCheck,
    Channel,
    IdentityLevel,
    Kind,
    Outcome,
    State,
    Visibility,
)

SALT_BYTES = 16
# The order of a queue: by the earliest deadline still open; a report without one (it has been answered) comes last.
NO_LIMIT = datetime(9000, 1, 1, tzinfo=UTC)
URGENCY = Coalesce("next_due_at", models.Value(NO_LIMIT))
# The words the public may find a report by: what the coordinator has put in place of the reporter's, where there is
# such a text. What was taken out is not in the index. Indonesian has no dictionary in PostgreSQL: words as they are.
PUBLIC_WORDS = SearchVector(
    Coalesce(NullIf("public_text", models.Value("")), "description", output_field=models.TextField()), config="simple"
)
# Not a function of ours: migrations name the default of a column, and import nothing that may move.
new_salt = partial(secrets.token_bytes, SALT_BYTES)


class Counter(models.Model):
    """How many reports came in a local year; each has the serial of its place (`core.common.numbers.serial_of`). One
    row a year; locked last in the transaction, gaps allowed."""

    year = models.IntegerField(primary_key=True)
    last = models.IntegerField()
    # So many serials from 1 on were given out one after the other, before their order was secret.
    in_order = models.IntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Report(models.Model):
    """A complaint, aspiration or request for information. Times are UTC; `received_at` starts the legal clocks."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    state = models.CharField(max_length=15, choices=State.choices, default=State.SUBMITTED)
    identity_level = models.CharField(max_length=10, choices=IdentityLevel.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    description = models.TextField()
    # What the public reads instead, when the coordinator has taken something out; the original stays.
    public_text = models.TextField(blank=True)
    # The same for the other parts that are published, by the names of `core.reports.public_parts`; a part that is not
    # in it is public as it was written.
    public_parts = models.JSONField(default=dict, db_default={})
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)
    area_code = models.CharField(max_length=13, blank=True)
    area_check = models.CharField(max_length=10, choices=AreaCheck.choices, blank=True)
    salt = models.BinaryField(default=new_salt)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    received_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="", db_default="")
    # Somebody else than who answered has looked at the answer and its photos (the independent check).
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Units that have a part of it, besides the unit that speaks to the citizen (`core.routing`).
    part_units = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    # The number of the report it was merged into; the schemas of the cities it went to and came from.
    merged_into = models.CharField(max_length=20, blank=True, default="", db_default="")
    transferred_to = models.CharField(max_length=5, blank=True, default="", db_default="")
    received_from = models.CharField(max_length=5, blank=True, default="", db_default="")
    # While another city's hand-over is not accepted: until when it may be given back. In the city that handed it over:
    # until when it may be taken back, as long as the other one has not accepted it.
    accept_by = models.DateTimeField(null=True)
    # The reporter's score (1 to 4) of the present ending.
    score = models.SmallIntegerField(null=True)
    # When words, photos and identity were erased for good; the numbers stay.
    erased_at = models.DateTimeField(null=True)
    rejection_reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, null=True)
    rejection_note = models.TextField(blank=True)
    # The earliest due time still open, so that a queue can be sorted without looking at every deadline.
    next_due_at = models.DateTimeField(null=True)

    # The signed-in reporter, for "laporan saya"; never set on an anonymous report.
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    supporters = models.IntegerField(default=0)
    code_hash = models.BinaryField()
    audit_seq = models.IntegerField()
    audit_head = models.BinaryField()
    is_synthetic = models.BooleanField(default=False, help_text="Made up for a demonstration.")

    # What its columns said when its row was locked, or written since.
    _as_locked: dict[str, Any]
    # Metres from another report, where `core.casework.queries.neighbours` has looked.
    distance_m: float

    class Meta:
        indexes = [
            # The figures of a period are counted from this index alone.
            models.Index(fields=["received_at", "state"], name="report_figures"),
            models.Index(fields=["state", "next_due_at"], name="report_queue"),
            # One index serves every open queue: read in its order, with state and unit looked at inside it.
            models.Index(URGENCY, "id", "state", "unit", name="report_urgent", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["unit", "state", "next_due_at"], name="report_unit_queue"),
            HashIndex(fields=["description"], name="report_same_text"),
            models.Index(fields=["area_code"], name="report_area"),
            models.Index(fields=["accept_by"], name="report_to_accept", condition=models.Q(accept_by__isnull=False)),
            models.Index(fields=["merged_into"], name="report_merged", condition=~models.Q(merged_into="")),
            models.Index(fields=["lat", "lon"], name="report_place", condition=models.Q(lat__isnull=False)),
            GinIndex(
                PUBLIC_WORDS,
                name="report_public_words",
                condition=models.Q(visibility=Visibility.PUBLIC, verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def keep_as_locked(self) -> None:
        """The row says now what this object says."""
        self._as_locked = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def changed_columns(self) -> list[str]:
        """What of this object its row does not say yet. Values that can be changed in place are replaced instead."""
        return [name for name, before in self._as_locked.items() if getattr(self, name) != before]

    @property
    def status(self) -> str:
        """LAKSA's public status; a transferred report counts in the city that received it."""
        return STATUS_OF_STATE.get(self.state, "")

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_published(self) -> bool:
        """Whether the public may read text, pin and photos here: only after verification, and only in the city that
        has the report. What that city takes out, hides or makes secret must not go on standing in a former one."""
        return self.is_public and self.verified_at is not None and self.state != State.TRANSFERRED


class PublishedDay(models.Model):
    """The public tables by unit and area of one day (`core.casework.queries.performance`), which hold nothing that is
    not on a public page. `at`: when they were counted, the first time somebody asked on that day."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    tables = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day}"


class Identity(models.Model):
    """The reporter, encrypted under the city's key. Anonymous reports have no row here. Reading it is logged."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True)
    sealed = models.BinaryField()
    email_hash = models.BinaryField(blank=True, default=b"")
    phone_hash = models.BinaryField(blank=True, default=b"")
    salt = models.BinaryField(default=new_salt)

    class Meta:
        indexes = [
            models.Index(fields=["email_hash"], name="identity_email", condition=~models.Q(email_hash=b"")),
            models.Index(fields=["phone_hash"], name="identity_phone", condition=~models.Q(phone_hash=b"")),
        ]

    def __str__(self) -> str:
        return f"identity of {self.report_id}"


class Message(models.Model):
    """A word between office and reporter: the office asks, the reporter answers by the receipt code."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    from_reporter = models.BooleanField()
    text = models.TextField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"message #{self.seq} of {self.report_id}"


class Support(models.Model):
    """Somebody who has the same trouble and follows the report. `voter` is a keyed hash of account or device."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="supports")
    voter = models.BinaryField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "voter"], name="support_once")]

    def __str__(self) -> str:
        return f"support of {self.report_id}"


class FollowUp(models.Model):
    """A unit's answer (tindak lanjut), with photos."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="follow_ups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = models.TextField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"follow-up #{self.seq} of {self.report_id}"


class Attachment(models.Model):
    """A photo. Uploaded first, then used once within 24 hours by a report, a reply or a follow-up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="attachments")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, null=True, related_name="attachments")
    seq = models.IntegerField(null=True)
    full = models.CharField(max_length=120)
    thumb = models.CharField(max_length=120)
    width = models.IntegerField()
    height = models.IntegerField()
    sha256 = models.BinaryField()
    # Empty on rows older than this column.
    thumb_sha256 = models.BinaryField(default=b"", db_default=b"")
    salt = models.BinaryField(default=new_salt)
    uploaded_at = models.DateTimeField()
    # Kept from the public by the coordinator (a face, a number plate); the reporter and the desk still see it.
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["uploaded_at"]
        indexes = [
            models.Index(fields=["uploaded_at"], name="attachment_unused", condition=models.Q(report__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.id)
