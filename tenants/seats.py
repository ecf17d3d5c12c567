"""Seats: where a connection sits, that is, its PostgreSQL login and its search path together.

| seat | search path | login | may |
| --- | --- | --- | --- |
| gate | public | `<prefix>_gate` | read which tenant a host belongs to; the seat when no tenant is set |
| city | t3671, public | `<prefix>_t3671` | what `tenants.grants` gives a city |
| province | public | `<prefix>_province` | what `tenants.grants` gives the province |
| worker | public | `<prefix>_worker` | claim jobs and mark them done |

None of these is a member of another. `<prefix>_crossing`, which `tenants.crossing` logs in as, may become each of them
by SET ROLE and has no rights of its own. A process that logged in as the owner keeps the owner's role in every seat;
only the search path moves.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings

from tenants.connection import connection

if TYPE_CHECKING:  # models need the settings, which the backend is named in
    from tenants.models import Tenant

PUBLIC = "public"
CITY_SCHEMA = r"^t[0-9]{4}$"
# A schema with every table and no rows of a city, migrated like the rest; new cities are cloned from it.
TEMPLATE_SCHEMA = "t0000"
# The login of `tenants.crossing`.
CROSSING = "crossing"


def role_name(suffix: str) -> str:
    """The cluster-wide name of one of this installation's roles."""
    return f"{settings.ROLE_PREFIX}_{suffix}"


@dataclass(frozen=True)
class Seat:
    """A seat that belongs to no Tenant row; the database backend takes it where it takes a tenant."""

    schema_name: str
    role_suffix: str

    @cached_property
    def role(self) -> str:
        return role_name(self.role_suffix)


GATE = Seat(PUBLIC, "gate")
WORKER = Seat(PUBLIC, "worker")
PROVINCE = Seat(PUBLIC, "province")


@contextmanager
def seated(seat: "Seat | Tenant") -> Iterator[None]:
    """Put the connection into a seat (a Seat or a Tenant) for the length of a block, then back where it was."""
    before = connection.tenant
    connection.set_tenant(seat)
    try:
        yield
    finally:
        connection.set_tenant(before)


def city_seat(schema_name: str) -> Seat:
    return Seat(schema_name, schema_name)


def tenant_seat(schema_name: str) -> AbstractContextManager[None]:
    """A block in the seat of one city, by schema name."""
    return seated(city_seat(schema_name))


def province_seat() -> AbstractContextManager[None]:
    return seated(PROVINCE)


def worker_seat() -> AbstractContextManager[None]:
    return seated(WORKER)


def gate() -> AbstractContextManager[None]:
    return seated(GATE)
