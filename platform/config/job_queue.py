"""The queue of jobs as the worker sees it. Every statement looks at the shape of a row before it believes it.

Cities write into this table (`tenants.jobs`). CHECKs keep malformed rows out, but a row from before them, or of an
owner who took them away, must not stop the worker: such rows are never claimed, and `strays` names them.
All functions run in the worker's seat.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from config.tasks import TASKS, Periodic
from tenants import schema_versions
from tenants.jobs import JOBS, MOST_ATTEMPTS, PERIODIC_PRIORITY, TENANT, WHOLE
from tenants.seats import PUBLIC
from tenants.sql import execute

# How many malformed rows are named at once.
NAMED = 20
# The time that stands for "at once".
_NOW = "'9999-01-01T00:00Z'"
_KNOWN = f"task_path = ANY(CASE WHEN {TENANT} = '{PUBLIC}' THEN %(known)s ELSE %(of_city)s END)"
_READY = f"status = 'READY' AND (run_after <= %(now)s OR run_after = {_NOW}) AND {WHOLE} AND {_KNOWN}"
_ATTEMPTS = "jsonb_array_length(worker_ids)"


@dataclass(frozen=True)
class Job:
    """A job in the worker's hands. `attempt` counts from 1."""

    id: UUID
    task: str
    tenant: str
    arguments: list[Any]
    attempt: int
    started_at: datetime


@dataclass(frozen=True)
class Stray:
    """A row that no worker can run, with what can be said of it."""

    id: UUID
    task: str
    tenant: str
    status: str


def _run(sql: str, **values: Any) -> list[tuple]:
    lists = {
        "known": list(TASKS),
        "of_city": [path for path, of_province in TASKS.items() if not of_province],
    }
    return execute(sql, {**lists, **values})


# -- One job after the other ---------------------------------------------------------------------------------------


def waiting(now: datetime) -> list[str]:
    """The schemas of the tenants that have a job to run now, in the order of the names. Jobs of a city that lacks a
    migration of this code wait until it is there. One query."""
    rows = _run(
        f"SELECT t.schema_name FROM public.tenants_tenant t WHERE NOT t.lacks && %(on_disk)s::varchar[] AND EXISTS"  # noqa: S608
        f" (SELECT FROM {JOBS} WHERE {TENANT} = t.schema_name AND {_READY}) ORDER BY 1",
        now=now,
        on_disk=sorted(schema_versions.names()),
    )
    return [schema for (schema,) in rows]


def claim(tenant: str, worker: str, now: datetime) -> Job | None:
    """Take a tenant's next job: what the worker enqueued itself first. Two workers never get the same."""
    rows = _run(
        f"UPDATE {JOBS} SET status = 'RUNNING', started_at = %(now)s, worker_ids = worker_ids || %(worker)s::jsonb"  # noqa: S608
        f" WHERE id = (SELECT id FROM {JOBS} WHERE {TENANT} = %(tenant)s AND {_READY}"
        " ORDER BY priority DESC, run_after, enqueued_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
        f" RETURNING id, task_path, args_kwargs #>> '{{args}}', {_ATTEMPTS}",
        tenant=tenant,
        worker=json.dumps([worker]),
        now=now,
    )
    for key, task, arguments, attempt in rows:
        return Job(key, task, tenant, json.loads(arguments), attempt, now)
    return None


def settle(job: Job, now: datetime, *, result: Any = None, error: str = "", places: str = "") -> None:
    """Write down how a job ended: `error` is the path of an exception's class, `places` where it was raised."""
    _run(
        f"UPDATE {JOBS} SET status = %(status)s, finished_at = %(now)s, return_value = %(result)s::jsonb,"  # noqa: S608
        " exception_class_path = %(error)s, traceback = %(places)s"
        " WHERE id = %(id)s AND status = 'RUNNING' AND started_at = %(started_at)s",
        status="FAILED" if error else "SUCCESSFUL",
        now=now,
        result=json.dumps(result),
        error=error,
        places=places,
        id=job.id,
        started_at=job.started_at,
    )


# -- What is done now and then -------------------------------------------------------------------------------------


def take_back_lost(now: datetime, lease: timedelta) -> Iterator[tuple[str, str, str, str]]:
    """Jobs RUNNING for longer than the lease: their worker died. A task is idempotent, so it may run again, but no
    more often than one that fails: it may be what the workers die of. (id, task, tenant, new status)"""
    yield from _run(
        f"UPDATE {JOBS} SET status = CASE WHEN {_ATTEMPTS} < %(most)s THEN 'READY' ELSE 'FAILED' END,"  # noqa: S608
        f" started_at = CASE WHEN {_ATTEMPTS} < %(most)s THEN NULL ELSE started_at END,"
        f" finished_at = CASE WHEN {_ATTEMPTS} < %(most)s THEN finished_at ELSE %(now)s END"
        f" WHERE status = 'RUNNING' AND started_at < %(since)s AND {WHOLE}"
        f" RETURNING id::text, task_path, {TENANT}, status",
        now=now,
        since=now - lease,
        most=MOST_ATTEMPTS,
    )


def retry_failed(now: datetime, keep: timedelta) -> None:
    """Failed jobs run again after 1, 2, 4, 8 minutes; after the fifth failure `laksa check` reports them."""
    _run(
        f"UPDATE {JOBS} SET status = 'READY', finished_at = NULL"  # noqa: S608
        f" WHERE status = 'FAILED' AND finished_at > %(since)s AND CASE WHEN {WHOLE} THEN {_ATTEMPTS} < %(most)s"
        f" AND finished_at + interval '1 minute' * power(2, {_ATTEMPTS} - 1) <= %(now)s END",
        now=now,
        since=now - keep,
        most=MOST_ATTEMPTS,
    )


def forget_done(now: datetime, keep: timedelta) -> None:
    _run(f"DELETE FROM {JOBS} WHERE status = 'SUCCESSFUL' AND finished_at < %(since)s", since=now - keep)  # noqa: S608


def enqueue_due(periodic: Periodic, now: datetime) -> None:
    """Enqueue a periodic task for every tenant that is due, in one statement.

    Only what a worker enqueued counts (by its priority, which nobody else can give): a city cannot put off its own
    escalation by enqueuing it. One that still waits is not enqueued again.
    """
    theirs = (
        f"t.schema_name = '{PUBLIC}'" if periodic.is_of_province else f"t.is_enabled AND t.schema_name <> '{PUBLIC}'"
    )
    _run(
        f"INSERT INTO {JOBS} (id, task_path, args_kwargs, priority)"  # noqa: S608
        " SELECT gen_random_uuid(), %(path)s, jsonb_build_object('args', jsonb_build_array(t.schema_name),"
        " 'kwargs', '{}'::jsonb), %(priority)s FROM public.tenants_tenant t"
        f" WHERE {theirs} AND t.schema_name NOT IN (SELECT coalesce({TENANT}, '') FROM {JOBS}"
        " WHERE task_path = %(path)s AND priority = %(priority)s AND (enqueued_at > %(since)s OR status = 'READY'))",
        path=periodic.path,
        priority=PERIODIC_PRIORITY,
        since=now - periodic.every,
    )


def strays() -> list[Stray]:
    """Rows that no worker can run: malformed, of an unknown task, or of no tenant. The first few."""
    rows = _run(
        f"SELECT id, left(task_path, 100), coalesce(left({TENANT}, 20), ''), status FROM {JOBS}"  # noqa: S608
        " WHERE status <> 'SUCCESSFUL'"
        f" AND NOT coalesce(status IN ('READY', 'RUNNING', 'FAILED') AND {WHOLE} AND {_KNOWN}"
        f" AND EXISTS (SELECT FROM public.tenants_tenant t WHERE t.schema_name = {TENANT}), false)"
        " ORDER BY enqueued_at LIMIT %(most)s",
        most=NAMED,
    )
    return [Stray(*row) for row in rows]
