"""What forms offer to choose from, and what they promise before anything is sent."""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from core.casework.common.staffing import answering_units
from core.catalogue.models import Category, RejectionReason, Unit
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import preview
from core.reports.kinds import Kind
from tenants import sites
from tenants.compiled import compiled
from tenants.context import current
from tenants.sql import execute

if TYPE_CHECKING:  # what the query adds to each row
    from django_stubs_ext import WithAnnotations

    class _StaffedUnit(TypedDict):
        is_staffed: bool

    StaffedUnit = WithAnnotations[Unit, _StaffedUnit]
else:
    StaffedUnit = Unit


def categories() -> list[Category]:
    """The categories citizens may choose, in the city's order. One query."""
    return _categories()


def category_choices() -> list[tuple[str, str]]:
    """Code and name of the same, for a list to choose from. One query."""
    return [(category.code, category.name) for category in _names_of_categories()]


@compiled
def _categories() -> QuerySet[Category]:
    return Category.objects.filter(is_active=True).select_related("lead_unit")


@compiled
def _names_of_categories() -> QuerySet[Category]:
    return Category.objects.filter(is_active=True).only("code", "name")


def due_preview(*, at: datetime | None = None) -> dict[str, list[Deadline]]:
    """By kind, the deadlines a report would get if it were received now. No query once the law is in memory."""
    at = at or timezone.now()
    return {kind: preview(kind, at, current().zone) for kind in Kind.values}


def neighbour_address(city_code: str) -> str:
    """Where another city of this installation is found ("http://kab-tangerang.localhost:8000"), or "". One query."""
    return next((city.url for city in sites.cities() if city.code == city_code), "")


def units() -> list[StaffedUnit]:
    """The units a report may be handed to, in the order of their short names. One query.

    Each has `is_staffed`: whether somebody there could answer now.
    """
    return _units()


@compiled
def _units() -> QuerySet[StaffedUnit]:
    is_staffed = Case(When(pk__in=answering_units(), then=True), default=False)
    return Unit.objects.filter(is_active=True).annotate(is_staffed=is_staffed)


def desk_choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Code and name of all categories, in the city's order, and of all units, by short name: old ones too, because
    old reports have them. One query."""
    found = sorted(execute(_CHOICES))
    return (
        [(code, name) for part, _place, name, code in found if part == "category"],
        [(code, name) for part, _place, name, code in found if part == "unit"],
    )


_CHOICES = """
SELECT 'category', position, name, code FROM catalogue_category
UNION ALL SELECT 'unit', 0, short_name, code FROM catalogue_unit
"""


def rejection_reasons() -> list[RejectionReason]:
    """Why a report may be refused, in the city's order. One query."""
    return _rejection_reasons()


@compiled
def _rejection_reasons() -> QuerySet[RejectionReason]:
    return RejectionReason.objects.filter(is_active=True)
