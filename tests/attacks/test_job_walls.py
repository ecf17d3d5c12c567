"""A city enqueues work for itself and for nobody else, and sees nothing of the queue."""

import json
import uuid

import pytest

from tenants.seats import gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import NO_PRIVILEGE, falls, run

TABLE = "public.django_tasks_database_dbtaskresult"


def enqueue(arguments, status: str = "READY") -> None:
    run(
        f"INSERT INTO {TABLE} (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name, "
        "backend_name, run_after, exception_class_path, traceback) "
        "VALUES (%s, %s, now(), %s, 0, 'core.task', '[]', 'default', 'default', now(), '', '')",
        [str(uuid.uuid4()), status, json.dumps(arguments)],
    )


def named(*arguments, **more) -> dict:
    return {"args": list(arguments), "kwargs": more}


def queued() -> list[tuple]:
    with worker_seat():
        return run(f"SELECT args_kwargs -> 'args' ->> 0 FROM {TABLE}")


def test_a_job_of_ones_own_is_enqueued(pair):
    own, _ = pair
    with tenant_seat(own):
        enqueue(named(own, 1))
    assert queued() == [(own,)]


def test_a_job_for_another_tenant_is_refused_by_the_row_policy(pair):
    own, other = pair
    with tenant_seat(own), falls(NO_PRIVILEGE, "row-level security policy"):
        enqueue(named(other, 1))
    assert queued() == []


@pytest.mark.parametrize(
    "arguments",
    [
        named(),
        named(None),
        named("public"),
        named("T3671"),
        named("t3671 "),
        named(["t3671"]),
        named(3671),
        {"args": "t3671", "kwargs": {}},
        {"args": {"0": "t3671"}, "kwargs": {}},
        {"kwargs": {"schema": "t3671"}},
        named(schema="t3671"),
        [],
        "t3671",
        None,
    ],
    ids=json.dumps,
)
def test_a_job_that_does_not_name_its_tenant_first_is_refused(db, arguments):
    with tenant_seat("t3671"), falls(NO_PRIVILEGE, "row-level security policy"):
        enqueue(arguments)


def test_the_province_enqueues_for_itself_only(db):
    with province_seat():
        enqueue(named("public"))
        with falls(NO_PRIVILEGE, "row-level security policy"):
            enqueue(named("t3671"))
    assert queued() == [("public",)]


@pytest.mark.parametrize("attempt", ["SELECT 1 FROM {}", "UPDATE {} SET status = 'READY'", "DELETE FROM {}"])
@pytest.mark.parametrize("seat", [lambda: tenant_seat("t3671"), province_seat, gate], ids=["city", "province", "gate"])
def test_only_the_worker_sees_and_moves_jobs(db, seat, attempt):
    with seat(), falls(NO_PRIVILEGE):
        run(attempt.format(TABLE))


@pytest.mark.parametrize("seat", [worker_seat, gate], ids=["worker", "gate"])
def test_worker_and_gate_enqueue_nothing(db, seat):
    with seat(), falls(NO_PRIVILEGE):
        enqueue(named("t3671"))
