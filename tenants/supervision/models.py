"""What passes between the Ombudsman and a city, and what the Ombudsman keeps to itself. All of it in `public`.

A city sees requests to itself and its own answers and statements; that is kept by row policies (the
folder `sql`), not by arguments. Cases and readings are the province's alone.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from tenants.law.models import DayUnit, Seeded


class RequestKind(Seeded):
    """What the Ombudsman may send a city, and how long the city has: data with its legal basis."""

    SEEDED_FIELDS = ("name", "days", "unit", "legal_basis", "confirmed", "position")

    code = models.SlugField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    # Empty: nothing has to be answered.
    days = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=15, choices=DayUnit)
    legal_basis = models.CharField(max_length=200)
    confirmed = models.BooleanField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def wants_answer(self) -> bool:
        return self.days is not None


class Request(models.Model):
    """A note, a request for clarification or a saran to one city, mostly about one report; followed to its end."""

    class State(models.TextChoices):
        OPEN = "open", _("Menunggu jawaban")
        ANSWERED = "answered", _("Sudah dijawab")
        CLOSED = "closed", _("Selesai")

    class Verdict(models.TextChoices):
        DONE = "done", _("Dilaksanakan")
        PARTLY = "partly", _("Dilaksanakan sebagian")
        NOT_DONE = "not_done", _("Tidak dilaksanakan")
        NOTED = "noted", _("Dicatat")
        TAKEN_BACK = "taken_back", _("Ditarik kembali")

    kind = models.ForeignKey(RequestKind, on_delete=models.PROTECT)
    tenant = models.CharField(max_length=5)
    # Empty: about the city's service as a whole.
    number = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=150)
    text = models.TextField()
    due_on = models.DateField(null=True)
    # The last second of `due_on` in the city's zone.
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    closing_words = models.TextField(blank=True)
    # People of the province have no account in the city: the city knows them by their label.
    officer_id = models.BigIntegerField()
    officer_label = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_label = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["tenant", "state", "due_at"], name="supervision_request_city"),
            models.Index(fields=["number"], name="supervision_request_number", condition=~models.Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} #{self.pk} to {self.tenant}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class Reply(models.Model):
    """A word about a request, of the city or of the Ombudsman. Appended, never edited."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="replies")
    tenant = models.CharField(max_length=5)
    from_city = models.BooleanField()
    text = models.TextField()
    author_label = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"reply #{self.pk} to request {self.request_id}"


class Statement(models.Model):
    """What a city says about a published figure it disputes; it stands beside the figure until it is withdrawn."""

    tenant = models.CharField(max_length=5)
    # A measure of the comparison ("on_time"), and the period it is about ("12-bulan").
    measure = models.CharField(max_length=30)
    period = models.CharField(max_length=20)
    text = models.TextField()
    author_label = models.CharField(max_length=150)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["tenant", "measure"], name="supervision_stands", condition=models.Q(withdrawn_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"statement of {self.tenant} on {self.measure}"


class Case(models.Model):
    """A laporan the Ombudsman examines about one report of a city. Only through one is a secret report opened, on the
    reporter's consent or a legal ground that is written down (UU 37/2008, Art. 8 and 24)."""

    class Ground(models.TextChoices):
        CONSENT = "consent", _("Persetujuan pelapor")
        LAW = "law", _("Dasar hukum")

    reference = models.CharField(max_length=40, unique=True)
    tenant = models.CharField(max_length=5)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=150)
    ground = models.CharField(max_length=10, choices=Ground)
    ground_text = models.TextField()
    opened_by_id = models.BigIntegerField()
    opened_label = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["number"], name="supervision_case_number")]
        permissions = [("work_case", "works on the case")]

    def __str__(self) -> str:
        return self.reference


class CaseUserObjectPermission(UserObjectPermissionBase):
    """guardian's object permissions on cases, with a real foreign key: who works on which."""

    # Not cascading: cities delete accounts of their own, and may not even look into this table.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING)
    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class Reading(models.Model):
    """That somebody of the Ombudsman opened a city's report. The city has the same in its own chain."""

    tenant = models.CharField(max_length=5)
    number = models.CharField(max_length=20)
    officer_id = models.BigIntegerField()
    officer_label = models.CharField(max_length=150)
    at = models.DateTimeField()
    # The case through which a secret report was opened.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["officer_id", "-at"], name="supervision_reading_officer")]

    def __str__(self) -> str:
        return f"{self.officer_label} read {self.number}"
