"""The people of an office and the roles they hold at this moment."""

from dataclasses import dataclass, field

from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import Role, UnitRole
from core.catalogue.models import UnitUserObjectPermission
from tenants.compiled import Place, Statement

# Written out, because every page and call of the office begins with it.
_UNIT_ROLES = Statement(
    "unit roles",
    """
SELECT held.content_object_id, permission.codename
  FROM catalogue_unituserobjectpermission held JOIN auth_permission permission ON permission.id = held.permission_id
 WHERE held.user_id = %s AND permission.codename = ANY(%s)
""",
    (Place(0), UnitRole.values),
)


def actor_of(user: User) -> Actor:
    """The actor a signed-in user of a city is; a citizen's account holds no role. One query, for the units."""
    if user.is_citizen:
        return Actor("staff", user)
    unit_roles: dict[int, set[str]] = {}
    for unit_id, codename in _UNIT_ROLES.rows([user.pk]):
        unit_roles.setdefault(unit_id, set()).add(codename)
    return Actor("staff", user, frozenset(user.roles), {unit: frozenset(held) for unit, held in unit_roles.items()})


@dataclass(frozen=True)
class Member:
    """A person of the office and the roles they hold: in the whole city, and as (unit, role) pairs."""

    user: User
    roles: list[str]
    units: list[tuple[str, str]] = field(default_factory=list)


def members() -> list[Member]:
    """Everybody of the office with an account in this city, by name; for its admin. Two queries."""
    found = {
        user.pk: Member(user, [str(Role(role).label) for role in user.roles])
        for user in User.objects.filter(email_hash=None).order_by("first_name", "last_name", "username")
    }
    permissions = UnitUserObjectPermission.objects.filter(permission__codename__in=UnitRole.values)
    for user_id, unit, codename in permissions.order_by("content_object__short_name").values_list(
        "user_id", "content_object__short_name", "permission__codename"
    ):
        found[user_id].units.append((unit, str(UnitRole(codename).label)))
    return list(found.values())
