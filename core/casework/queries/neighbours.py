"""What else is open around a report: the desk sees whether one street lamp or the whole street is dark."""

import math

from django.db.models import QuerySet

from core.accounts.actors import Actor
from core.casework.queries.access import may_see
from core.common.present import present
from core.reports.kinds import OPEN
from core.reports.models import Report
from tenants.compiled import compiled

RADIUS_M = 300
MOST = 30
_DEGREE_M = 111_320  # metres of one degree of latitude
_EARTH_M = 6_371_000
_SHOWN = ("number", "state", "lat", "lon", "received_at", "unit", "part_units", "category__name")


def neighbours(actor: Actor, report: Report, *, radius_m: float = RADIUS_M, size: int = MOST) -> list[Report]:
    """Other open reports of this actor within `radius_m` metres, nearest first, each with `distance_m`.

    None for a report without a pin. One query, by the index on the pin.
    """
    if report.lat is None or report.lon is None:
        return []
    lat, lon = report.lat, report.lon
    near = [found for found in _in_the_box(actor, report, lat, lon, radius_m) if found.distance_m <= radius_m]
    return sorted(near, key=lambda found: (found.distance_m, found.pk))[:size]


def _in_the_box(actor: Actor, report: Report, lat: float, lon: float, radius_m: float) -> list[Report]:
    north = radius_m / _DEGREE_M
    east = north / max(math.cos(math.radians(lat)), 0.01)
    around = _open_between(lat - north, lat + north, lon - east, lon + east, report.pk)
    found = [other for other in around if may_see(actor, other)]
    for other in found:
        other.distance_m = distance_m(lat, lon, present(other.lat), present(other.lon))
    return found


@compiled
def _open_between(south: float, north: float, west: float, east: float, report: int) -> QuerySet[Report]:
    around = Report.objects.filter(state__in=OPEN, lat__range=(south, north), lon__range=(west, east))
    return around.exclude(pk=report).select_related("category").only(*_SHOWN)


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres between two points on a sphere (haversine)."""
    half = math.sin(math.radians(other_lat - lat) / 2) ** 2
    half += (
        math.cos(math.radians(lat))
        * math.cos(math.radians(other_lat))
        * (math.sin(math.radians(other_lon - lon) / 2) ** 2)
    )
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, half)))
