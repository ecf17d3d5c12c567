"""What each role may do to which table, against `tenants.grants`."""

from collections.abc import Iterator

from tenants import grants
from tenants.checks.catalogue import existing, rows, suffixes
from tenants.models import Tenant
from tenants.seats import CROSSING, PUBLIC, TEMPLATE_SCHEMA


def drift(cities: list[Tenant]) -> Iterator[str]:
    """What each role may do to which table, against `tenants.grants`."""
    held = grants.actual([*suffixes(cities), CROSSING])
    wanted = {suffix: grants.wanted_for_fixed_role(suffix) for suffix in grants.FIXED_ROLES}
    wanted |= {city.schema_name: grants.wanted_for_city(city.schema_name) for city in cities}
    for suffix, has in held.items():
        should = wanted.get(suffix, set())
        yield from (f"{_described(grant)} is missing; run `laksa migrate`." for grant in sorted(should - has))
        yield from (f"{_described(grant)} is too much; run `laksa migrate`." for grant in sorted(has - should))


def _described(grant: grants.Grant) -> str:
    target = f"table {grant.schema}.{grant.table}" if grant.table else f"schema {grant.schema}"
    return f"{grant.privilege} on {target} for {grant.role}"


def everybody(cities: list[Tenant]) -> Iterator[str]:
    """Nothing of ours may be open to PUBLIC, that is, to every role of the server."""
    schemas = [PUBLIC, TEMPLATE_SCHEMA, *(city.schema_name for city in cities)]
    opened = rows(
        "SELECT n.nspname, c.relname, a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE a.grantee = 0 AND n.nspname = ANY(%(schemas)s) "
        "UNION ALL "
        "SELECT n.nspname, '', a.privilege_type FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a "
        "WHERE a.grantee = 0 AND n.nspname = ANY(%(schemas)s) ORDER BY 1, 2, 3",
        schemas=schemas,
    )
    for schema, table, privilege in opened:
        yield f"{_described(grants.Grant(schema, table, 'PUBLIC', privilege))} is too much; revoke it."
    [(may_make_temporary, may_connect)] = rows(
        "SELECT bool_or(a.privilege_type = 'TEMPORARY'), bool_or(a.privilege_type = 'CONNECT') FROM pg_database d "
        "CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a "
        "WHERE d.datname = current_database() AND a.grantee = 0"
    )
    if may_make_temporary:
        yield "Every role may make temporary tables, which hide a city's own; run `laksa migrate`."
    if may_connect:
        yield "Every role of the server may connect to this database; run `laksa migrate`."
    [(large_objects,)] = rows("SELECT count(*) FROM pg_largeobject_metadata")
    if large_objects:
        yield f"There are {large_objects} large objects, which Laksa never makes; see whose they are and delete them."


def rules(cities: list[Tenant]) -> Iterator[str]:
    for schema in (PUBLIC, TEMPLATE_SCHEMA, *existing(cities)):
        for table in grants.tables_without_a_rule(schema):
            yield f"The table {schema}.{table} is not mentioned in tenants/grants.py."
