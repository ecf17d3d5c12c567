"""The roles a person holds at this moment, read once a request."""

from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import UnitRole
from core.catalogue.models import UnitUserObjectPermission


def actor_of(user: User) -> Actor:
    """The actor a signed-in user of a city is. One query, for the units."""
    unit_roles: dict[int, set[str]] = {}
    permissions = UnitUserObjectPermission.objects.filter(user=user, permission__codename__in=UnitRole.values)
    for unit_id, codename in permissions.values_list("content_object_id", "permission__codename"):
        unit_roles.setdefault(unit_id, set()).add(codename)
    return Actor("staff", user, frozenset(user.roles), {unit: frozenset(held) for unit, held in unit_roles.items()})


def overseer_of(user: User) -> Actor:
    """The actor a signed-in user of the province is; units are a city's matter."""
    return Actor("staff", user, frozenset(user.roles))
