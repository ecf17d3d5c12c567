"""Whether an installation can do its work: `/readyz`. Each part is looked at for itself, and quickly.

A part is named and no more: everybody may ask. The log says what is wrong with it.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tenants.models import Tenant, WorkerSign
from tenants.seats import PUBLIC, gate

log = structlog.get_logger("laksa.ready")

# Milliseconds for all questions to the database together.
PATIENCE = 1500
# A worker gives a sign every quarter of a minute.
SILENT_AFTER = timedelta(minutes=2)


def faults() -> list[str]:
    """The parts that do not work: database, migrations, worker, storage, disk. Empty when everything does."""
    return [*_of_database(), *_of_files()]


def _of_database() -> Iterator[str]:
    """Read in the gate's seat, on one connection, in one transaction of its own."""
    try:
        with gate(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
            cursor.execute("SELECT current_setting('transaction_read_only'), pg_is_in_recovery()")
            read_only, is_standby = cursor.fetchone()
            found = list(_of_tables(cursor))
    except Error as error:
        yield from _fault("database", error=type(error).__name__)
        return
    if read_only == "on" or is_standby:
        yield from _fault("database", read_only=read_only, standby=is_standby)
    yield from found


def _of_tables(cursor) -> Iterator[str]:
    cursor.execute("SELECT app, name FROM public.django_migrations")
    missing = _migrations() - set(cursor.fetchall())
    if missing or not Tenant.objects.filter(schema_name=PUBLIC).exists():
        yield from _fault("migrations", missing=len(missing))
    seen = WorkerSign.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    if seen is None or seen < timezone.now() - SILENT_AFTER:
        yield from _fault("worker", last_sign=str(seen))


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of this code that the shared schema needs."""
    from tenants.migration import shared_labels

    labels = shared_labels()
    loader = MigrationLoader(None)
    return frozenset(key for key in loader.disk_migrations if key[0] in labels)


def _of_files() -> Iterator[str]:
    folder = Path(settings.DATA_DIR, "files")
    probe = folder / f".ready-{os.getpid()}-{uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"ready")
        probe.unlink()
    except OSError as error:
        yield from _fault("storage", error=error.strerror)
        return
    if shutil.disk_usage(folder).free < settings.MIN_FREE_BYTES:
        yield from _fault("disk", free=shutil.disk_usage(folder).free)


def _fault(part: str, **facts: object) -> Iterator[str]:
    log.warning("not ready", part=part, **facts)
    yield part
