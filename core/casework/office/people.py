"""People of the office: added, given roles, deactivated. Nobody is deleted: history names who did what."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

from core.accounts import invitations
from core.accounts.actors import Actor
from core.accounts.models import Invitation, User
from core.accounts.roles import CITY_ROLES, Role, UnitRole
from core.casework.office.granting import ask, takes_two, tell, works
from core.casework.office.transaction import change_of_office
from core.catalogue.models import Unit, UnitUserObjectPermission
from core.common.errors import Conflict, Invalid, checked
from core.common.phones import normalise_email
from core.common.rows import row_or_404
from core.common.text import check_line

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_CITIZENS = "warga-"  # how the accounts of citizens begin (`core.accounts.citizens`)
# Without one of these nobody could give a report on, or let anybody in.
_LAST = {
    Role.COORDINATOR: _(
        "Ini koordinator aktif yang terakhir. Tanpa koordinator tidak ada yang memverifikasi dan meneruskan laporan. "
        "Tambahkan koordinator lain dulu, dan tunggu sampai ia pernah masuk."
    ),
    Role.ADMIN: _(
        "Ini admin aktif yang terakhir. Tanpa admin tidak ada yang dapat menambah orang. "
        "Tambahkan admin lain dulu, dan tunggu sampai ia pernah masuk."
    ),
}

UnitRoles = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Invited:
    """A person and the token of the one-time link that lets them in, kept nowhere; and the roles that wait
    for a second person."""

    user: User
    token: str
    waiting: tuple[str, ...] = ()


def person(username: str) -> User:
    """One person of the office by user name; NotFound for a citizen's account and for none."""
    return row_or_404(User.objects.all(), username=username, email_hash=None)


def unit_roles_of(user: User) -> UnitRoles:
    """(unit code, role) pairs a person holds. One query."""
    held = UnitUserObjectPermission.objects.filter(user=user, permission__codename__in=UnitRole.values)
    return frozenset(held.values_list("content_object__code", "permission__codename"))


def add_person(
    actor: Actor,
    *,
    name: Any,
    username: Any,
    email: Any = "",
    roles: Collection[str] = (),
    unit_roles: Collection[tuple[str, str]] = (),
    at: datetime | None = None,
) -> Invited:
    """Make an account and the link with which its owner chooses a password."""
    values = checked(
        {
            "name": lambda: check_line(name, field="name", minimum=3, maximum=120),
            "username": lambda: _username(username),
            "email": lambda: normalise_email(email) if str(email or "").strip() else "",
            "roles": lambda: _roles(roles),
        }
    )
    with change_of_office(actor, at) as write:
        if User.objects.filter(username=values["username"]).exists():
            raise Invalid.at("username", _("Nama pengguna ini sudah dipakai. Pilih yang lain."))
        first, _space, last = values["name"].partition(" ")
        user = User(username=values["username"], email=values["email"], first_name=first, last_name=last, roles=[])
        user.set_unusable_password()
        wanted = _wanted_in_units(unit_roles, held=frozenset())
        user.save(force_insert=True)
        given, asked = _given_and_asked(user, values["roles"], actor, at)
        _give(user, wanted)
        write("add_person", **_named(user), given=[*given, *_words(wanted)], **asked)
        return Invited(user, invitations.invite(user), tuple(asked.get("asked", ())))


def set_roles(
    username: str,
    actor: Actor,
    *,
    roles: Collection[str],
    unit_roles: Collection[tuple[str, str]],
    at: datetime | None = None,
) -> User:
    """Give a person exactly these roles in the city and in units ((unit code, role) pairs). Nobody changes the own;
    a new role of the whole city waits for a second person (`granting`)."""
    wanted_roles = _roles(roles)
    with change_of_office(actor, at) as write:
        user = person(username)
        held = unit_roles_of(user)
        wanted = _wanted_in_units(unit_roles, held)
        _keep_one(user, set(user.roles) - set(wanted_roles))
        before = {*user.roles, *_words(held)}
        if before == {*wanted_roles, *_words(wanted)}:
            return user
        if actor.user and user.pk == actor.user.pk:
            raise Conflict("oneself", _("Anda tidak dapat mengubah peran Anda sendiri. Minta admin lain."))
        new = set(wanted_roles) - set(user.roles)
        user.roles = [role for role in wanted_roles if role not in new]
        _given, asked = _given_and_asked(user, new, actor, at)
        user.save(update_fields=["roles"])
        _take(user, held - wanted)
        _give(user, wanted - held)
        after = {*user.roles, *_words(wanted)}
        if after != before or asked:
            write("set_roles", **_named(user), given=sorted(after - before), taken=sorted(before - after), **asked)
        return user


def _given_and_asked(
    user: User, roles: Collection[str], actor: Actor, at: datetime | None
) -> tuple[list[str], dict[str, Any]]:
    """Give new roles of the whole city, or let them wait for a second person: those given, and what history says of
    the rest: "asked", or "alone" where nobody is there who could confirm."""
    if not roles:
        return [], {}
    if takes_two(user, actor):
        new = ask(user, roles, actor, at)
        return [], {"asked": new} if new else {}
    user.roles = sorted({*user.roles, *map(str, roles)})
    user.save(update_fields=["roles"])
    tell("role_given", user, roles, actor, at)
    return sorted(map(str, roles)), {"alone": True}


def deactivate_person(username: str, actor: Actor, *, at: datetime | None = None) -> User:
    """Close an account: its sessions end at once, an open invitation is void. The roles stay for a return."""
    with change_of_office(actor, at) as write:
        user = person(username)
        if actor.user and user.pk == actor.user.pk:
            raise Conflict("oneself", _("Anda tidak dapat menonaktifkan akun Anda sendiri. Minta admin lain."))
        if not user.is_active:
            return user
        _keep_one(user, set(user.roles))
        user.is_active = False
        _lock_out(user)
        user.waiting_roles.all().delete()
        write("deactivate_person", **_named(user))
        return user


def reactivate_person(username: str, actor: Actor, *, at: datetime | None = None) -> Invited:
    """Open an account again, with the roles it had and a new link to get in."""
    with change_of_office(actor, at) as write:
        user = person(username)
        if user.is_active:
            raise Conflict("active", _("Akun ini sudah aktif."))
        user.is_active = True
        return _let_in_anew(user, actor, at, partial(write, "reactivate_person"))


def renew_access(username: str, actor: Actor, *, at: datetime | None = None) -> Invited:
    """A lost phone or a forgotten password: both factors of before are void, a new link lets the person set up new
    ones. One's own are changed under "keamanan", where the old ones are asked for."""
    with change_of_office(actor, at) as write:
        user = person(username)
        if actor.user and user.pk == actor.user.pk:
            raise Conflict("oneself", _("Ubah kata sandi dan kode Anda sendiri di halaman Keamanan akun."))
        if not user.is_active:
            raise Conflict("inactive", _("Akun ini tidak aktif. Aktifkan dulu."))
        return _let_in_anew(user, actor, at, partial(write, "renew_access"))


def _let_in_anew(user: User, actor: Actor, at: datetime | None, write: Callable[..., None]) -> Invited:
    """Password, second factor and link of before are void; a new link lets the person in."""
    _lock_out(user)
    asked = _ask_again(user, actor, at)
    write(**_named(user), **asked)
    return Invited(user, invitations.invite(user), tuple(asked.get("asked", ())))


def _ask_again(user: User, actor: Actor, at: datetime | None) -> dict[str, list[str]]:
    """Of a person with a role of the whole city others hear when the way in is made anew. Without a mailbox the link
    goes through the admin's hands: then the role waits until a second person knows that the owner has it."""
    roles = [role for role in user.roles if role in CITY_ROLES]
    if not roles:
        return {}
    if user.email or not takes_two(user, actor):
        tell("access_renewed", user, roles, actor, at)
        return {}
    user.roles = [role for role in user.roles if role not in roles]
    user.save(update_fields=["roles"])
    return {"asked": ask(user, roles, actor, at)}


def _lock_out(user: User) -> None:
    """No password, no second factor, no link. Sessions hang on the password's hash, so they end with it."""
    user.set_unusable_password()
    user.save(update_fields=["password", "is_active"])
    user.authenticator_set.all().delete()
    Invitation.objects.filter(user=user).delete()


def _keep_one(user: User, losing: Collection[str]) -> None:
    """Conflict when nobody else who can sign in holds a role the office cannot do without."""
    if not works(user):
        return
    for role, sentence in _LAST.items():
        if role in losing and role in user.roles:
            others = User.objects.filter(roles__contains=[role], is_active=True).exclude(pk=user.pk)
            if not any(works(other) for other in others):
                raise Conflict(f"last_{role}", sentence)


def _username(username: Any) -> str:
    typed = check_line(username, field="username", minimum=3, maximum=40).lower()
    if not _USERNAME.fullmatch(typed) or typed.startswith(_CITIZENS):
        sentence = _("Pakai 3 sampai 40 huruf kecil, angka, titik, garis bawah, atau tanda hubung.")
        raise Invalid.at("username", sentence)
    return typed


def _roles(roles: Collection[str]) -> list[str]:
    if isinstance(roles, str) or not {*map(str, roles)} <= {role.value for role in CITY_ROLES}:
        raise Invalid.at("roles", _("Pilih peran dari daftar."))
    return sorted({str(role) for role in roles})


def _wanted_in_units(pairs: Iterable[tuple[str, str]], held: UnitRoles) -> UnitRoles:
    """Roles in working units; in a closed one only what is held already."""
    wanted = frozenset((str(unit), str(role)) for unit, role in pairs)
    working = set(Unit.objects.filter(is_active=True).values_list("code", flat=True))
    if any(role not in UnitRole.values or unit not in working for unit, role in wanted - held):
        raise Invalid.at("unit", _("Pilih OPD dan peran dari daftar."))
    return wanted


def _give(user: User, pairs: UnitRoles) -> None:
    if not pairs:
        return
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={code for code, _role in pairs})}
    permissions = {found.codename: found for found in Permission.objects.filter(codename__in=UnitRole.values)}
    UnitUserObjectPermission.objects.bulk_create(
        UnitUserObjectPermission(user=user, permission=permissions[role], content_object=units[code])
        for code, role in sorted(pairs)
    )


def _take(user: User, pairs: UnitRoles) -> None:
    for code, role in pairs:
        UnitUserObjectPermission.objects.filter(
            user=user, content_object__code=code, permission__codename=role
        ).delete()


def _words(pairs: UnitRoles) -> list[str]:
    """Roles in units as history keeps them: "handle_unit:dishub"."""
    return sorted(f"{role}:{code}" for code, role in pairs)


def _named(user: User) -> dict[str, str]:
    return {"person": str(user), "username": user.username}
