"""What the checks share: asking the catalogue, and whom to ask it about."""

from collections.abc import Iterable
from typing import Any

from tenants import grants
from tenants.models import Tenant
from tenants.sql import execute


def rows(sql: str, **parameters: Any) -> list[tuple]:
    return execute(sql, parameters)


def suffixes(cities: Iterable[Tenant]) -> list[str]:
    return [*grants.FIXED_ROLES, *(city.schema_name for city in cities)]


def schemas() -> set[str]:
    return {name for (name,) in rows("SELECT nspname FROM pg_namespace")}


def existing(cities: Iterable[Tenant]) -> list[str]:
    there = schemas()
    return [city.schema_name for city in cities if city.schema_name in there]
