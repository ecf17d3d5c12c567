"""An index on a big table holds up nobody, and what a broken-off run has left of it is made anew."""

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from tenants.operations import AddIndexConcurrently
from tenants.seats import city_seat, seated
from tests.support.waiting import Other

NAME = "counter_last"
INDEX = models.Index(fields=["last"], name=NAME)
STATE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('t3671.counter_last')"


def add_index() -> None:
    """As `laksa migrate` runs it in Kota Tangerang, where it waits only shortly for anything else."""
    operation = AddIndexConcurrently("counter", INDEX)
    before = MigrationLoader(None).project_state()
    after = before.clone()
    operation.state_forwards("reports", after)
    with seated(city_seat("t3671")):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("reports", editor, before, after)
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("50ms",)


def test_it_is_made_once(owner, sql):
    add_index()
    first = sql("SELECT 't3671.counter_last'::regclass::oid")
    assert sql(STATE) == [(True,)]
    add_index()
    assert sql("SELECT 't3671.counter_last'::regclass::oid") == first


def test_others_write_while_it_waits_for_an_older_transaction(owner, sql):
    older = owner.owner()
    older.autocommit = False
    older.cursor().execute("INSERT INTO t3671.reports_counter (year, last) VALUES (2024, 1)")
    making = Other(add_index)
    making.wait_until_it_waits(owner.owner())
    # A lock that held others up would stand before this one in the queue.
    sql("SET lock_timeout = '10s'")
    sql("INSERT INTO t3671.reports_counter (year, last) VALUES (2025, 1)")
    assert making.is_alive()
    older.commit()
    making.result()
    assert sql(STATE) == [(True,)]


def test_what_a_broken_off_run_left_is_made_anew(owner, sql):
    sql("INSERT INTO t3671.reports_counter (year, last) VALUES (2024, 1), (2025, 1)")
    with pytest.raises(Exception, match="could not create unique index"):
        sql("CREATE UNIQUE INDEX CONCURRENTLY counter_last ON t3671.reports_counter (last)")
    assert sql(STATE) == [(False,)]
    add_index()
    assert sql(STATE) == [(True,)]
