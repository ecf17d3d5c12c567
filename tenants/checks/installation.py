"""The server, the schemas and what has to lie in them."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from tenants import migration
from tenants.areas.models import Area
from tenants.checks.catalogue import rows, schemas
from tenants.connection import connection
from tenants.law import memory
from tenants.law.models import CalendarYear, DeadlineRule
from tenants.law.outlook import undecreed_years
from tenants.models import Domain, Tenant
from tenants.seats import CITY_SCHEMA, PUBLIC, TEMPLATE_SCHEMA

VERSIONS = range(15, 19)  # PostgreSQL releases that are tested


def version() -> Iterator[str]:
    major = connection.pg_version // 10_000
    if major not in VERSIONS:
        yield f"The server is PostgreSQL {major}; Laksa is tested on {VERSIONS.start} to {VERSIONS.stop - 1}."


def migrations(schemas: Iterable[str]) -> Iterator[str]:
    for schema in schemas:
        if pending := migration.pending(schema):
            yield f"{schema} lacks {len(pending)} migrations ({_some(pending)}); run `laksa migrate`."
        if unknown := migration.unknown(schema):
            yield f"{schema} is newer than this code by {len(unknown)} migrations ({_some(unknown)}); update the code."


def _some(migrations: set[tuple[str, str]]) -> str:
    """The first of them by name, and whether there are more."""
    first = ".".join(min(migrations))
    return first if len(migrations) == 1 else f"{first}, …"


def tenants(cities: list[Tenant]) -> Iterator[str]:
    """Each tenant has a host and a schema, and each city's schema a tenant."""
    there = schemas()
    hosts = set(Domain.objects.values_list("tenant_id", flat=True))
    for tenant in Tenant.objects.order_by("code"):
        if tenant.pk not in hosts:
            yield f"{tenant.code} ({tenant.name}) has no host, so nobody can reach it."
        if tenant.schema_name not in there:
            yield f"{tenant.code} ({tenant.name}) has no schema {tenant.schema_name}."
    if not Tenant.objects.filter(schema_name=PUBLIC).exists():
        yield "The province has no row among the tenants; run `laksa migrate`."
    known = {TEMPLATE_SCHEMA, *(city.schema_name for city in cities)}
    for (schema,) in rows("SELECT nspname FROM pg_namespace WHERE nspname ~ %(city)s ORDER BY 1", city=CITY_SCHEMA):
        if schema not in known:
            yield f"There is a schema {schema} that no tenant names."


def data(cities: list[Tenant]) -> Iterator[str]:
    """Without areas a city takes no report; without law and calendar no clock runs."""
    with_areas = set(Area.objects.order_by().values_list("city_code", flat=True).distinct())
    for city in cities:
        if not city.is_sandbox and city.code not in with_areas:
            yield f"{city.code} ({city.name}) has no areas."
    if not DeadlineRule.objects.exists():
        yield "There are no legal limits; run `laksa migrate`."
    today = timezone.localdate()
    if not CalendarYear.objects.filter(year=today.year).exists():
        yield f"The national calendar has no year {today.year}; run `laksa migrate`."
        return
    memory.forget()
    for year in undecreed_years(memory.current_law(), today):
        yield (
            f"The cuti bersama of {year} is not decreed, but limits that begin now reach into that year; their due "
            "dates are provisional until an operator enters the decree under /platform/kalender/."
        )
