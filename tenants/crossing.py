"""Crossings: the few ways by which work for one tenant touches another. Import-linter keeps the list of callers short.

A connection sits in one seat at a time, and no seat sees another's tables; what has to see two of them goes through a
function of this module, which says which city was entered and how.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from tenants.ledger import recording
from tenants.locks import transaction_lock
from tenants.models import Tenant
from tenants.seats import seated

T = TypeVar("T")


def read_in_city(tenant: Tenant, function: Callable[[], T]) -> T:
    """What a function finds in the seat of a city, where it can write nothing and sees everything as at one moment.

    It may step into the province's seat inside and sees that at the same moment. Inside a transaction of the caller's
    the moments are that transaction's; nothing can be written all the same.
    """
    level = "" if connection.in_atomic_block else "ISOLATION LEVEL REPEATABLE READ, "
    with seated(tenant), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION {level}READ ONLY")
        return function()


@contextmanager
def handing_over(former: Tenant, to: Tenant) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """The block in which a report goes from one city to another, inside the caller's transaction; gives the way into
    the other city's seat:

        with crossing.handing_over(former, to) as there:
            ...
            with there():
                ...

    Both cities are locked against other hand-overs, in the order of their codes, so that two that go opposite ways do
    not wait for each other.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a hand-over is one transaction in both cities")
    for tenant in sorted((former, to), key=lambda tenant: tenant.code):
        transaction_lock(f"hand-over {tenant.schema_name}")

    @contextmanager
    def there() -> Iterator[None]:
        with seated(to), recording.told_by(to.schema_name), timezone.override(to.zone):
            yield

    yield there


@contextmanager
def overseeing(tenant: Tenant) -> Iterator[None]:
    """The block in which the Ombudsman looks into a city's report, inside the caller's transaction: what is read and
    that it was read are one. Locks nothing but what the block locks."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("looking into a report and logging it are one transaction")
    with seated(tenant), timezone.override(tenant.zone):
        yield


@contextmanager
def reaching_back(former: Tenant) -> Iterator[None]:
    """The block in which what is done to a report reaches what it has left behind in a city it came from, inside the
    caller's transaction. The ledger is told nothing: the report is not that city's any more. Locks nothing but what
    the block locks."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("what is done to a report is done to what it left behind in one transaction")
    with seated(former), timezone.override(former.zone):
        yield
