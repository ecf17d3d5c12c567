"""Areas and their boundaries. All tables lie in the public schema; cities may only read them.

Nothing outside this app points here by foreign key: everyone else stores the code as text.
"""

from django.db import models
from django.utils import timezone


class BoundaryImport(models.Model):
    """One import of a boundary file. Rows are only ever added, so a new one tells processes to reload."""

    file_name = models.CharField(max_length=255)
    attribution = models.CharField(max_length=255)
    imported_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class Area(models.Model):
    """A kabupaten/kota, kecamatan or desa/kelurahan by its Kemendagri code, without geometry.

    A code that a newer decree drops stays: reports may carry it.
    """

    class Level(models.IntegerChoices):
        CITY = 2, "kabupaten/kota"
        KECAMATAN = 3, "kecamatan"
        KELURAHAN = 4, "desa/kelurahan"

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=100)
    sort_name = models.CharField(max_length=100)
    type = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent_code = models.CharField(max_length=8)
    city_code = models.CharField(max_length=5)

    class Meta:
        indexes = [
            models.Index(fields=["parent_code"], name="areas_area_parent"),
            models.Index(fields=["city_code"], name="areas_area_city"),
            models.Index(fields=["level"], name="areas_area_level"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Boundary(models.Model):
    """The outline of one area: WKB of a polygon or multipolygon, WGS84, x = longitude, y = latitude, in degrees.

    Binary because the whole of Banten then loads in two milliseconds. The four box columns find the cities near a
    point without reading geometry.
    """

    code = models.CharField(max_length=13, primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Area.Level.choices)
    city_code = models.CharField(max_length=5)
    geometry = models.BinaryField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.ForeignKey(BoundaryImport, on_delete=models.PROTECT, related_name="boundaries")

    class Meta:
        verbose_name_plural = "boundaries"
        indexes = [models.Index(fields=["city_code"], name="areas_boundary_city")]

    def __str__(self) -> str:
        return self.code
