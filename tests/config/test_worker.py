"""The worker: each job in its tenant's seat, tried again, taken back from the dead; one city never stops another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import tasks, worker
from core.reports.models import Attachment
from tenants.jobs import MOST_ATTEMPTS, enqueue
from tenants.models import Tenant
from tenants.seats import gate, seated, worker_seat
from tests.support import jobs
from tests.support.cast import add_photo
from tests.support.tasks import make_known

PERIODIC = worker.PERIODIC[0].path


@pytest.fixture(autouse=True)
def _tasks_of_tests(fresh_database, monkeypatch):
    make_known(monkeypatch, fresh_database)


def in_city(schema: str, action):
    with gate():
        tenant = Tenant.objects.get(schema_name=schema)
    with seated(tenant):
        return action()


def stored() -> list[DBTaskResult]:
    with worker_seat():
        return list(DBTaskResult.objects.order_by("enqueued_at"))


def change(job: DBTaskResult, **values) -> None:
    with worker_seat():
        DBTaskResult.objects.filter(pk=job.pk).update(**values)


@pytest.fixture
def no_periodic(monkeypatch):
    monkeypatch.setattr(worker, "PERIODIC", ())


# -- Running -------------------------------------------------------------------------------------------------------


def test_a_job_runs_in_the_seat_of_its_tenant(fresh_database, database_name):
    in_city("t3671", lambda: enqueue(jobs.tell_seat, "satu"))
    in_city("t3602", lambda: enqueue(jobs.tell_seat))
    worker.run_all()
    first, second = stored()
    assert (first.status, second.status) == ("SUCCESSFUL", "SUCCESSFUL")
    assert first.return_value == {
        "role": f"{database_name}_t3671",
        "schema": "t3671",
        "tenant": "Kota Tangerang",
        "zone": "Asia/Jakarta",
        "arguments": ["satu"],
    }
    assert (second.return_value["role"], second.return_value["schema"]) == (f"{database_name}_t3602", "t3602")
    assert connection.schema_name == "public"


def test_a_job_is_there_only_when_its_transaction_is(fresh_database):
    def undone():
        with transaction.atomic():
            enqueue(jobs.tell_seat)
            transaction.set_rollback(True)

    in_city("t3671", undone)
    assert stored() == []


def test_one_failing_tenant_does_not_stop_the_others(fresh_database):
    in_city("t3602", lambda: enqueue(jobs.fail))
    in_city("t3671", lambda: enqueue(jobs.tell_seat))
    worker.run_all()
    failed, done = stored()
    assert (failed.status, failed.exception_class_path) == ("FAILED", "builtins.RuntimeError")
    assert (done.status, done.return_value["schema"]) == ("SUCCESSFUL", "t3671")


# -- Trying again --------------------------------------------------------------------------------------------------


def test_a_failed_job_is_tried_again_after_growing_pauses_and_given_up_after_the_fifth(fresh_database, no_periodic):
    in_city("t3671", lambda: enqueue(jobs.fail))
    for attempt, minutes in enumerate((1, 2, 4, 8), start=1):
        worker.run_all()
        (job,) = stored()
        assert (job.status, len(job.worker_ids)) == ("FAILED", attempt)
        change(job, finished_at=timezone.now() - timedelta(minutes=minutes, seconds=-5))
        worker.tick()
        assert stored()[0].status == "FAILED"
        change(job, finished_at=timezone.now() - timedelta(minutes=minutes))
        worker.tick()
        assert stored()[0].status == "READY"
    worker.run_all()
    (job,) = stored()
    assert (job.status, len(job.worker_ids)) == ("FAILED", 5)
    change(job, finished_at=timezone.now() - timedelta(days=6))
    worker.tick()
    assert stored()[0].status == "FAILED"


def test_a_job_whose_worker_died_is_taken_back_after_the_lease(fresh_database, no_periodic):
    in_city("t3671", lambda: enqueue(jobs.tell_seat))
    (job,) = stored()
    change(job, status="RUNNING", worker_ids=["dead"], started_at=timezone.now() - worker.LEASE + timedelta(seconds=5))
    worker.tick()
    assert stored()[0].status == "RUNNING"
    change(job, started_at=timezone.now() - worker.LEASE)
    worker.tick()
    assert (stored()[0].status, stored()[0].started_at) == ("READY", None)
    worker.run_all()
    assert (stored()[0].status, len(stored()[0].worker_ids)) == ("SUCCESSFUL", 2)


def test_a_job_that_workers_die_of_is_given_up(fresh_database, no_periodic):
    in_city("t3671", lambda: enqueue(jobs.tell_seat))
    (job,) = stored()
    died = timezone.now() - worker.LEASE
    change(job, status="RUNNING", worker_ids=["dead"] * MOST_ATTEMPTS, started_at=died)
    worker.tick()
    assert stored()[0].status == "FAILED"
    change(job, finished_at=died)
    worker.tick()
    assert stored()[0].status == "FAILED"


def test_done_jobs_are_swept_away_after_a_week_failed_ones_are_kept(fresh_database, no_periodic):
    in_city("t3671", lambda: enqueue(jobs.tell_seat))
    in_city("t3671", lambda: enqueue(jobs.fail))
    worker.run_all()
    for job in stored():
        change(job, finished_at=timezone.now() - worker.KEEP_DONE)
    worker.tick()
    assert [job.status for job in stored()] == ["FAILED"]


# -- At regular times ----------------------------------------------------------------------------------------------


def tenants_of(path: str) -> list[str]:
    return sorted(job.args_kwargs["args"][0] for job in stored() if job.task_path == path)


def test_periodic_work_is_enqueued_once_a_tenant_with_two_workers(fresh_database):
    start = Barrier(2)

    def tick(_number: int) -> None:
        try:
            start.wait(20)
            worker.tick()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tick, range(2)))
    assert tenants_of(PERIODIC) == ["t3602", "t3671"]
    worker.tick()
    assert tenants_of(PERIODIC) == ["t3602", "t3671"]
    for job in stored():
        change(job, enqueued_at=timezone.now() - worker.PERIODIC[0].every)
    worker.tick()
    assert tenants_of(PERIODIC) == ["t3602", "t3671"], "those of before still wait"
    for job in stored():
        change(job, status="SUCCESSFUL", finished_at=timezone.now())
    worker.tick()
    assert tenants_of(PERIODIC) == ["t3602", "t3602", "t3671", "t3671"]


def test_a_disabled_city_gets_none_and_a_broken_one_keeps_nobody_waiting(fresh_database, monkeypatch):
    cursor = fresh_database.owner().cursor()
    cursor.execute("UPDATE tenants_tenant SET is_enabled = false WHERE schema_name = 't3602'")
    cursor.execute(
        "INSERT INTO tenants_tenant (schema_name, code, name, slug, province_code, time_zone, brand, is_enabled,"
        " is_sandbox, created_at) VALUES ('t0001', '00.01', 'Tanpa skema', 'tanpa-skema', '36', 'Asia/Jakarta', '{}',"
        " true, false, now())"
    )
    monkeypatch.setattr(worker, "PERIODIC", (worker.PERIODIC[0],))
    worker.tick()
    worker.run_all()
    assert {job.args_kwargs["args"][0]: job.status for job in stored()} == {"t0001": "FAILED", "t3671": "SUCCESSFUL"}


def test_work_of_the_province_is_enqueued_once_and_runs_in_its_seat(fresh_database, database_name, monkeypatch):
    make_known(monkeypatch, fresh_database, is_of_province=True)
    periodic = tasks.Periodic("tests.support.jobs.tell_seat", timedelta(hours=1), is_of_province=True)
    monkeypatch.setattr(worker, "PERIODIC", (periodic,))
    worker.tick()
    worker.tick()
    worker.run_all()
    (job,) = stored()
    assert job.args_kwargs["args"] == ["public"]
    assert (job.return_value["role"], job.return_value["schema"]) == (f"{database_name}_province", "public")


def test_housekeeping_deletes_only_what_nobody_uses(fresh_database, cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    office = cast.tangerang
    old = timezone.now() - timedelta(hours=24, minutes=1)
    used = office.file(photos=1).report
    with office.seat():
        Attachment.objects.filter(report=used).update(uploaded_at=old)
        unused, waiting = add_photo(at=old), add_photo(at=old + timedelta(minutes=2))
        kept = [*Attachment.objects.filter(report=used), waiting]
    with cast.lebak.seat():
        add_photo(at=old)
    worker.tick()
    worker.run_all()
    done = {job.args_kwargs["args"][0]: job.return_value for job in stored() if job.task_path == PERIODIC}
    assert done == {
        "t3671": {"photos": 1, "keys": 0, "tries": 0, "sessions": 0},
        "t3602": {"photos": 1, "keys": 0, "tries": 0, "sessions": 0},
    }
    with office.seat():
        assert set(Attachment.objects.all()) == set(kept)
    files = {path.relative_to(tmp_path / "files") for path in (tmp_path / "files").rglob("*.jpg")}
    assert {str(path) for path in files} == {f"t3671/{name}" for photo in kept for name in (photo.full, photo.thumb)}
    assert unused not in kept
