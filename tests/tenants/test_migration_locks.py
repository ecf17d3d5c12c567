"""A migration that finds a table held waits shortly, lets the others pass, and tries again."""

import time
from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from structlog.testing import capture_logs

from tenants import migration
from tests.support.waiting import PATIENCE, Other


@pytest.fixture
def held(owner, sql, monkeypatch):
    """Cities before the app `routing`; somebody is writing to Lebak's reports, which the new tables refer to."""
    for schema in ("t0000", "t3602", "t3671"):
        sql(f"DROP TABLE {schema}.routing_dispatch, {schema}.routing_note")
        sql(f"DELETE FROM {schema}.django_migrations WHERE app = 'routing'")
    monkeypatch.setattr(migration, "LOCK_TIMEOUT", "100ms")
    with closing(psycopg2.connect(owner.variables["DATABASE_URL"])) as writer:
        writer.cursor().execute("LOCK TABLE t3602.reports_report IN ROW EXCLUSIVE MODE")
        yield writer


def outcomes() -> dict[str, str]:
    return {result.schema: result.outcome for result in migration.migrate()}


def waits(told: list[dict]) -> list[dict]:
    return [line for line in told if line["event"] == "migration waits: somebody holds a table"]


def test_it_goes_through_when_the_other_has_done(held, monkeypatch):
    monkeypatch.setattr(migration, "PAUSES", (0.01,) * 1000)

    def let_go_after_the_second_try() -> None:
        deadline = time.monotonic() + PATIENCE
        while len(waits(told)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        held.commit()

    with capture_logs() as told:
        holder = Other(let_go_after_the_second_try)
        assert outcomes() == {"public": "current", "t0000": "migrated", "t3602": "migrated", "t3671": "migrated"}
        holder.result()
    assert {line["schema"] for line in waits(told)} == {"t3602"}


def test_after_the_last_pause_that_city_has_failed_and_the_others_are_done(held, sql, monkeypatch):
    monkeypatch.setattr(migration, "PAUSES", (0, 0))
    with capture_logs() as told:
        results = {result.schema: result for result in migration.migrate()}
    assert {schema: result.outcome for schema, result in results.items()} == {
        "public": "current",
        "t0000": "migrated",
        "t3602": "failed",
        "t3671": "migrated",
    }
    assert "lock timeout" in results["t3602"].error
    assert [line["event"] for line in told] == ["migration waits: somebody holds a table"] * 2 + ["migration failed"]
    assert sql("SELECT lacks FROM tenants_tenant WHERE schema_name = 't3602'") == [(["routing.0001_initial"],)]
    held.rollback()
    assert outcomes()["t3602"] == "migrated"
    assert sql("SELECT lacks FROM tenants_tenant WHERE schema_name = 't3602'") == [([],)]


def test_what_is_no_lock_is_not_tried_again(owner, sql, monkeypatch):
    sql("DELETE FROM t3602.django_migrations WHERE app = 'routing'")
    with capture_logs() as told:
        assert outcomes()["t3602"] == "failed"
    assert [line["event"] for line in told] == ["migration failed"]


def test_waits_elsewhere_are_as_long_as_before(owner, held):
    held.rollback()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
    outcomes()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before
