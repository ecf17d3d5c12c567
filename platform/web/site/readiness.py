"""Whether an installation can do its work: `/readyz`. Each part is looked at for itself, and quickly.

A part is named and no more: everybody may ask. The log says what is wrong with it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from core.common.data_keys import SENTENCE as KEYS_FAULT
from core.common.data_keys import keys_fit
from tenants import migration, worker_heartbeat
from tenants.models import Tenant
from tenants.seats import PUBLIC, gate

log = structlog.get_logger("laksa.ready")

# Milliseconds for one question to the database.
PATIENCE = 1500


def faults() -> list[str]:
    """The parts that do not work: database, migrations, worker, keys, storage, disk. Empty when everything does."""
    return [*_of_database(), *of_files()]


def _of_database() -> list[str]:
    """Asked in the gate's seat, which may read what is needed and nothing else."""
    try:
        with gate(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
            cursor.execute("SELECT current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()")
            [is_read_only] = cursor.fetchone()
            found = [*_of_migrations(), *_of_worker(), *_of_keys()]
    except Error as error:
        return [_fault("database", error=type(error).__name__)]
    return [_fault("database", error="read-only"), *found] if is_read_only else found


def _of_migrations() -> Iterator[str]:
    """Of what all cities share. A city that lacks one is closed by itself, and named in the log; the others work."""
    if missing := migration.pending(PUBLIC):
        yield _fault("migrations", missing=len(missing))
        return
    if behind := [tenant.schema_name for tenant in Tenant.objects.exclude(lacks=[]) if tenant.is_behind]:
        log.error("cities closed: they lack migrations, run `laksa migrate`", schemas=behind)


def _of_worker() -> Iterator[str]:
    sign = worker_heartbeat.latest()
    if sign is None or sign.seen_at < timezone.now() - worker_heartbeat.SILENT_AFTER:
        yield _fault("worker", last_sign=sign and sign.seen_at.isoformat())


def _of_keys() -> Iterator[str]:
    """With another installation's data keys codes are refused, and what is filed is lost to its own."""
    if not keys_fit():
        yield _fault("keys", error=KEYS_FAULT)


def of_files() -> Iterator[str]:
    """Whether the tenants' files can be written, and for how much there is room."""
    folder = Path(settings.DATA_DIR, "files")
    probe = folder / f".ready-{os.getpid()}-{uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"ready")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield _fault("storage", error=error.strerror)
        return
    if free < settings.MIN_FREE_BYTES:
        yield _fault("disk", free=free)


def _fault(part: str, **facts: object) -> str:
    log.warning("not ready", part=part, **facts)
    return part
