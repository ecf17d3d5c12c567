"""Migrating every schema: `public`, the template, then each city; a result for each, the rest done when one fails."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from tenants import grants, roles
from tenants.locks import SCHEMAS_LOCK, session_lock
from tenants.models import Tenant
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, Seat, city_seat, seated

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Result:
    """How one schema fared: `current` (nothing to do), `migrated` or `failed` with the reason."""

    schema: str
    outcome: str
    seconds: float
    error: str = ""


def migrate(progress: Progress | None = None) -> list[Result]:
    """Bring every schema to the newest state. Owner only; safe to re-run; two runs at once wait for each other.

    `progress(done, total, what)` is called before each schema and once at the end.
    """
    report = progress or (lambda done, total, what: None)
    with seated(Seat(PUBLIC, "owner")), session_lock(SCHEMAS_LOCK):
        report(0, 0, PUBLIC)
        roles.ensure_fixed_logins()
        roles.retire_former_login()
        # A failure here stops the run: no city can be newer than what all of them share.
        results = [_migrate_schema(PUBLIC, raising=True)]
        grants.apply_fixed_roles()
        for seed in settings.SHARED_SEEDS:
            import_string(seed)()
        cities = _city_schemas()
        schemas = [TEMPLATE_SCHEMA, *cities]
        held = grants.actual(cities)
        for done, schema in enumerate(schemas):
            report(done, len(schemas), schema)
            results.append(_migrate_city(schema, held.get(schema)))
        report(len(schemas), len(schemas), "")
    return results


def _city_schemas() -> list[str]:
    return list(Tenant.objects.exclude(schema_name=PUBLIC).values_list("schema_name", flat=True))


def _migrate_city(schema: str, held: set[grants.Grant] | None) -> Result:
    """Migrate one city and give its login what it wants; `held` is what it has. The template (None) has none."""
    if held is None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema)}")
    result = _migrate_schema(schema)
    if result.outcome == "failed" or held is None:
        return result
    try:
        roles.ensure_seat_login(schema)
        if result.outcome == "migrated" or held != grants.wanted_for_city(schema):
            grants.apply_city(schema)
    except Exception as error:
        return Result(schema, "failed", result.seconds, f"grants: {error}")
    return result


def _migrate_schema(schema: str, *, raising: bool = False) -> Result:
    started = time.monotonic()
    try:
        if not pending(schema):
            return Result(schema, "current", time.monotonic() - started)
        # Without `public` in the path a migration that forgot its schema fails instead of finding the other table.
        connection.set_tenant(city_seat(schema), include_public=False)
        call_command(DjangoMigrate(), interactive=False, verbosity=0, stdout=io.StringIO())
    except Exception as error:
        if raising:
            raise
        return Result(schema, "failed", time.monotonic() - started, str(error).strip())
    finally:
        connection.set_tenant(Seat(PUBLIC, "owner"))
    return Result(schema, "migrated", time.monotonic() - started)


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    """Every migration of this code, as (app label, name). Its files do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


@cache
def _labels(is_public: bool) -> frozenset[str]:
    """The apps whose tables are in `public`, or in a city."""
    wanted = settings.SHARED_APPS if is_public else settings.TENANT_APPS
    return frozenset(config.label for config in apps.get_app_configs() if config.name in wanted)


def _recorded(schema: str) -> set[tuple[str, str]]:
    quote = connection.ops.quote_name
    table = f"{quote(schema)}.{quote(MigrationRecorder.Migration._meta.db_table)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            return set()
        cursor.execute(f"SELECT app, name FROM {table}")  # noqa: S608 (quoted identifiers)
        return set(cursor.fetchall())


def pending(schema: str) -> set[tuple[str, str]]:
    """Migrations of this code that a schema should have run and has not, as (app label, name)."""
    labels = _labels(schema == PUBLIC)
    return {key for key in _on_disk() - _recorded(schema) if key[0] in labels}


def unknown(schema: str) -> set[tuple[str, str]]:
    """Migrations a schema has run that this code does not have: the schema is newer."""
    return _recorded(schema) - _on_disk()
