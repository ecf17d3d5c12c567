"""What is an outage and what a fault of ours, by what PostgreSQL and the system really raise."""

import contextlib
import errno

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2.extensions import make_dsn

from core.common.outages import outage_of, storage_failed
from tenants.backend.base import NoConnection
from tenants.models import Tenant
from tenants.schema_versions import Behind
from tenants.seats import tenant_seat


def run(statements: tuple[str, ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def error_of(*statements: str) -> Exception:
    """What Django raises for statements of a city."""
    with tenant_seat("t3671"), pytest.raises(DatabaseError) as raised:
        run(statements)
    return raised.value


@pytest.mark.parametrize(
    ("before", "statement", "code", "seconds"),
    [
        (["SET LOCAL statement_timeout = 20"], "SELECT pg_sleep(5)", "busy", 5),
        (["SET LOCAL transaction_read_only = on"], "DELETE FROM django_session", "read_only", 60),
    ],
    ids=["statement_timeout", "read-only"],
)
def test_what_the_server_cannot_do_now(db: None, before, statement, code, seconds) -> None:
    outage = outage_of(error_of(*before, statement))
    assert (outage.code, outage.retry_after) == (code, seconds)


def test_a_lock_that_is_not_given(db: None, server_dsn: str, database_name: str) -> None:
    with contextlib.closing(psycopg2.connect(make_dsn(server_dsn, dbname=database_name))) as owner:
        with owner.cursor() as cursor:
            cursor.execute("LOCK TABLE t3671.catalogue_unit IN ACCESS EXCLUSIVE MODE")
        error = error_of("SET LOCAL lock_timeout = '100ms'", "SELECT 1 FROM catalogue_unit")
        owner.rollback()
    assert outage_of(error).code == "busy"


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(psycopg2.OperationalError) as raised:
        psycopg2.connect("host=127.0.0.1 port=1 dbname=laksa connect_timeout=2")
    assert outage_of(raised.value).code == "database_unreachable"


def test_every_connection_at_work() -> None:
    assert outage_of(NoConnection("all at work")).code == "busy"


def test_a_city_that_is_being_updated() -> None:
    with pytest.raises(Behind) as raised:
        Tenant(name="Kabupaten Lebak", lacks=["reports.0001_initial"]).require_current()
    assert (outage_of(raised.value).code, outage_of(raised.value).retry_after) == ("updating", 60)


def test_disks() -> None:
    assert outage_of(OSError(errno.ENOSPC, "full")).code == "storage_unavailable"
    behind = RuntimeError("saving")
    behind.__cause__ = storage_failed()
    assert outage_of(behind).code == "storage_unavailable"


def test_faults_of_ours_stay_faults(db: None) -> None:
    for error in (
        error_of("SELECT 1 FROM no_such_table"),
        error_of("SELECT 1/0"),
        OSError(errno.ENOENT, "missing"),
        ValueError("wrong"),
        None,
    ):
        assert outage_of(error) is None
