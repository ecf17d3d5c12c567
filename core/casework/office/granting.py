"""Roles of the whole city take two people: the admin who gives one, and a second one who agrees.

An admin who could give the coordinator's role alone could read every identity. So a role of the whole
city waits (`RoleGrant`) until somebody else who holds one, neither the admin nor the person, has confirmed it. Where
there is nobody who could, because a city has only just begun, the admin gives it alone; history says so.

Coordinators, leaders and admins get a mail about everything that is done with these roles and about the way in of
those who hold them.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.models import RoleGrant, User
from core.accounts.roles import CITY_ROLES, Role
from core.audit import streams
from core.audit.models import Entry
from core.casework.office.transaction import change_of_office
from core.common.errors import Conflict, Forbidden
from core.common.present import present
from core.common.rows import row_or_404
from core.notifications import outbox

# What the office did about roles and ways in, as those who confirm see it.
TOLD = ("add_person", "set_roles", "confirm_role", "decline_role", "renew_access", "reactivate_person")
SHOWN = 20


def works(user: User) -> bool:
    """Whether the person can sign in: not only invited."""
    return user.is_active and user.has_usable_password()


def holders() -> list[User]:
    """Everybody who can sign in and holds a role of the whole city. One query."""
    found = User.objects.filter(roles__overlap=[str(role) for role in CITY_ROLES], is_active=True).order_by("pk")
    return [user for user in found if works(user)]


def takes_two(user: User, actor: Actor) -> bool:
    """Whether somebody is there who could confirm what this actor does about this person. One query."""
    ones = {user.pk, actor.user.pk if actor.user else None}
    return any(holder.pk not in ones for holder in holders())


def ask(user: User, roles: Collection[str], actor: Actor, at: datetime | None) -> list[str]:
    """Let these roles wait for a second person; those that did not wait before."""
    new = []
    for role in sorted(roles):
        _grant, is_new = RoleGrant.objects.get_or_create(
            user=user, role=role, defaults={"asked_by": present(actor.user), "asked_at": at or timezone.now()}
        )
        if is_new:
            new.append(str(role))
    if new:
        tell("role_asked", user, new, actor, at)
    return new


def waiting() -> list[RoleGrant]:
    """Roles that wait for a second person, the oldest first. One query."""
    return list(RoleGrant.objects.select_related("user", "asked_by"))


def done() -> list[Entry]:
    """What was done lately about roles and ways in, the newest first. One query."""
    return list(Entry.objects.filter(stream=streams.OFFICE, action__in=TOLD).order_by("-seq")[:SHOWN])


def confirm_role(pk: int, actor: Actor, *, at: datetime | None = None) -> RoleGrant:
    """Agree that a person is given a role. Forbidden to the person and to the one who asked for it."""
    with change_of_office(actor, at, roles=CITY_ROLES) as write:
        grant = _waiting(pk)
        if actor.user is None or actor.user.pk in (grant.user_id, grant.asked_by_id):
            raise Forbidden("second_person", _("Peran ini harus disetujui orang kedua."))
        user = grant.user
        if not user.is_active:
            raise Conflict("inactive", _("Akun ini tidak aktif. Aktifkan dulu."))
        user.roles = sorted({*user.roles, grant.role})
        user.save(update_fields=["roles"])
        write("confirm_role", **_of(grant), given=[grant.role])
        tell("role_given", user, [grant.role], actor, at)
        grant.delete()
        return grant


def decline_role(pk: int, actor: Actor, *, at: datetime | None = None) -> RoleGrant:
    """Refuse it, or, as the one who asked, take it back. Not for the person it is about."""
    with change_of_office(actor, at, roles=CITY_ROLES) as write:
        grant = _waiting(pk)
        if actor.user is None or actor.user.pk == grant.user_id:
            raise Forbidden()
        write("decline_role", **_of(grant), declined=[grant.role])
        grant.delete()
        return grant


def _waiting(pk: int) -> RoleGrant:
    return row_or_404(RoleGrant.objects.select_related("user", "asked_by"), pk=pk)


def _of(grant: RoleGrant) -> dict[str, str]:
    return {"person": str(grant.user), "username": grant.user.username, "asked_by": str(grant.asked_by)}


def tell(event: str, user: User, roles: Collection[str], actor: Actor, at: datetime | None) -> None:
    """A mail to everybody else who holds a role of the whole city, about a person, by whose doing."""
    context = {
        "orang": str(user),
        "peran": ", ".join(str(Role(role).label) for role in sorted(roles) if role in Role.values),
        "oleh": actor.label,
    }
    for holder in holders():
        if actor.user is None or holder.pk != actor.user.pk:
            outbox.to_staff(holder, event, context, at or timezone.now())
