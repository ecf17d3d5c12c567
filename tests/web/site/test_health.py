"""`/healthz` and `/readyz` answer on any host, known or not."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tenants import migration, schema_versions, worker_heartbeat
from tenants.backend.base import SeatUnavailable
from tenants.models import WorkerSign
from tenants.seats import GATE, worker_seat


@pytest.mark.parametrize("host", ["localhost", "kota-tangerang.localhost", "10.0.0.7", "tidak-ada.example"])
def test_the_process_says_it_lives_without_the_database(host: str) -> None:
    response = Client(HTTP_HOST=host).get("/healthz")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok", "no-store")


@pytest.fixture
def working(db: None, settings, tmp_path) -> None:
    """An installation that works: a worker has just given a sign, files can be written."""
    settings.DATA_DIR = tmp_path
    worker_heartbeat.give("one")


def readiness_of(host: str = "localhost") -> tuple[int, str]:
    response = Client(HTTP_HOST=host).get("/readyz")
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("host", ["localhost", "10.0.0.7"])
def test_ready_means_that_everything_works(working, host: str) -> None:
    assert readiness_of(host) == (200, "ok")


def test_not_ready_without_its_role(working, settings, monkeypatch) -> None:
    monkeypatch.delitem(vars(GATE), "role", raising=False)  # decided once a process
    settings.ROLE_PREFIX = "no_such_prefix"
    with pytest.raises(SeatUnavailable), connection.cursor():
        connection.set_schema_to_public()
    assert readiness_of() == (503, "not ready: database")


def test_a_worker_that_was_never_there_or_is_silent(working) -> None:
    with worker_seat():
        WorkerSign.objects.update(seen_at=timezone.now() - worker_heartbeat.SILENT_AFTER)
    assert readiness_of() == (503, "not ready: worker")
    with worker_seat():
        WorkerSign.objects.all().delete()
    assert readiness_of() == (503, "not ready: worker")


def test_migrations_that_have_not_run(working, monkeypatch) -> None:
    on_disk = schema_versions.on_disk() | {("tenants", "9999_new")}
    monkeypatch.setattr(migration, "on_disk", lambda: on_disk)
    assert readiness_of() == (503, "not ready: migrations")


def test_files_that_cannot_be_written(working, settings, tmp_path) -> None:
    (tmp_path / "files").write_bytes(b"")
    assert readiness_of() == (503, "not ready: storage")


def test_a_disk_that_is_nearly_full(working, settings, tmp_path) -> None:
    settings.MIN_FREE_BYTES = 2**62
    assert readiness_of() == (503, "not ready: disk")
    assert list((tmp_path / "files").iterdir()) == []


def test_figures_are_for_whoever_has_the_token(working, settings, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    client = Client(HTTP_HOST="localhost")
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    settings.METRICS_TOKEN = "a token of the tests"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer other").status_code == 404
    text = client.get("/metrics", HTTP_AUTHORIZATION="Bearer a token of the tests").content.decode()
    assert "laksa_database_up 1.0" in text
    assert "laksa_jobs_waiting 0.0" in text
    assert "laksa_worker_sign_age_seconds" in text
