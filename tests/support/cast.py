"""A small cast for every test: the same people in Kota Tangerang and Kabupaten Lebak, and reports in any state.

    office = cast.tangerang                          # or cast.lebak
    with office.seat():                              # where a request of that city sits
        filed = office.file(state="answered")        # `filed.report`, `filed.code`, `filed.number`
        actions.close(filed.number, office.siti)     # people are actors; `office.siti.user` signs in

`office.file` takes its seat itself, too; every state is reached by real actions. Who is who:

| name | part |
| --- | --- |
| siti, joko | coordinators |
| dewi, rahmat, agus | officer, head and field officer of Dishub, which answers street lights |
| budi | officer of DLH |
| leader, admin | leader and admin |
| nobody | has an account and no role |

They sign in by their first name in lower case (`office.admin.user.username` is "rina"), `PASSWORD`, and a TOTP code of
`SECRET`. `cast.province` has assistant, lead, head and operator.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from PIL import Image

from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import Role, UnitRole
from core.casework import actions
from core.catalogue.models import Unit, UnitUserObjectPermission
from core.deadlines.calendars import city_calendars
from core.reports.drafts import Draft
from core.reports.kinds import State
from core.reports.models import Attachment, Report
from oversight.queries import number_of_cities
from tenants.areas import lookup
from tenants.law.memory import current_law
from tenants.models import Tenant
from tenants.seats import gate, province_seat, seated, tenant_seat

PASSWORD = "sandi rahasia para pemeran"
# The TOTP secret of everybody.
SECRET = "JBSWY3DPEHPK3PXP"
# A kelurahan of each city: Sukarasa in Kota Tangerang, a desa of Malingping in Lebak.
KELURAHAN = {"t3671": "36.71.01.1001", "t3602": "36.02.01.2002"}
# Where each city hands a report to.
_OTHER_CITY = {"t3671": "36.02", "t3602": "36.71"}
NAME, PHONE, EMAIL = "Ratna Kusuma", "081298765432", "ratna.kusuma@example.id"

# name: (full name, roles of the city, unit, role in the unit)
PEOPLE: dict[str, tuple[str, list[str], str, str]] = {
    "siti": ("Siti Aminah", [Role.COORDINATOR], "", ""),
    "joko": ("Joko Susilo", [Role.COORDINATOR], "", ""),
    "dewi": ("Dewi Lestari", [], "dishub", UnitRole.OFFICER),
    "rahmat": ("Rahmat Hidayat", [], "dishub", UnitRole.HEAD),
    "agus": ("Agus Salim", [], "dishub", UnitRole.FIELD),
    "budi": ("Budi Santoso", [], "dlh", UnitRole.OFFICER),
    "leader": ("Arif Wibowo", [Role.LEADER], "", ""),
    "admin": ("Rina Marlina", [Role.ADMIN], "", ""),
    "nobody": ("Tono Tanpa Peran", [], "", ""),
}
OVERSEERS = {
    "assistant": ("Hana Pratiwi", [Role.ASSISTANT]),
    "lead": ("Lukman Hakim", [Role.LEAD]),
    "head": ("Fitri Handayani", [Role.HEAD]),
    "operator": ("Oki Setiawan", [Role.OPERATOR]),
}


def draft(schema: str = "t3671", **changes: Any) -> Draft:
    """A complaint of a named citizen about a dark street; an anonymous one comes without name and contact."""
    values: dict[str, Any] = {
        "kind": "complaint",
        "category": "pju-padam",
        "description": "Lampu jalan di depan pasar padam sejak kemarin malam.",
        "identity": "named",
        "visibility": "public",
        "area": KELURAHAN[schema],
        "address": "Depan Pasar Anyar",
    }
    if changes.get("identity") != "anonymous":
        values |= {"name": NAME, "phone": PHONE}
    return Draft(**values | changes)


@dataclass(frozen=True)
class Filed:
    """A report as it stands after the last step, and its receipt code."""

    report: Report
    code: str

    @property
    def number(self) -> str:
        return self.report.number


@dataclass(frozen=True)
class Office:
    """The people of one city (or of the province) as actors."""

    tenant: Tenant
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def schema(self) -> str:
        return self.tenant.schema_name

    @property
    def host(self) -> str:
        """The city's host name, for `client.get(…, HTTP_HOST=office.host)`."""
        return f"{self.tenant.slug}.localhost"

    @contextmanager
    def seat(self) -> Iterator[None]:
        """The connection sits where a request of this city sits."""
        with seated(self.tenant):
            yield

    def draft(self, **changes: Any) -> Draft:
        return draft(self.schema, **changes)

    def file(
        self,
        state: str = State.SUBMITTED,
        *,
        at: datetime | None = None,
        answers: str = "dewi",
        photos: int = 0,
        **changes: Any,
    ) -> Filed:
        """File a report and bring it to a state by the straight road, one hour a step when `at` is given.

        `answers` of Dishub answers it; `photos` go with it; the other changes are those of the draft.
        """
        with self.seat():
            if photos:
                changes["attachments"] = [add_photo(at=at).pk for _ in range(photos)]
            filed = actions.submit(self.draft(**changes), at=at)
            for step in self._road(state, answers, filed.code):
                at = at + timedelta(hours=1) if at else None
                step(filed.report.number, at)
            report = Report.objects.select_related("category", "unit", "rejection_reason").get(pk=filed.report.pk)
            return Filed(report, filed.code)

    def _road(self, state: str, answers: str, code: str) -> list[Callable[[str, datetime | None], object]]:
        """The steps from reception to a state: those of the straight road up to it, or the one that leads aside."""
        siti, joko, officer = self.siti, self.joko, self.people[answers]
        steps = {
            State.VERIFIED: lambda number, at: actions.verify(number, siti, at=at),
            State.DISPATCHED: lambda number, at: actions.dispatch(number, siti, unit="dishub", at=at),
            State.IN_PROGRESS: lambda number, at: actions.start(number, officer, at=at),
            State.ANSWERED: lambda number, at: actions.answer(number, officer, text="Lampu sudah diganti.", at=at),
            State.CLOSED: lambda number, at: actions.close(number, joko, at=at),
        }
        aside = {
            State.NEEDS_INFO: lambda number, at: actions.ask(number, siti, text="Di tiang nomor berapa?", at=at),
            State.REJECTED: lambda number, at: actions.reject(number, siti, reason="tidak-jelas", note="Maaf.", at=at),
            State.WITHDRAWN: lambda number, at: actions.withdraw(actions.ByCode(number, code), at=at),
            State.MERGED: lambda number, at: actions.merge(number, siti, into=self._survivor(at), at=at),
            State.TRANSFERRED: lambda number, at: actions.transfer(number, siti, to=_OTHER_CITY[self.schema], at=at),
        }
        if state in aside:
            return [aside[state]]
        return list(steps.values())[: list(steps).index(state) + 1] if state in steps else []

    def _survivor(self, at: datetime | None) -> str:
        """Another report about the same thing."""
        return actions.submit(self.draft(), at=at).report.number


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    tangerang: Office
    lebak: Office
    province: Office


def picture(colour: tuple[int, int, int] = (220, 20, 20)) -> BytesIO:
    """A small JPEG as a browser would send it."""
    target = BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "JPEG")
    target.seek(0)
    target.name = "foto.jpg"
    return target


def add_photo(*, at: datetime | None = None) -> Attachment:
    """An uploaded photo that no report has used yet, in the present seat."""
    return actions.add_photo(picture(), at=at)


def warm() -> None:
    """Read what a process remembers (law, days off, areas): the first test that counts queries counts its own."""
    for schema, code in KELURAHAN.items():
        with tenant_seat(schema):
            current_law()
            city_calendars()
            lookup.resolve_pin(0.0, 0.0, code[:5])
            lookup.check_choice(None, None, code, code[:5])
    with province_seat():
        number_of_cities()


def make() -> Cast:
    """Make everybody in both cities and in the province. The fixture `cast` does this."""
    with gate():
        tenants = {tenant.schema_name: tenant for tenant in Tenant.objects.all()}
    return Cast(_city(tenants["t3671"]), _city(tenants["t3602"]), _province(tenants["public"]))


def _city(tenant: Tenant) -> Office:
    with seated(tenant):
        units = {unit.code: unit for unit in Unit.objects.filter(code__in=("dishub", "dlh"))}
        permissions = {found.codename: found for found in Permission.objects.filter(codename__in=UnitRole.values)}
        users = _users({name: (full, roles) for name, (full, roles, _unit, _role) in PEOPLE.items()})
        held = {name: (units[unit], str(role)) for name, (_full, _roles, unit, role) in PEOPLE.items() if unit}
        UnitUserObjectPermission.objects.bulk_create(
            UnitUserObjectPermission(user=users[name], permission=permissions[role], content_object=unit)
            for name, (unit, role) in held.items()
        )
    parts = {name: {unit.pk: frozenset({role})} for name, (unit, role) in held.items()}
    return Office(tenant, {name: _actor(user, parts.get(name, {})) for name, user in users.items()})


def _province(tenant: Tenant) -> Office:
    with seated(tenant):
        return Office(tenant, {name: _actor(user, {}) for name, user in _users(OVERSEERS).items()})


def _actor(user: User, unit_roles: dict[int, frozenset[str]]) -> Actor:
    return Actor("staff", user, frozenset(user.roles), unit_roles)


def _users(people: dict[str, tuple[str, list[str]]]) -> dict[str, User]:
    """Their accounts in the present seat. Two inserts, and one password hashed for all: every test pays for this."""
    password = make_password(PASSWORD)
    secret = get_adapter().encrypt(SECRET)
    users = {}
    for name, (full_name, roles) in people.items():
        first, _space, last = full_name.partition(" ")
        users[name] = User(
            username=first.lower(),
            password=password,
            first_name=first,
            last_name=last,
            roles=[str(role) for role in roles],
        )
    User.objects.bulk_create(users.values())
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": secret}) for user in users.values()
    )
    return users
