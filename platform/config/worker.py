"""`laksa worker`: runs the tenants' jobs, and what is due at regular times.

Tenants take turns: in each round every tenant that has something to do gets one job, so that twenty thousand jobs of
one city keep nobody waiting for more than one of them. No row and no job ends the process; when the database is gone,
it waits for it. Jobs whose worker died go back to the queue, failed ones are tried again with growing pauses, periodic
tasks are enqueued once for each tenant, done jobs are swept away.
"""

import json
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import structlog
from django.db import connection
from django.db.utils import Error
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from config import job_queue
from config.job_queue import Job
from config.logs import described
from config.tasks import PERIODIC
from tenants.backend.pool import pool
from tenants.locks import try_lock
from tenants.seats import WORKER, seated
from tenants.worker_heartbeat import giving_signs

log = structlog.get_logger("laksa.worker")

LEASE = timedelta(minutes=15)
KEEP_DONE = timedelta(days=7)
PAUSE_SECONDS = 1.0
TICK_SECONDS = 30.0
# How long the worker waits for a database that is gone before it tries again: longer each time.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0


def run() -> None:
    """Work until SIGTERM or SIGINT; the job in hand is finished first."""
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, frame: worker.stopping.set())
    worker.run()


def run_all() -> None:
    """Run everything that is ready now and return: for tests and for an operator in a hurry."""
    worker = Worker()
    while worker.round():
        pass


def tick() -> None:
    """Mend the queue and enqueue what is due; one worker of many does it at a time."""
    with seated(WORKER), try_lock("periodic") as mine:
        if not mine:
            return
        now = timezone.now()
        for job, task, tenant, status in job_queue.take_back_lost(now, LEASE):
            log.warning("job taken back from a worker that died", job=job, task=task, tenant=tenant, status=status)
        job_queue.retry_failed(now, KEEP_DONE)
        job_queue.forget_done(now, KEEP_DONE)
        for periodic in PERIODIC:
            job_queue.enqueue_due(periodic, now)


class Worker:
    """One process's worker. `stopping` is set when it is to end."""

    def __init__(self) -> None:
        self.name = get_random_string(16)
        self.stopping = Event()
        # How a job ended that could not be written down, because the database was gone.
        self._unsettled: Callable[[], None] | None = None
        self._named: set[object] = set()
        self._next_tick = time.monotonic() + TICK_SECONDS
        # Called whenever the work goes on: `tenants.worker_heartbeat` then goes on giving signs.
        self._alive: Callable[[], None] = lambda: None

    def run(self) -> None:
        log.info("worker started", worker=self.name)
        with giving_signs(self.name) as self._alive:
            self._work()
        log.info("worker stopped", worker=self.name)

    def _work(self) -> None:
        wait, is_first = FIRST_WAIT, True
        while not self.stopping.is_set():
            self._alive()
            try:
                if is_first:
                    self.tick()
                    is_first = False
                has_worked = self.round()
                self._tick_if_due()
            except Error as error:
                log.error("database not usable, trying again", seconds=wait, exc_info=error)
                connection.close()
                pool().close_idle()
                self.stopping.wait(wait)
                wait = min(2 * wait, LONGEST_WAIT)
                continue
            if wait > FIRST_WAIT:
                log.info("database usable again", worker=self.name)
                wait = FIRST_WAIT
            if not has_worked:
                self.stopping.wait(PAUSE_SECONDS)

    def round(self) -> bool:
        """Give each tenant that has something to do one turn; whether there was anything."""
        self._settle_what_is_left()
        with seated(WORKER):
            tenants = job_queue.waiting(timezone.now())
        for tenant in tenants:
            if self.stopping.is_set():
                break
            with seated(WORKER):
                job = job_queue.claim(tenant, self.name, timezone.now())
            if job:
                self._run_job(job)
            self._tick_if_due()
        return bool(tenants)

    def tick(self) -> None:
        tick()
        self._name_strays()
        self._next_tick = time.monotonic() + TICK_SECONDS

    def _tick_if_due(self) -> None:
        if time.monotonic() >= self._next_tick:
            self.tick()

    def _name_strays(self) -> None:
        """Each malformed row once in this process's life; `laksa check` names them as long as they are there."""
        with seated(WORKER):
            found = [stray for stray in job_queue.strays() if stray.id not in self._named]
        for stray in found:
            self._named.add(stray.id)
            log.error("job cannot be run", job=str(stray.id), task=stray.task, tenant=stray.tenant)

    def _run_job(self, job: Job) -> None:
        self._alive()
        about = {"job": str(job.id), "task": job.task, "tenant": job.tenant, "attempt": job.attempt}
        began = time.monotonic()
        outcome: dict[str, Any] = {}
        try:
            outcome["result"] = import_string(job.task).call(*job.arguments)
            json.dumps(outcome["result"])
        except BaseException as error:  # also SystemExit: no job ends the worker
            outcome = {"error": f"{type(error).__module__}.{type(error).__qualname__}", "places": described(error)}
            log.error("job failed", **about, exc_info=error)
        else:
            log.info("job done", **about, seconds=round(time.monotonic() - began, 3))
        now = timezone.now()
        self._unsettled = lambda: job_queue.settle(job, now, **outcome)
        self._settle_what_is_left()

    def _settle_what_is_left(self) -> None:
        if self._unsettled:
            with seated(WORKER):
                self._unsettled()
            self._unsettled = None
