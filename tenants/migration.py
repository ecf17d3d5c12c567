"""Migrating every schema: `public`, the template, then each city; a result for each, the rest done when one fails.

A city is closed while it lacks a migration that the code has (`Tenant.lacks`), and stays so where one fails; the
others open (decision 22).
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import structlog
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import Error, OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string
from psycopg2.errors import LockNotAvailable

from tenants import grants, roles
from tenants.connection import connection
from tenants.locks import SCHEMAS_LOCK, session_lock
from tenants.models import Tenant
from tenants.schema_versions import Key, name_of, on_disk
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, Seat, city_seat, seated
from tenants.sql import execute

log = structlog.get_logger("laksa.migrate")

Progress = Callable[[int, int, str], None]
# A migration that waits for a lock holds up everybody who comes after it. So it waits no longer than this, lets them
# pass, and tries again after each of these pauses, in seconds.
LOCK_TIMEOUT = "3s"
PAUSES: tuple[float, ...] = (1, 2, 4, 8, 15, 30)
# Packages of apps with tables of our own.
_OURS = ("core", "oversight", "tenants")


class UnknownMigrations(Exception):
    """The database is not one this code can bring up to date; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Result:
    """How one schema fared: `current` (nothing to do), `migrated` or `failed` with the reason."""

    schema: str
    outcome: str
    seconds: float
    error: str = ""


def migrate(progress: Progress | None = None) -> list[Result]:
    """Bring every schema to the newest state. Owner only; safe to re-run; two runs at once wait for each other.

    `progress(done, total, what)` is called before each schema and once at the end. UnknownMigrations, and nothing is
    touched, where the database is newer than this code, or from a state of development before 0.1.0 (decision 22).
    """
    report = progress or (lambda done, total, what: None)
    with seated(Seat(PUBLIC, "owner")), session_lock(SCHEMAS_LOCK):
        report(0, 0, PUBLIC)
        _refuse_unknown()
        roles.ensure_fixed_logins()
        roles.retire_former_login()
        # A failure here stops the run: no city can be newer than what all of them share.
        results = [_migrate_schema(PUBLIC, pending(PUBLIC))]
        grants.apply_fixed_roles()
        for seed in settings.SHARED_SEEDS:
            import_string(seed)()
        cities = [(tenant, _noted(tenant)) for tenant in Tenant.objects.exclude(schema_name=PUBLIC)]
        held = grants.actual([tenant.schema_name for tenant, _missing in cities])
        total = 1 + len(cities)
        report(0, total, TEMPLATE_SCHEMA)
        results.append(_migrate_template())
        for done, (tenant, missing) in enumerate(cities, start=1):
            report(done, total, tenant.schema_name)
            results.append(_migrate_city(tenant, missing, held[tenant.schema_name]))
        report(total, total, "")
    return results


def _refuse_unknown() -> None:
    own = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in _OURS}
    if names := sorted(name_of(key) for key in unknown(PUBLIC) if key[0] in own):
        raise UnknownMigrations(
            f"This database has run migrations that this Laksa does not have: {', '.join(names[:3])} … It is newer, "
            "or was made by a state of development before 0.1.0, which cannot be brought up to date: make it anew. "
            "(A demo: delete its data folder.)"
        )


def _noted(tenant: Tenant) -> set[Key]:
    """What a city's schema lacks. If anything, it is written down, which closes the city until it is there."""
    missing = pending(tenant.schema_name)
    if missing:
        tenant.lacks = sorted(map(name_of, missing))
        tenant.save(update_fields=["lacks"])
    return missing


def _migrate_template() -> Result:
    execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(TEMPLATE_SCHEMA)}")
    return _tried(TEMPLATE_SCHEMA, pending(TEMPLATE_SCHEMA))


def _migrate_city(tenant: Tenant, missing: set[Key], held: set[grants.Grant]) -> Result:
    """Migrate one city, give its login what it wants (it has what is `held`), and open it."""
    schema = tenant.schema_name
    result = _tried(schema, missing)
    if result.outcome == "failed":
        return result
    try:
        roles.ensure_seat_login(schema)
        if result.outcome == "migrated" or held != grants.wanted_for_city(schema):
            grants.apply_city(schema)
    except Error as error:
        _say_failed(schema, missing)
        return Result(schema, "failed", result.seconds, f"grants: {error}")
    if tenant.lacks:
        tenant.lacks = []
        tenant.save(update_fields=["lacks"])
    return result


def _tried(schema: str, missing: set[Key]) -> Result:
    """Migrate one schema; whatever its migration raises, SQL or Python, is that schema's alone."""
    started = time.monotonic()
    try:
        return _migrate_schema(schema, missing)
    except Exception as error:
        if not connection.is_usable():  # the server is gone: no schema's own fault
            raise
        _say_failed(schema, missing)
        return Result(schema, "failed", time.monotonic() - started, str(error).strip())


def _say_failed(schema: str, missing: set[Key]) -> None:
    log.exception("migration failed", schema=schema, lacks=sorted(map(name_of, missing)))


def _migrate_schema(schema: str, missing: set[Key]) -> Result:
    started = time.monotonic()
    if not missing:
        return Result(schema, "current", time.monotonic() - started)
    try:
        # Without `public` in the path a migration that forgot its schema fails instead of finding the other table.
        connection.set_tenant(city_seat(schema), include_public=False)
        with _short_waits():
            _run_patiently(schema)
    finally:
        connection.set_tenant(Seat(PUBLIC, "owner"))
    return Result(schema, "migrated", time.monotonic() - started)


@contextmanager
def _short_waits() -> Iterator[None]:
    execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        execute("RESET lock_timeout")


def _run_patiently(schema: str) -> None:
    """Run what is missing, and again when somebody held a table: each migration is one transaction, or can be
    repeated, so what is done stays done."""
    for pause in (*PAUSES, None):
        try:
            call_command(DjangoMigrate(), interactive=False, verbosity=0, stdout=io.StringIO())
            return
        except OperationalError as error:
            if pause is None or not isinstance(error.__cause__, LockNotAvailable):
                raise
            log.warning("migration waits: somebody holds a table", schema=schema, seconds=pause)
            time.sleep(pause)


@cache
def _labels(is_public: bool) -> frozenset[str]:
    """The apps whose tables are in `public`, or in a city."""
    wanted = settings.SHARED_APPS if is_public else settings.TENANT_APPS
    return frozenset(config.label for config in apps.get_app_configs() if config.name in wanted)


def _recorded(schema: str) -> set[Key]:
    quote = connection.ops.quote_name
    table = f"{quote(schema)}.{quote(MigrationRecorder.Migration._meta.db_table)}"
    [(there,)] = execute("SELECT to_regclass(%s)", [table])
    return set(execute(f"SELECT app, name FROM {table}")) if there else set()  # noqa: S608 (quoted identifiers)


def pending(schema: str) -> set[Key]:
    """Migrations of this code that a schema should have run and has not, as (app label, name)."""
    labels = _labels(schema == PUBLIC)
    return {key for key in on_disk() - _recorded(schema) if key[0] in labels}


def unknown(schema: str) -> set[Key]:
    """Migrations a schema has run that this code does not have: the schema is newer."""
    return _recorded(schema) - on_disk()
