"""Units that would have nobody to answer, or nobody to head them. No work belongs to a person, so nothing is lost with
one; but reports may lie in a unit where nobody looks."""

from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.roles import UnitRole
from core.catalogue.models import UnitUserObjectPermission

_NEEDED = (UnitRole.OFFICER, UnitRole.HEAD)


@dataclass(frozen=True, order=True)
class Gap:
    """A unit (by its short name) and the role that nobody active holds there."""

    unit: str
    role: str

    @property
    def label(self) -> str:
        return str(UnitRole(self.role).label)


def gaps_without(user: User) -> list[Gap]:
    """The gaps there would be if this person held nothing: roles in working units that nobody else active has. One
    query."""
    held = UnitUserObjectPermission.objects.filter(
        content_object__is_active=True, permission__codename__in=_NEEDED, user__is_active=True
    )
    rows = held.values_list("content_object__short_name", "permission__codename", "user_id")
    own: set[Gap] = set()
    others: set[Gap] = set()
    for unit, role, holder in rows:
        (own if holder == user.pk else others).add(Gap(unit, role))
    return sorted(own - others)
