"""What a city is made of for this purpose: its units and the categories citizens choose from."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class Unit(models.Model):
    """An OPD (dinas, badan, kecamatan, …) that answers reports."""

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    type = models.CharField(max_length=20)
    is_confirmed = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["short_name"]
        permissions = [
            ("handle_unit", "answers the reports of the unit"),
            ("head_unit", "heads the unit"),
            ("field_unit", "works in the field for the unit"),
        ]

    def __str__(self) -> str:
        return self.short_name


class UnitUserObjectPermission(UserObjectPermissionBase):
    """guardian's object permissions on units, with a real foreign key.

    Rows are written and read through this model, which guardian offers for that, and not through its shortcuts:
    `assign_perm` asks three statements for each role where one writes them all, and `get_objects_for_user` two where
    every page of the office needs one (`core.casework.common.actors`).
    """

    content_object = models.ForeignKey(Unit, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class Category(models.Model):
    """What a report is about. `group` is the same in the whole province, so that cities can be compared."""

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=80)
    subgroup = models.CharField(max_length=80, blank=True)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="leads")
    is_sensitive = models.BooleanField(default=False, help_text=_("Laporan dimulai sebagai rahasia."))
    # Danger to life or limb: the form shows the emergency number first.
    is_emergency = models.BooleanField(default=False)
    # Words by which the form suggests this category; never forces it.
    keywords = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_confirmed = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class RejectionReason(models.Model):
    """Why a report may be refused: data of the city, with the sentence the reporter reads."""

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    sentence = models.TextField()
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class CitySettings(models.Model):
    """How this city works, where it may choose: one row, made when somebody first changes something."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    independent_check = models.BooleanField(
        default=True, help_text=_("Jawaban diperiksa oleh orang lain dari yang menjawab sebelum laporan selesai.")
    )
    reopen_days = models.PositiveSmallIntegerField(
        default=14, help_text=_("Selama berapa hari kalender pelapor dapat membuka lagi laporan yang selesai.")
    )
    digest_at = models.TimeField(default=time(7, 30), help_text=_("Pukul berapa ringkasan pagi dikirim."))
    letterhead_name = models.CharField(max_length=120, blank=True)
    letterhead_address = models.CharField(max_length=300, blank=True)
    letterhead_phone = models.CharField(max_length=60, blank=True)
    signatory_name = models.CharField(max_length=120, blank=True)
    signatory_title = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "city settings"

    def __str__(self) -> str:
        return "settings"
