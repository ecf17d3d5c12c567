"""A city enqueues work for itself and for nobody else, and sees nothing of the queue."""

import importlib
import json
import pkgutil
import uuid
from collections.abc import Iterator

import pytest
from django_tasks.base import Task

from config.tasks import TASKS
from tenants.models import TaskPath
from tenants.seats import gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import BROKEN_CHECK, NO_PRIVILEGE, falls, run

TABLE = "public.django_tasks_database_dbtaskresult"


TASK = "core.notifications.delivery.deliver"
OF_PROVINCE = "config.auditing.check_city"


def enqueue(arguments, task: str = TASK, **more: object) -> None:
    """The INSERT of `tenants.jobs`, with columns of the attacker's choice beside the usual ones."""
    values = {"id": str(uuid.uuid4()), "task_path": task, "args_kwargs": json.dumps(arguments), **more}
    places = ", ".join(["%s"] * len(values))
    run(f"INSERT INTO {TABLE} ({', '.join(values)}) VALUES ({places})", list(values.values()))


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
        enqueue(named("public"), OF_PROVINCE)
        with falls(NO_PRIVILEGE, "row-level security policy"):
            enqueue(named("t3671"))
    assert queued() == [("public",)]


# -- What a city cannot say of its own job -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "SUCCESSFUL"),
        ("enqueued_at", "2099-01-01T00:00Z"),
        ("started_at", "2099-01-01T00:00Z"),
        ("finished_at", "2099-01-01T00:00Z"),
        ("priority", 100),
        ("worker_ids", "5"),
        ("queue_name", "mine"),
        ("backend_name", "mine"),
        ("return_value", "{}"),
        ("exception_class_path", "x"),
        ("traceback", "x"),
    ],
)
@pytest.mark.parametrize("seat", [lambda: tenant_seat("t3671"), province_seat], ids=["city", "province"])
def test_columns_of_the_database_and_the_worker_cannot_be_filled(db, seat, column, value):
    with seat(), falls(NO_PRIVILEGE):
        enqueue(named("t3671"), **{column: value})


def test_the_database_fills_them(db):
    with tenant_seat("t3671"):
        enqueue(named("t3671"))
    with worker_seat():
        found = run(
            f"SELECT status, enqueued_at BETWEEN now() AND clock_timestamp(), started_at, finished_at, priority,"
            f" worker_ids, queue_name, backend_name, return_value, exception_class_path, traceback FROM {TABLE}"
        )
    assert found == [("READY", True, None, None, 0, "[]", "default", "default", None, "", "")]


@pytest.mark.parametrize(
    "arguments",
    [
        {"args": ["t3671"]},
        {"args": ["t3671"], "kwargs": None},
        {"args": ["t3671"], "kwargs": []},
        {"args": ["t3671"], "kwargs": {"x": 1}},
        {"args": ["t3671"], "kwargs": {}, "more": 1},
        named("t3671", "x" * 1000),
        named("t3671", "x" * 20_000_000),
    ],
    ids=lambda arguments: json.dumps(arguments)[:50],
)
def test_arguments_of_another_shape_or_size_are_refused(db, arguments):
    with tenant_seat("t3671"), falls(BROKEN_CHECK, "job_arguments"):
        enqueue(arguments)


@pytest.mark.parametrize("when", ["2099-01-01T00:00Z", "infinity", "-infinity", "1999-12-31T00:00Z"])
def test_a_time_far_away_is_refused(db, when):
    with tenant_seat("t3671"), falls(BROKEN_CHECK, "job_times"):
        enqueue(named("t3671"), run_after=when)


@pytest.mark.parametrize(
    "task",
    ["", "os.system", "core.notifications.delivery", f"{TASK} ", f"{TASK}s", "x" * 5000, OF_PROVINCE,
     "oversight.seal_creation.seal_cities"],
    ids=lambda task: task[:40],
)  # fmt: skip
def test_a_task_that_is_not_in_the_list_or_is_the_provinces_is_refused(db, task):
    with tenant_seat("t3671"), falls(BROKEN_CHECK, "there is no task"):
        enqueue(named("t3671"), task)


@pytest.mark.parametrize("attempt", ["SELECT 1 FROM public.tenants_taskpath", "SELECT public.job_check()"])
def test_the_list_is_neither_read_nor_asked_by_a_city(db, attempt):
    with tenant_seat("t3671"), falls(NO_PRIVILEGE):
        run(attempt)


def test_the_lists_of_code_and_database_are_the_same_and_name_every_task(db):
    with province_seat():
        kept = dict(TaskPath.objects.values_list("path", "is_of_province"))
    assert kept == TASKS
    assert set(TASKS) == set(tasks_in_code())


def tasks_in_code() -> Iterator[str]:
    for name in ("config", "core", "oversight", "tenants", "web", "api"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                for value in vars(importlib.import_module(module.name)).values():
                    if isinstance(value, Task) and value.func.__module__ == module.name:
                        yield value.module_path


@pytest.mark.parametrize("attempt", ["SELECT 1 FROM {}", "UPDATE {} SET status = 'READY'", "DELETE FROM {}"])
@pytest.mark.parametrize("seat", [lambda: tenant_seat("t3671"), province_seat, gate], ids=["city", "province", "gate"])
def test_only_the_worker_sees_and_moves_jobs(db, seat, attempt):
    with seat(), falls(NO_PRIVILEGE):
        run(attempt.format(TABLE))


def test_the_gate_enqueues_nothing(db):
    with gate(), falls(NO_PRIVILEGE):
        enqueue(named("t3671"))


FILLED = f"""INSERT INTO {TABLE} (id, task_path, args_kwargs)
    SELECT gen_random_uuid(), %s, jsonb_build_object('args', jsonb_build_array(%s::text, n), 'kwargs', '{{}}'::jsonb)
      FROM generate_series(1, %s) n"""


def test_a_city_cannot_fill_the_table_and_nobody_else_meets_its_bound(pair):
    own, other = pair
    with tenant_seat(own):
        run(FILLED, [TASK, own, 100_000])
        with falls(BROKEN_CHECK, f"{own} has more than 100000 jobs waiting"):
            run(FILLED, [TASK, own, 1])
    with tenant_seat(other):
        enqueue(named(other, 1))
    with worker_seat():  # the city's own escalation is enqueued all the same
        enqueue(named(own), priority=50)
    assert len(queued()) == 100_002
