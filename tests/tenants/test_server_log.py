"""What people write is not in PostgreSQL's log, whatever fails; `laksa check` says when it might be."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest

from config import clusters
from tenants import checks, server_log
from tenants.checks import service
from tests.support import servers

TYPED = "tetangga-saya-bernama-budi"


@pytest.fixture(scope="module")
def cluster():
    """A server as we start them, and its log."""
    bin_dir = servers.system_bin_dir() if servers.chosen() == "system" else clusters.embedded_bin_dir()
    folder = Path(tempfile.mkdtemp(prefix="laksa-log-"))
    folder.chmod(0o711)
    cluster = clusters.Cluster(bin_dir, folder / "pg", servers.THROWAWAY)
    try:
        with cluster.in_use():
            cluster.ensure_database()
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO report VALUES ('{TYPED}'), ('{TYPED}')",
        f"INSERT INTO report VALUES (repeat('{TYPED}', 9))",
        f"INSERT INTO report VALUES (NULL, '{TYPED}')",
        f"SELECT '{TYPED}'::integer",
        f"SELECT '{{\"{TYPED}'::jsonb",
        f"SELECT 1 FROM report WHERE text = '{TYPED}' AND",
        f"DO $$ BEGIN RAISE EXCEPTION '{TYPED}'; END $$",
        f"SET statement_timeout = 1; SELECT pg_sleep(1), '{TYPED}'",
    ],
    ids=["unique", "length", "null", "cast", "json", "syntax", "raise", "timeout"],
)
def test_a_statement_that_fails_leaves_nothing_of_its_values(cluster, statement) -> None:
    with contextlib.closing(psycopg2.connect(cluster.dsn("laksa", clusters.OWNER))) as session:
        with session.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE report (text varchar(100) UNIQUE NOT NULL, more text)")
            with pytest.raises(psycopg2.Error):
                cursor.execute(statement)
        session.rollback()
    log = (cluster.data_dir / "log").read_text(errors="replace")
    assert "ready to accept connections" in log  # the server still says what it has to say
    assert TYPED not in log


@pytest.fixture
def owner(db: None, server_dsn: str, database_name: str, monkeypatch):
    """`connection` of the product's check, as the owner in a session of its own."""
    from psycopg2.extensions import make_dsn

    with contextlib.closing(psycopg2.connect(make_dsn(server_dsn, dbname=database_name))) as session:
        monkeypatch.setattr(server_log, "connection", session)
        yield session


def test_nothing_is_said_where_the_server_is_quiet(owner) -> None:
    assert list(server_log.problems()) == []


def test_what_lets_values_in_is_named(owner) -> None:
    with owner.cursor() as cursor:
        cursor.execute("SET log_parameter_max_length_on_error = 100")
    (problem,) = server_log.problems()
    assert "log_parameter_max_length_on_error is 100" in problem


def test_the_check_asks_it(db: None) -> None:
    assert service.log in checks._CHECKS
