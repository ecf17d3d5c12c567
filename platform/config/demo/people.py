"""The demo's people: the same names in every city, one password, and second factors whose codes `laksa demo code`
prints. Never on a real installation: `code` refuses without LAKSA_DEMO.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import connection, transaction
from guardian.shortcuts import assign_perm

from core.accounts.models import User
from core.accounts.roles import Role, UnitRole
from core.catalogue.models import Unit
from core.common.errors import NotFound
from tenants.models import Tenant
from tenants.seats import seated

PASSWORD = "laksa demo 2026"  # noqa: S105 (printed on screen by the demo)
PILOT_SLUG = "kota-tangerang"


@dataclass(frozen=True)
class Person:
    """A demo account. `unit_role` is held in Dishub, which answers street lights."""

    username: str
    name: str
    roles: tuple[str, ...] = ()
    unit_role: str = ""


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
    Person("kepala-perwakilan", "Kepala Perwakilan Banten", (Role.HEAD,)),
    Person("operator", "Operator Laksa", (Role.OPERATOR,)),
)


def _secret(username: str) -> str:
    """The TOTP secret of a demo account: derived, so that `laksa demo code` can print codes without asking for it."""
    key = f"{connection.schema_name}:{username}".encode()
    return base64.b32encode(hmac.digest(settings.SECRET_KEY.encode(), key, hashlib.sha1)).decode()


def seed(tenant: Tenant) -> None:
    """Make a tenant's demo people where they are missing. Owner's login."""
    with seated(tenant), transaction.atomic():
        for person in PROVINCE_PEOPLE if tenant.is_province else CITY_PEOPLE:
            if not User.objects.filter(username=person.username).exists():
                _make(person)


def _make(person: Person) -> None:
    user = User.objects.create_user(
        person.username, password=PASSWORD, first_name=person.name, roles=[str(role) for role in person.roles]
    )
    if person.unit_role:
        assign_perm(str(person.unit_role), user, Unit.objects.get(code="dishub"))
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(_secret(person.username))}
    )


def code(username: str) -> str:
    """The one-time code of a demo account, such as `koordinator@kab-lebak`; without a city, province or pilot."""
    name, _at, slug = username.partition("@")
    if not slug:
        slug = "banten" if name in {person.username for person in PROVINCE_PEOPLE} else PILOT_SLUG
    tenant = Tenant.objects.filter(slug=slug).first()
    if not settings.DEMO or tenant is None:
        raise NotFound()
    with seated(tenant):
        return format_hotp_value(hotp_value(_secret(name), int(time.time()) // mfa_settings.TOTP_PERIOD))
