"""`laksa areas import FILE`: boundaries from a GeoJSON file. All or nothing; re-running replaces the same boundaries.

The product ships no boundaries: the rights of the original mapping agency are unconfirmed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from tenants.areas import boundary_file, lookup
from tenants.areas.boundary_file import ImportRefused
from tenants.areas.codes import city_of, level_of
from tenants.areas.models import Boundary, BoundaryImport
from tenants.areas.seeding import seed_city
from tenants.locks import transaction_lock

__all__ = ["ATTRIBUTION", "ImportRefused", "ImportResult", "import_file"]

ATTRIBUTION = (
    "Batas wilayah: cahyadsn/wilayah_boundaries (MIT), diturunkan dari data Badan Informasi Geospasial; indikatif."
)
# Told how many of how many steps are done; every feature is two steps, checking and writing.
Progress = Callable[[int, int], None]

_BATCH = 500
_FIELDS = ["level", "city_code", "geometry", "west", "south", "east", "north", "source"]


@dataclass(frozen=True)
class ImportResult:
    """Boundaries written by level (2, 3, 4); sentences on features left out, and on geometry that was repaired."""

    counts: dict[int, int]
    skipped: list[str]
    repaired: list[str]


def import_file(path: str | Path, *, attribution: str = ATTRIBUTION, progress: Progress | None = None) -> ImportResult:
    """Check every feature of the file, then write them all in one transaction. Runs as the owner of the tables.

    The areas of the cities in the file are seeded too, so that every boundary has a name. Raises `ImportRefused`.
    """
    path = Path(path)
    features = boundary_file.features_of(path)
    report, steps = progress or (lambda done, total: None), 2 * len(features)
    checked = boundary_file.check(features, lambda done: report(done, steps))
    file_name = path.name.encode(errors="replace").decode()[:255]
    with transaction.atomic():
        transaction_lock("areas:import")
        source = BoundaryImport.objects.create(file_name=file_name, attribution=attribution)
        for city_code in sorted({city_of(code) for code in checked.boundaries}):
            seed_city(city_code)
        _write(checked.boundaries, source, lambda done: report(len(features) + done, steps))
    lookup.forget()
    report(steps, steps)
    counts = Counter(level_of(code) for code in checked.boundaries)
    return ImportResult(dict(sorted(counts.items())), checked.skipped, checked.repaired)


def _write(boundaries: dict[str, BaseGeometry], source: BoundaryImport, done: Callable[[int], None]) -> None:
    rows = [_row(code, geometry, source) for code, geometry in boundaries.items()]
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        Boundary.objects.bulk_create(batch, update_conflicts=True, update_fields=_FIELDS, unique_fields=["code"])
        done(start + len(batch))


def _row(code: str, geometry: BaseGeometry, source: BoundaryImport) -> Boundary:
    west, south, east, north = geometry.bounds
    return Boundary(
        code=code,
        level=level_of(code),
        city_code=city_of(code),
        geometry=shapely.to_wkb(geometry),
        west=west,
        south=south,
        east=east,
        north=north,
        source=source,
    )
