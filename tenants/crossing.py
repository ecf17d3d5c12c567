"""Crossings: the few ways by which work for one tenant touches another. Import-linter keeps the list of callers short.

A connection is logged in as one seat, and no seat sees another's tables. What has to see two of them goes through a
function of this module, which says which city was entered and how: it logs in as the one role that may become several
seats (`tenants.backend`), opens the transaction, and leaves again when that ends. So a crossing is entered before any
transaction of the caller's begins.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from tenants.connection import connection
from tenants.locks import transaction_lock
from tenants.models import Tenant
from tenants.seats import Seat, seated
from tenants.sql import execute

T = TypeVar("T")
# Enters one tenant's seat inside the crossing's transaction.
Into = Callable[[Tenant], AbstractContextManager[None]]


@contextmanager
def _crossing_from(seat: Tenant | Seat) -> Iterator[None]:
    """One transaction that begins in a seat and may take others."""
    with connection.crossing(), seated(seat), transaction.atomic():
        yield


@contextmanager
def _entered(tenant: Tenant) -> Iterator[None]:
    tenant.require_current()
    with seated(tenant), timezone.override(tenant.zone):
        yield


def read_in_city(tenant: Tenant, function: Callable[[], T]) -> T:
    """What a function finds in the seat of a city, where it can write nothing and sees everything as at one moment.

    It may step into the province's seat inside and sees that at the same moment. Inside a transaction of the owner's
    the moments are that transaction's; nothing can be written all the same.
    """
    tenant.require_current()
    level = "" if connection.in_atomic_block else "ISOLATION LEVEL REPEATABLE READ, "
    with _crossing_from(tenant):
        execute(f"SET TRANSACTION {level}READ ONLY")
        return function()


@contextmanager
def handing_over(former: Tenant, to: Tenant) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """The transaction in which a report goes from one city to another, or back, begun in the seat of `former`; gives
    the way into the other city's seat:

        with crossing.handing_over(former, to) as there:
            ...
            with there():
                ...

    Both cities are locked against other hand-overs, in the order of their codes, so that two that go opposite ways do
    not wait for each other.
    """

    @contextmanager
    def there() -> Iterator[None]:
        with _entered(to):
            yield

    with _crossing_from(former):
        for tenant in sorted((former, to), key=lambda tenant: tenant.code):
            transaction_lock(f"hand-over {tenant.schema_name}")
        yield there


@contextmanager
def overseeing() -> Iterator[Into]:
    """The transaction in which the Ombudsman looks into a city's report, begun in the province's seat: what is read
    and that it was read are one. Gives the way into a city. Locks nothing but what the block locks."""
    with _crossing_from(connection.tenant):
        yield _entered


@contextmanager
def reaching_back() -> Iterator[Into]:
    """The transaction in which what is done to a report reaches what it has left behind in cities it came from, begun
    in the seat of the city that has it. Gives the way into those. Nothing is written to the ledger there: the report
    is not theirs any more. Locks nothing but what the block locks."""
    with _crossing_from(connection.tenant):
        yield _entered
