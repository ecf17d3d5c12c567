"""Notices inside the desk (open until the report moves on), and the mail that goes out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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


class Mail(models.Model):
    """One mail to one person: outbox and delivery log in one. It holds no address and no name; they are read from the
    report's identity or the account when the mail is sent, and a mail whose addressee has gone is cancelled."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Menunggu dikirim")
        SENDING = "sending", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        FAILED = "failed", _("Gagal")
        BOUNCED = "bounced", _("Ditolak")
        CANCELLED = "cancelled", _("Tidak jadi dikirim")

    class Recipient(models.TextChoices):
        REPORTER = "reporter", _("Pelapor")
        SUPPORTER = "supporter", _("Pendukung")
        FOLLOWER = "follower", _("Pelapor laporan yang digabung")
        STAFF = "staff", _("Petugas")
        # About signing in (`core.notifications.accounts`); no event of a report, and nothing of the office's log.
        ACCOUNT = "account", _("Pemilik akun")

    event = models.CharField(max_length=30)
    # The report's kind when it happened, by which the text is chosen.
    kind = models.CharField(max_length=15, blank=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="mails")
    # The audit entry that caused it; the office's words are the ones this entry vouches for.
    seq = models.IntegerField(null=True)
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="mails")
    # Of a mail to a follower: the report they filed, which was merged into `report`.
    via = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=5, default="id")
    # What fills the text of a mail to staff: figures and numbers, never personal data.
    context = models.JSONField(default=dict)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    # When it is tried next. While it is being sent: when it counts as lost with its worker.
    next_at = models.DateTimeField(null=True)
    # What the mail server said, without addresses.
    last_error = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # The same in every attempt, so that a mail sent twice is shown once.
    message_id = models.CharField(max_length=200, blank=True)
    # Of a mail about an account: address, subject and text, encrypted and only until it has been sent or given up. It
    # holds a code or a link, which nothing else in the database does.
    sealed = models.BinaryField(null=True)
    # Keyed hash of the address it went to: bounces and answers are compared with it.
    address_hash = models.BinaryField(blank=True, default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="mail_due", condition=models.Q(status__in=("queued", "sending")))
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.report_id} to {self.recipient}"


class MailText(models.Model):
    """The city's own words for an event. Without a row the built-in text (`core.notifications.texts`) is used."""

    event = models.CharField(max_length=30)
    # Empty: for every kind of report that has no text of its own.
    kind = models.CharField(max_length=15, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "kind", "language"], name="mailtext_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.kind} {self.language}"


class BadAddress(models.Model):
    """An address that a mail server has refused for good, by its keyed hash. Nothing is sent to it any more until
    somebody of the office has it tried again."""

    address_hash = models.BinaryField(unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"bad address {self.pk}"


class Digest(models.Model):
    """That a person of the office has had the digest of a local day: one a day, however often the sweep runs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.day} for {self.user_id}"
