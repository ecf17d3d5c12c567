"""`laksa worker`: runs the tenants' jobs, and what is due at regular times.

django-tasks' database backend claims and runs jobs. Around it: jobs whose worker died go back to the queue, failed
ones are tried again with growing pauses, periodic tasks are enqueued once for each tenant, done jobs are swept away.
"""

import logging
import signal
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tenants.jobs import MOST_ATTEMPTS, enqueue
from tenants.locks import try_lock
from tenants.models import Tenant
from tenants.seats import PUBLIC, WORKER, seated

log = structlog.get_logger("laksa.worker")

LEASE = timedelta(minutes=15)
KEEP_DONE = timedelta(days=7)
PAUSE_SECONDS = 1.0
TICK_SECONDS = 30.0


@dataclass(frozen=True)
class Periodic:
    """A task that runs about once in `every`, for every enabled city or once for the province."""

    path: str
    every: timedelta
    is_of_province: bool = False


PERIODIC = (
    Periodic("core.casework.housekeeping.forget_unused", timedelta(hours=1)),
    Periodic("core.notifications.delivery.deliver", timedelta(minutes=5)),
    Periodic("core.casework.sweeping.escalate_late", timedelta(minutes=15)),
    Periodic("core.casework.sweeping.end_silent", timedelta(minutes=15)),
    Periodic("core.casework.digests.send_digests", timedelta(minutes=15)),
    Periodic("oversight.compacting.keep_up", timedelta(minutes=1), is_of_province=True),
    Periodic("core.casework.recalculating.recalculate_deadlines", timedelta(minutes=10)),
    Periodic("core.casework.office.emptying.empty_closed_units", timedelta(minutes=10)),
    Periodic("oversight.sealing.seal_cities", timedelta(hours=1), is_of_province=True),
    Periodic("config.auditing.check_cities", timedelta(days=1), is_of_province=True),
)


def run() -> None:
    """Work until told to stop (SIGTERM, SIGINT); the job in hand is finished first."""
    stopping = False

    def stop(signum: int, frame: object) -> None:
        nonlocal stopping
        stopping = True
        worker.running = False

    # Each look at the queue would be two lines, one look a second.
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    worker = _worker()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("worker started", worker=worker.worker_id)
    next_tick = 0.0
    while not stopping:
        connection.set_tenant(WORKER)
        if time.monotonic() >= next_tick:
            tick()
            next_tick = time.monotonic() + TICK_SECONDS
        worker.run()
        if not stopping:
            time.sleep(PAUSE_SECONDS)
    log.info("worker stopped", worker=worker.worker_id)


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(16),
        excluded_queue_names=[],
    )


def run_all() -> None:
    """Run everything that is ready now and return: for tests and for an operator in a hurry."""
    with seated(WORKER):
        _worker().run()


def tick() -> None:
    """Mend the queue and enqueue what is due; one worker of many does it at a time."""
    with seated(WORKER), try_lock("periodic") as mine:
        if not mine:
            return
        now = timezone.now()
        _take_back_lost(now)
        _retry_failed(now)
        DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE).delete()
        for periodic in PERIODIC:
            _enqueue_due(periodic, now)


def _take_back_lost(now) -> None:
    """RUNNING for longer than the lease: its worker died. The task is idempotent, so it may run again, but no more
    often than one that fails: it may be what the workers die of."""
    for job in DBTaskResult.objects.running().filter(started_at__lt=now - LEASE):
        if len(job.worker_ids) < MOST_ATTEMPTS:
            change = {"status": "READY", "started_at": None}
        else:
            change = {"status": "FAILED", "finished_at": now}
        DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at).update(**change)
        log.warning("job taken back from a lost worker", job=str(job.pk), task=job.task_path, **change)


def _retry_failed(now) -> None:
    """Failed jobs run again after 1, 2, 4, 8 minutes; after the fifth failure `laksa check` reports them."""
    for job in DBTaskResult.objects.failed().filter(finished_at__gt=now - KEEP_DONE):
        attempts = len(job.worker_ids)
        if attempts < MOST_ATTEMPTS and job.finished_at + timedelta(minutes=2 ** (attempts - 1)) <= now:
            DBTaskResult.objects.filter(pk=job.pk).update(status="READY", finished_at=None)


def _enqueue_due(periodic: Periodic, now) -> None:
    task = import_string(periodic.path)
    recent = DBTaskResult.objects.filter(task_path=periodic.path, enqueued_at__gt=now - periodic.every)
    done = {arguments["args"][0] for arguments in recent.values_list("args_kwargs", flat=True)}
    theirs = Q(schema_name=PUBLIC) if periodic.is_of_province else Q(is_enabled=True) & ~Q(schema_name=PUBLIC)
    tenants = Tenant.objects.filter(theirs).exclude(schema_name__in=done)
    for tenant in list(tenants):
        try:
            with seated(tenant):
                enqueue(task)
        except DatabaseError:
            # A city without its role or schema must not keep the others waiting.
            log.exception("periodic task not enqueued", task=periodic.path, tenant=tenant.schema_name)
