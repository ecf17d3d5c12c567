"""The demo's people: the same names in every city, one password, and second factors whose codes `laksa demo code`
prints. Never on a real installation: `code` refuses without LAKSA_DEMO.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from functools import lru_cache

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from guardian.shortcuts import assign_perm

from core.accounts import one_time_codes
from core.accounts.models import User
from core.accounts.roles import Role, UnitRole
from core.catalogue.models import Unit
from core.common.errors import NotFound
from tenants.connection import connection
from tenants.models import Tenant
from tenants.seats import seated

PASSWORD = "laksa demo 2026"  # noqa: S105 (printed on screen by the demo)
PILOT_SLUG = "kota-tangerang"


@dataclass(frozen=True)
class Person:
    """A demo account. `unit_role` is held in one unit; Dishub answers street lights."""

    username: str
    name: str
    roles: tuple[str, ...] = ()
    unit_role: str = ""
    unit: str = "dishub"


CITY_PEOPLE = (
    Person("koordinator", "Koordinator Siti", (Role.COORDINATOR,)),
    Person("koordinator2", "Koordinator Joko", (Role.COORDINATOR,)),
    Person("petugas", "Petugas Dewi (Dishub)", unit_role=UnitRole.OFFICER),
    Person("kepala", "Kepala Rahmat (Dishub)", unit_role=UnitRole.HEAD),
    Person("lapangan", "Lapangan Agus (Dishub)", unit_role=UnitRole.FIELD),
    Person("pimpinan", "Wali kota / bupati", (Role.LEADER,)),
    Person("pengelola", "Admin Rina", (Role.ADMIN,)),
)
PROVINCE_PEOPLE = (
    Person("ombudsman", "Asisten Ombudsman Banten", (Role.ASSISTANT,)),
    Person("ketua-tim", "Ketua Tim Ombudsman Banten", (Role.LEAD,)),
    Person("kepala-perwakilan", "Kepala Perwakilan Banten", (Role.HEAD,)),
    Person("operator", "Operator Laksa", (Role.OPERATOR,)),
)


# Every unit that leads a category has an officer of its own, so that histories name who answered.
_UNIT_OFFICER = {"dishub": "petugas"}


def unit_officer(unit_code: str) -> str:
    """The user name of the demo officer of a unit: `petugas` in Dishub, `petugas-dpupr` elsewhere."""
    return _UNIT_OFFICER.get(unit_code, f"petugas-{unit_code}")


def _secret(username: str) -> str:
    """The TOTP secret of a demo account: derived, so that `laksa demo code` can print codes without asking for it."""
    key = f"{connection.schema_name}:{username}".encode()
    return base64.b32encode(hmac.digest(settings.SECRET_KEY.encode(), key, hashlib.sha1)).decode()


def seed(tenant: Tenant) -> None:
    """Make a tenant's demo people where they are missing. Owner's login."""
    with seated(tenant), transaction.atomic():
        known = set(User.objects.values_list("username", flat=True))
        for person in PROVINCE_PEOPLE if tenant.is_province else (*CITY_PEOPLE, *_unit_officers()):
            if person.username not in known:
                _make(person)


def _unit_officers() -> list[Person]:
    units = Unit.objects.filter(leads__isnull=False).exclude(code__in=_UNIT_OFFICER).distinct()
    return [
        Person(unit_officer(unit.code), f"Petugas {unit.short_name}", unit_role=UnitRole.OFFICER, unit=unit.code)
        for unit in units
    ]


@lru_cache(maxsize=1)
def _hashed_password() -> str:
    """Hashing is slow on purpose; the demo's one password is hashed once for everybody."""
    return make_password(PASSWORD)


def _make(person: Person) -> None:
    user = User.objects.create(
        username=person.username,
        password=_hashed_password(),
        first_name=person.name,
        roles=[str(role) for role in person.roles],
    )
    if person.unit_role:
        assign_perm(str(person.unit_role), user, Unit.objects.get(code=person.unit))
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(_secret(person.username))}
    )


def code(username: str) -> str:
    """A one-time code of a demo account that may still be used, such as `koordinator@kab-lebak`'s; without a city,
    province or pilot. NotFound for nobody. Where the codes of this half minute are used up, the next one is waited
    for."""
    name, _at, slug = username.partition("@")
    if not slug:
        slug = "banten" if name in {person.username for person in PROVINCE_PEOPLE} else PILOT_SLUG
    tenant = Tenant.objects.filter(slug=slug).first()
    if not settings.DEMO or tenant is None:
        raise NotFound(message=f"There is no demo account {username!r}.")
    with seated(tenant):
        device = Authenticator.objects.filter(user__username=name, type=Authenticator.Type.TOTP)
        while (found := device.first()) is not None:
            if free := one_time_codes.next_code(found):
                return free
            time.sleep(1)
    raise NotFound(message=f"There is no demo account {username!r}.")
