"""Who the tenants are and which host leads to which."""

from functools import cached_property
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants import schema_versions
from tenants.seats import PUBLIC, role_name


class Tenant(TenantMixin):
    """A kabupaten/kota, or, in schema `public`, the province itself.

    The schema name is `t` + Kemendagri code (`t3671`), fixed for life: files, cache keys and encryption keys hang on
    it, never on the domain.
    """

    auto_create_schema = False  # tenants.provisioning clones the template schema instead

    code = models.CharField(max_length=5, unique=True, validators=[RegexValidator(r"^\d\d(\.\d\d)?$")])
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    province_code = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    brand = models.JSONField(default=dict, blank=True)
    is_enabled = models.BooleanField(default=True)
    is_sandbox = models.BooleanField(default=False, help_text="For integrators; left out of every figure.")
    # Migrations its schema lacks ("reports.0002_x"): written by `laksa migrate` before it begins with the city,
    # emptied when it is through, left where one failed.
    lacks = ArrayField(models.CharField(max_length=150), default=list, db_default=[], blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        # Not a validator of the field: migrations would import it.
        if self.time_zone not in available_timezones():
            raise ValidationError({"time_zone": f"{self.time_zone} is not a time zone of the IANA database"})

    @property
    def is_province(self) -> bool:
        return self.schema_name == PUBLIC

    @property
    def is_behind(self) -> bool:
        """Whether its schema lacks a migration that this code has: then nothing of ours may work in it. The code of an
        older release does not know that migration, and goes on."""
        return bool(self.lacks) and not schema_versions.names().isdisjoint(self.lacks)

    def require_current(self) -> None:
        """Raise Behind, which becomes a 503, where this city's schema lacks a migration."""
        if self.is_behind:
            raise schema_versions.Behind(f"{self.name} lacks {len(self.lacks)} migrations; run `laksa migrate`.")

    @cached_property
    def role(self) -> str:
        """The PostgreSQL role a request of this tenant runs under."""
        return role_name("province" if self.is_province else self.schema_name)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Domain(DomainMixin):
    """A host name and the tenant it leads to."""


class TaskPath(models.Model):
    """A task that may be enqueued, by the dotted path of its function. Written by `config.tasks.seed`."""

    path = models.CharField(max_length=100, primary_key=True)
    is_of_province = models.BooleanField(help_text="No city may enqueue it.")

    def __str__(self) -> str:
        return self.path


class Hold(models.Model):
    """The mark of a restored installation that nobody has opened yet (`tenants.holds`): one row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_hold")]

    def __str__(self) -> str:
        return f"since {self.since:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """How often one thing was tried in its present window, over the whole installation (`core.common.rate_limits`).

    The key tells nobody who tried what. The table is reached only through the functions of `sql/attempts.sql`.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.IntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.expires_at:%Y-%m-%d %H:%M}"


class WorkerSign(models.Model):
    """That a worker lived at a moment, and how many jobs waited then (`tenants.worker_heartbeat`)."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()
    jobs_waiting = models.IntegerField(default=0)
    oldest_job_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.worker_id} at {self.seen_at:%Y-%m-%d %H:%M:%S}"
