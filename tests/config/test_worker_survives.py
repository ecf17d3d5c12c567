"""Nothing that stands in the queue and nothing a job does ends the worker: it names it, goes on, and takes turns.

Malformed rows are written as the owner, with the rules taken away that keep them out.
"""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from config import worker
from config.worker import Worker
from tenants.jobs import MOST_ATTEMPTS, enqueue
from tenants.models import Tenant
from tenants.seats import gate, seated, worker_seat
from tests.support import databases, jobs, wires
from tests.support.tasks import make_known

TABLE = "public.django_tasks_database_dbtaskresult"
RULES = ("job_status", "job_task", "job_arguments", "job_workers", "job_times", "priority_range")
TELL = "tests.support.jobs.tell_seat"
GOOD = '{"args": ["t3671"], "kwargs": {}}'


@pytest.fixture(autouse=True)
def _only_made_up_tasks(fresh_database, monkeypatch):
    make_known(monkeypatch, fresh_database)
    monkeypatch.setattr(worker, "PERIODIC", ())


@pytest.fixture
def owner(fresh_database):
    cursor = fresh_database.owner().cursor()
    for rule in RULES:
        cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {rule}")
    cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER job_check")
    return cursor


def in_city(schema: str, *tasks) -> None:
    with gate():
        tenant = Tenant.objects.get(schema_name=schema)
    with seated(tenant):
        for task in tasks:
            enqueue(task)


def ended() -> dict[str, str]:
    """Status by task and tenant of what was enqueued by the code."""
    with worker_seat():
        rows = DBTaskResult.objects.order_by("finished_at").values_list("task_path", "args_kwargs", "status")
        return {f"{path.rsplit('.', 1)[1]} {arguments['args'][0]}": status for path, arguments, status in rows}


def put(owner, **columns: object) -> str:
    """A row of the owner's hand; its id."""
    row = {"id": "gen_random_uuid()", "task_path": TELL, "args_kwargs": GOOD, **columns}
    key = row.pop("id")
    places = ", ".join(["%s"] * len(row))
    owner.execute(
        f"INSERT INTO {TABLE} (id, {', '.join(row)}) VALUES ({key}, {places}) RETURNING id", list(row.values())
    )
    return str(owner.fetchone()[0])


MALFORMED = {
    "no kwargs": {"args_kwargs": '{"args": ["t3671"]}'},
    "no args": {"args_kwargs": '{"kwargs": {}}'},
    "arguments a number": {"args_kwargs": "5"},
    "arguments null": {"args_kwargs": "null"},
    "arguments a list": {"args_kwargs": "[]"},
    "args an object": {"args_kwargs": '{"args": {"0": "t3671"}, "kwargs": {}}'},
    "names nobody": {"args_kwargs": '{"args": [], "kwargs": {}}'},
    "names a number": {"args_kwargs": '{"args": [3671], "kwargs": {}}'},
    "no such tenant": {"args_kwargs": '{"args": ["t9999"], "kwargs": {}}'},
    "named arguments": {"args_kwargs": '{"args": ["t3671"], "kwargs": {"x": 1}}'},
    "worker_ids a number": {"worker_ids": "5"},
    "worker_ids null": {"worker_ids": "null"},
    "huge": {"args_kwargs": json.dumps({"args": ["t3671", os.urandom(1_000_000).hex()], "kwargs": {}})},
    "no such task": {"task_path": "core.nothing.at_all"},
    "no task": {"task_path": "os.system"},
    "a task of the province": {"task_path": "config.auditing.check_city"},
    "failed long ago": {"status": "FAILED", "worker_ids": "5", "finished_at": timezone.now()},
    "running": {"status": "RUNNING", "worker_ids": "5", "started_at": "2020-01-01T00:00Z"},
    "no such status": {"status": "ZZZ"},
}


def test_every_malformed_row_is_named_and_passed_over(owner):
    keys = {put(owner, **columns) for columns in MALFORMED.values()}
    put(owner, status="SUCCESSFUL", enqueued_at="2099-01-01T00:00Z", finished_at="2099-01-01T00:00Z")
    in_city("t3671", jobs.tell_seat)
    in_city("t3602", jobs.tell_seat)
    work = Worker()
    with capture_logs() as named:
        for _turn in range(3):
            work.tick()
            work.round()
    refused = [line["job"] for line in named if line["event"] == "job cannot be run"]
    assert sorted(refused) == sorted(keys)
    done = {line["tenant"] for line in named if line["event"] == "job done"}
    assert done == {"t3671", "t3602"}
    owner.execute(f"SELECT status, count(*) FROM {TABLE} WHERE id::text = ANY(%s) GROUP BY 1", [list(keys)])
    assert dict(owner.fetchall()) == {"READY": len(keys) - 3, "FAILED": 1, "RUNNING": 1, "ZZZ": 1}


def test_a_job_may_fail_in_any_way(fresh_database):
    in_city("t3671", jobs.fail, jobs.end_process, jobs.answer_unreadably, jobs.tell_seat)
    with capture_logs() as lines:
        worker.run_all()
    assert ended() == {
        "fail t3671": "FAILED",
        "end_process t3671": "FAILED",
        "answer_unreadably t3671": "FAILED",
        "tell_seat t3671": "SUCCESSFUL",
    }
    assert [(line["event"], line["task"].rsplit(".", 1)[1], line["tenant"], line["attempt"]) for line in lines] == [
        ("job failed", "fail", "t3671", 1),
        ("job failed", "end_process", "t3671", 1),
        ("job failed", "answer_unreadably", "t3671", 1),
        ("job done", "tell_seat", "t3671", 1),
    ]
    with worker_seat():
        kept = DBTaskResult.objects.get(task_path=jobs.fail.module_path)
    assert kept.exception_class_path == "builtins.RuntimeError"
    assert "jobs.py" in kept.traceback
    assert "this job fails every time" not in kept.traceback


def test_tenants_take_turns_however_much_one_of_them_enqueues(fresh_database):
    cursor = fresh_database.owner().cursor()
    cursor.execute(
        f"INSERT INTO {TABLE} (id, task_path, args_kwargs) SELECT gen_random_uuid(), %s, %s FROM"
        " generate_series(1, 20000)",
        [TELL, GOOD],
    )
    in_city("t3602", jobs.tell_seat, jobs.tell_seat)
    work = Worker()
    with capture_logs() as lines:
        for _turn in range(3):
            work.round()
    done = [line["tenant"] for line in lines if line["event"] == "job done"]
    assert done == ["t3602", "t3671", "t3602", "t3671", "t3671"]


def test_what_is_due_regularly_is_not_behind_a_citys_own_jobs(fresh_database, monkeypatch):
    from config.tasks import PERIODIC

    escalate = next(periodic for periodic in PERIODIC if periodic.path.endswith("escalate_late"))
    cursor = fresh_database.owner().cursor()
    cursor.execute(
        f"INSERT INTO {TABLE} (id, task_path, args_kwargs, run_after) SELECT gen_random_uuid(), %s, %s, '2020-01-01'"
        " FROM generate_series(1, 100)",
        [escalate.path, GOOD],
    )
    monkeypatch.setattr(worker, "PERIODIC", (escalate,))
    work = Worker()
    work.tick()
    work.round()
    with worker_seat():
        first = DBTaskResult.objects.exclude(status="READY").filter(args_kwargs__args__0="t3671").get()
    assert (first.task_path, first.priority, first.status) == (escalate.path, 50, "SUCCESSFUL")


def test_a_job_that_nobody_else_can_end_is_given_up_after_five_attempts(fresh_database):
    in_city("t3671", jobs.end_process)
    for _attempt in range(MOST_ATTEMPTS + 2):
        worker.run_all()
        with worker_seat():
            DBTaskResult.objects.update(finished_at=timezone.now() - worker.LEASE * 10)
        worker.tick()
    with worker_seat():
        job = DBTaskResult.objects.get()
    assert (job.status, len(job.worker_ids)) == ("FAILED", MOST_ATTEMPTS)


def until(process: subprocess.Popen, event: str) -> dict:
    """The next line of the worker's log that says this."""
    for text in process.stdout:
        if (line := json.loads(text))["event"] == event:
            return line
    raise AssertionError(f"the worker ended before it said {event!r}")


def test_a_worker_that_loses_the_database_waits_and_goes_on(fresh_database):
    """In a process of its own, whose way to the server is cut and mended."""
    command = [sys.executable, "-u", "-m", "config.cli", "worker"]
    with wires.wire(fresh_database.variables["DATABASE_URL"]) as wire:
        over = {"LAKSA_APP_DATABASE_URL": wire.dsn(fresh_database.variables["LAKSA_APP_DATABASE_URL"])}
        variables = databases.command_environment(fresh_database.variables | over)
        with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
            try:
                until(process, "job done")
                wire.cut()
                waits = [until(process, "database not usable, trying again")["seconds"] for _time in range(2)]
                wire.mend()
                until(process, "database usable again")
                process.send_signal(signal.SIGTERM)
                until(process, "worker stopped")
                assert process.wait(20) == 0
            finally:
                process.kill()
    assert waits == [worker.FIRST_WAIT, 2 * worker.FIRST_WAIT]
