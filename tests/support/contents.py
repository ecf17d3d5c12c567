"""What is stored, seen from inside the test's own transaction: a digest of every table, and every row as text.

Tables of the city are read in its seat, the ledger in the province's, jobs in the worker's.
"""

from collections.abc import Iterator

from django.db import connection

from tenants.grants import CITY_TABLES
from tenants.models import Tenant
from tenants.seats import PROVINCE, WORKER, seated

# (seat or None for the city's, table)
_SHARED = (
    (PROVINCE, "public.ledger_entry"),
    (PROVINCE, "public.ledger_fact"),
    (WORKER, "public.django_tasks_database_dbtaskresult"),
)


def _query(seat, sql: str) -> list[str]:
    with seated(seat), connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]


def _tables(tenant: Tenant) -> Iterator[tuple[object, str]]:
    for table, privileges in CITY_TABLES.items():
        if "SELECT" in privileges:
            yield tenant, f"{tenant.schema_name}.{table}"
    yield from _SHARED


def digests(tenant: Tenant) -> dict[str, str]:
    """By table, a digest of all its rows. One statement a seat: tests ask often."""
    by_seat: dict[object, list[str]] = {}
    for seat, table in _tables(tenant):
        by_seat.setdefault(seat, []).append(table)
    found = {}
    for seat, tables in by_seat.items():
        parts = (f"(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {t} t)" for t in tables)
        (values,) = _query(seat, f"SELECT ARRAY[{', '.join(parts)}]")
        found |= dict(zip(tables, values, strict=True))
    return found


def rows(tenant: Tenant) -> dict[str, list[str]]:
    """By table, all its rows as PostgreSQL writes them (bytea in hex)."""
    return {table: _query(seat, f"SELECT t::text FROM {table} t") for seat, table in _tables(tenant)}


def counts(tenant: Tenant) -> dict[str, int]:
    """By table without its schema, how many rows it has; empty tables are left out."""
    found = {}
    for seat, table in _tables(tenant):
        (number,) = _query(seat, f"SELECT count(*) FROM {table}")
        if number:
            found[table.partition(".")[2]] = number
    return found


def places_of(text: str, tenant: Tenant) -> list[str]:
    """The tables where a text stands in the open, also inside binary columns."""
    wanted = (text, text.encode().hex())
    return [table for table, found in rows(tenant).items() if any(word in row for row in found for word in wanted)]
