"""Migrating every schema: `public`, the template, then each city; a result for each, the rest done when one fails."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from tenants import grants, roles
from tenants.locks import session_lock
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
    with seated(Seat(PUBLIC, "owner")), session_lock("migrate"):
        report(0, 0, PUBLIC)
        roles.ensure_login_and_fixed_roles()
        # A failure here stops the run: no city can be newer than what all of them share.
        results = [_migrate_schema(PUBLIC, raising=True)]
        grants.apply_fixed_roles()
        for seed in settings.SHARED_SEEDS:
            import_string(seed)()
        schemas = [TEMPLATE_SCHEMA, *_city_schemas()]
        for done, schema in enumerate(schemas):
            report(done, len(schemas), schema)
            results.append(_migrate_city(schema))
        report(len(schemas), len(schemas), "")
    return results


def _city_schemas() -> list[str]:
    return list(Tenant.objects.exclude(schema_name=PUBLIC).values_list("schema_name", flat=True))


def _migrate_city(schema: str) -> Result:
    is_template = schema == TEMPLATE_SCHEMA
    if is_template:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema)}")
    result = _migrate_schema(schema)
    if result.outcome != "failed" and not is_template:
        try:
            roles.ensure_seat_role(schema)
            if grants.drift(schema):
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


def _on_disk(schema: str) -> set[tuple[str, str]]:
    """The migrations that belong in a schema, as (app label, name)."""
    wanted = settings.SHARED_APPS if schema == PUBLIC else settings.TENANT_APPS
    labels = {config.label for config in apps.get_app_configs() if config.name in wanted}
    return {key for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations if key[0] in labels}


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
    """Migrations on disk that a schema has not run, as (app label, name)."""
    return _on_disk(schema) - _recorded(schema)
