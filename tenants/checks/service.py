"""Whether the installation works at this moment: its worker, its database, its log."""

from collections.abc import Iterator

from django.utils import timezone

from tenants import holds, server_log, worker_heartbeat
from tenants.checks.catalogue import rows
from tenants.models import Tenant


def hold(cities: list[Tenant]) -> Iterator[str]:
    """Not a torn wall, but what an operator must know before anything else."""
    if (since := holds.since()) is not None:
        yield holds.sentence(since)


def worker(cities: list[Tenant]) -> Iterator[str]:
    """A worker that was there and is silent now. Where none was ever started, the jobs that wait tell it."""
    sign = worker_heartbeat.latest()
    if sign is not None and sign.seen_at < timezone.now() - worker_heartbeat.SILENT_AFTER:
        yield f"No worker has given a sign since {sign.seen_at:%Y-%m-%d %H:%M} UTC; is `laksa worker` running?"


def writable(cities: list[Tenant]) -> Iterator[str]:
    [(is_read_only,)] = rows("SELECT current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()")
    if is_read_only:
        yield "The database takes no changes: it is a standby, or default_transaction_read_only is on."


def log(cities: list[Tenant]) -> Iterator[str]:
    yield from server_log.problems()
