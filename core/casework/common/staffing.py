"""Who of the office is there to act: people whose account is active, by what they hold. Nobody else counts."""

from dataclasses import dataclass

from django.db.models import QuerySet

from core.accounts.models import User
from core.accounts.roles import Role, UnitRole
from core.catalogue.models import UnitUserObjectPermission

# Whose work it is to answer; a field officer alone cannot.
ANSWERS = (UnitRole.OFFICER, UnitRole.HEAD)


@dataclass(frozen=True)
class InCharge:
    """The units that have an active head, and whether there is an active coordinator."""

    headed: frozenset[int]
    has_coordinator: bool


def in_charge() -> InCharge:
    """Two queries."""
    headed = held(UnitRole.HEAD).values_list("content_object_id", flat=True)
    return InCharge(frozenset(headed), coordinators().exists())


def coordinators() -> QuerySet[User]:
    """The active ones."""
    return User.objects.filter(is_active=True, roles__contains=[Role.COORDINATOR])


def held(*roles: str) -> QuerySet[UnitUserObjectPermission]:
    """These roles in units, as far as an active person holds them."""
    return UnitUserObjectPermission.objects.filter(permission__codename__in=roles, user__is_active=True)


def answering_units() -> QuerySet:
    """The ids of units that work and have somebody who can answer, for a subquery."""
    return held(*ANSWERS).filter(content_object__is_active=True).values("content_object_id")
