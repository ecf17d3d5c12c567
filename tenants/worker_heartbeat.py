"""That a worker lives: a row it renews every quarter of a minute, with how much work waits (`/readyz`, `/metrics`).

A thread of the worker writes it, because one job may take minutes; and only while the worker's own loop goes on, so
that one that hangs falls silent too.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from tenants.models import WorkerSign
from tenants.seats import worker_seat
from tenants.sql import execute

log = structlog.get_logger("laksa.worker")

EVERY = 15.0  # seconds
# As long as a job may run until it counts as lost with its worker.
LONGEST_JOB = 15 * 60.0
SILENT_AFTER = timedelta(minutes=2)
FORGOTTEN_AFTER = timedelta(days=1)

_WAITING = """
SELECT count(*), coalesce(extract(epoch FROM max(now() - CASE WHEN run_after <= now()
         THEN greatest(enqueued_at, run_after) ELSE enqueued_at END)), 0)
  FROM public.django_tasks_database_dbtaskresult
 WHERE status = 'READY' AND (run_after <= now() OR run_after > '9000-01-01')
"""


@contextmanager
def giving_signs(worker_id: str) -> Iterator[Callable[[], None]]:
    """Give signs of life inside the block. The function it gives is called whenever the worker's loop goes on."""
    last = time.monotonic()
    ends = threading.Event()

    def alive() -> None:
        nonlocal last
        last = time.monotonic()

    def work() -> None:
        while True:
            if time.monotonic() - last < LONGEST_JOB:
                _try_to_give(worker_id)
            if ends.wait(EVERY):
                break
        connection.close()

    thread = threading.Thread(target=work, name="signs", daemon=True)
    thread.start()
    try:
        yield alive
    finally:
        ends.set()
        thread.join(EVERY)


def _try_to_give(worker_id: str) -> None:
    """A database that is away is no reason to end."""
    try:
        give(worker_id)
    except DatabaseError as error:
        log.warning("no sign given", reason=type(error).__name__)
        connection.close()


def give(worker_id: str) -> None:
    """One sign of one worker."""
    now = timezone.now()
    with worker_seat():
        [(waiting, oldest)] = execute(_WAITING)
        WorkerSign.objects.update_or_create(
            worker_id=worker_id, defaults={"seen_at": now, "jobs_waiting": waiting, "oldest_job_seconds": oldest}
        )
        WorkerSign.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def latest() -> WorkerSign | None:
    """The newest sign of any worker; None where none was ever given. One query, in the gate's seat or the worker's."""
    return WorkerSign.objects.order_by("-seen_at").first()
