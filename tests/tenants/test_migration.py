"""Every schema is migrated; one that fails does not stop the others; a second run mends the rest."""

import json
import threading
import time

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tenants import migration
from tenants.locks import SCHEMAS_LOCK, _key
from tenants.seats import PUBLIC

SCHEMAS = ["public", "t0000", "t3602", "t3671"]


def outcomes(results: list[migration.Result]) -> dict[str, str]:
    return {result.schema: result.outcome for result in results}


@pytest.fixture
def older(sql) -> None:
    """Template and cities as they were before the app `routing` had a table."""
    for schema in ("t0000", "t3602", "t3671"):
        sql(f"DROP TABLE {schema}.routing_dispatch, {schema}.routing_note")
        sql(f"DELETE FROM {schema}.django_migrations WHERE app = 'routing'")


def test_nothing_to_do(owner):
    assert outcomes(migration.migrate()) == dict.fromkeys(SCHEMAS, "current")


@pytest.mark.usefixtures("older")
def test_every_city_and_the_template_are_brought_up_to_date(sql):
    assert migration.pending("t3671") == {key for key in migration.pending("t0000") if key[0] == "routing"} != set()
    assert outcomes(migration.migrate()) == {
        "public": "current",
        "t0000": "migrated",
        "t3602": "migrated",
        "t3671": "migrated",
    }
    for schema in ("t0000", "t3602", "t3671"):
        assert sql(f"SELECT count(*) FROM {schema}.routing_dispatch") == [(0,)]
    # The new table came with the rights the table of grants gives.
    privileges = sql(
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 't3671' AND table_name = 'routing_dispatch' AND grantee LIKE '%%t3671' ORDER BY 1"
    )
    assert privileges == [("INSERT",), ("SELECT",), ("UPDATE",)]
    assert outcomes(migration.migrate()) == dict.fromkeys(SCHEMAS, "current")


@pytest.mark.usefixtures("older")
def test_one_that_fails_does_not_stop_the_rest_and_can_be_mended(owner, sql):
    sql("CREATE TABLE t3602.routing_dispatch (in_the_way int)")
    results = migration.migrate()
    assert outcomes(results) == {"public": "current", "t0000": "migrated", "t3602": "failed", "t3671": "migrated"}
    [failed] = [result for result in results if result.outcome == "failed"]
    assert failed.error == 'relation "routing_dispatch" already exists'
    assert {key[0] for key in migration.pending("t3602")} == {"routing"}
    assert sql("SELECT count(*) FROM t3602.routing_dispatch") == [(0,)]  # what was in the way is still there

    sql("DROP TABLE t3602.routing_dispatch")
    assert outcomes(migration.migrate()) == {
        "public": "current",
        "t0000": "current",
        "t3602": "migrated",
        "t3671": "current",
    }


@pytest.mark.usefixtures("older")
def test_the_command_tells_how_each_schema_fared(owner, sql):
    sql("CREATE TABLE t3602.routing_dispatch (in_the_way int)")
    answer = owner.laksa("migrate")
    assert answer.returncode == 1
    # What the log says of it: where it was raised, and nothing of a row.
    said, *lines, closed, last = answer.stdout.splitlines()
    told = json.loads(said)
    assert (told["level"], told["event"], told["schema"]) == ("error", "migration failed", "t3602")
    assert told["lacks"] == ["routing.0001_initial"]
    assert told["exception"][0]["type"] == "django.db.utils.ProgrammingError"
    assert "migrate" in told["exception"][0]["at"][-1] or "execute" in told["exception"][0]["at"][-1]
    assert [line.split()[:2] for line in lines] == [
        ["public", "current"],
        ["t0000", "migrated"],
        ["t3602", "failed"],
        ["t3671", "migrated"],
    ]
    assert lines[2].endswith('relation "routing_dispatch" already exists')
    assert closed == "Failed: t3602. What failed stays closed, the others are done and open."
    assert last == "After mending the cause, run `laksa migrate` again."
    assert owner.laksa("migrate", "--keep-going").returncode == 0


def test_a_database_of_other_migrations_is_refused_untouched(owner, sql):
    sql("INSERT INTO public.django_migrations (app, name, applied) VALUES ('ledger', '0004_faults', now())")
    answer = owner.laksa("migrate")
    assert answer.returncode == 1
    assert "has run migrations that this Laksa does not have: ledger.0004_faults" in answer.stderr
    assert "make it anew" in answer.stderr
    sql("UPDATE public.django_migrations SET app = 'a_library' WHERE name = '0004_faults'")
    assert outcomes(migration.migrate()) == dict.fromkeys(SCHEMAS, "current")


@pytest.mark.usefixtures("older")
def test_a_tenant_whose_schema_is_gone_fails_alone(sql):
    sql("ALTER SCHEMA t3602 RENAME TO gone")
    results = {result.schema: result for result in migration.migrate()}
    assert results["t3602"].outcome == "failed"
    assert results["t3671"].outcome == "migrated"
    assert sql(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'routing%%'"
    ) == [(0,)]


def test_progress_is_told_before_each_schema_and_at_the_end(owner):
    seen: list[tuple[int, int, str]] = []
    migration.migrate(progress=lambda done, total, what: seen.append((done, total, what)))
    assert seen == [(0, 0, "public"), (0, 3, "t0000"), (1, 3, "t3602"), (2, 3, "t3671"), (3, 3, "")]


def test_a_run_with_nothing_to_do_alters_no_city_and_asks_little_of_each(owner, sql):
    migration.migrate()
    with CaptureQueriesContext(connections["default"]) as seen:
        migration.migrate()
    statements = [query["sql"].strip() for query in seen.captured_queries]
    of_a_city = [statement for statement in statements if "t3671" in statement]
    passwords = [statement for statement in of_a_city if statement.startswith("ALTER ROLE")]
    assert len(of_a_city) - len(passwords) == 4, of_a_city
    assert len(passwords) == 1  # whether it is still the derived one cannot be seen (`tenants.roles`)
    assert {statement.split()[0] for statement in of_a_city if statement not in passwords} == {"SELECT"}
    words = ("CREATE TABLE", "ALTER TABLE", "DROP ", "GRANT ", "INSERT INTO", "UPDATE ", "DELETE ")
    assert [statement for statement in statements if statement.startswith(words)] == []


def test_two_runs_wait_for_each_other(owner, sql):
    """The second begins when the first has let go, and finds nothing left to do."""
    sql("SELECT pg_advisory_lock(%s)", [_key(SCHEMAS_LOCK)])
    done: list[dict[str, str]] = []

    def run() -> None:
        try:
            done.append(outcomes(migration.migrate()))
        finally:
            connections.close_all()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for thread in runs:
        thread.start()
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    deadline = time.monotonic() + 30
    while sql(waiting) != [(2,)] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sql(waiting) == [(2,)]
    assert done == []
    sql("SELECT pg_advisory_unlock(%s)", [_key(SCHEMAS_LOCK)])
    for thread in runs:
        thread.join()
    assert done == [dict.fromkeys(SCHEMAS, "current")] * 2


def test_a_failed_run_lets_the_lock_go(owner, sql):
    sql("ALTER TABLE public.django_migrations RENAME TO hidden")
    with pytest.raises(Exception, match="already exists"):
        migration.migrate()
    sql("DROP TABLE public.django_migrations; ALTER TABLE public.hidden RENAME TO django_migrations")
    assert outcomes(migration.migrate())[PUBLIC] == "current"
