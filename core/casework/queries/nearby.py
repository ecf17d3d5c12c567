"""Open reports about the same trouble near a pin, offered before somebody writes it down once more."""

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, FloatField, Subquery, Value
from django.db.models.functions import Power
from django.utils import timezone

from core.casework.queries.public_search import published_reports
from core.catalogue.models import Category
from core.reports.kinds import OPEN
from core.reports.models import Report

RADIUS_M = 250
RECENT = timedelta(days=90)
MOST = 3
_DEGREE_M = 111_320  # metres of one degree of latitude


if TYPE_CHECKING:  # what the query adds to each row
    from django_stubs_ext import WithAnnotations

    class _NearReport(TypedDict):
        distance: float

    NearReport = WithAnnotations[Report, _NearReport]
else:
    NearReport = Report


def nearby(
    lat: float, lon: float, category: str = "", *, now: datetime | None = None, size: int = MOST
) -> list[NearReport]:
    """Published open reports of the last 90 days within 250 m, nearest first; each has `distance` in metres.

    With a category's code only those of its group. An unverified report's pin is not public, so it is not offered.
    One query, by the index on the pin.
    """
    east_m = _DEGREE_M * max(math.cos(math.radians(lat)), 0.01)
    north, east = RADIUS_M / _DEGREE_M, RADIUS_M / east_m
    rows = published_reports().filter(
        lat__range=(lat - north, lat + north),
        lon__range=(lon - east, lon + east),
        state__in=OPEN,
        received_at__gte=(now or timezone.now()) - RECENT,
    )
    if category:
        group = Category.objects.filter(code=category.replace("\x00", "")).values("group")[:1]
        rows = rows.filter(category__group=Subquery(group))
    squares = Power((F("lat") - Value(lat)) * _DEGREE_M, 2) + Power((F("lon") - Value(lon)) * east_m, 2)
    rows = rows.annotate(distance=Power(squares, 0.5, output_field=FloatField())).filter(distance__lte=RADIUS_M)
    return list(rows.select_related("category").order_by("distance", "pk")[:size])
