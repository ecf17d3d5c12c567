"""Behind a real PgBouncer in transaction mode, where a transaction may run in any session of its login, no answer
holds another city's reports and none is stored there."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg2
import pytest
from django.db import connection
from psycopg2.extensions import make_dsn

from tenants.backend.pool import pool
from tenants.seats import role_name
from tests.attacks.walls import KELURAHAN
from tests.support import pgbouncer, sites


@dataclass(frozen=True)
class Pooled:
    """A site, and how one reaches its database through the pooler."""

    site: sites.Site
    dsn: str


SLUGS = {"t3671": "kota-tangerang", "t3602": "kab-lebak"}
REQUESTS, THREADS = 480, 8
# Seconds for one answer, on a machine that does much else.
PATIENCE = 300.0


@pytest.fixture
def pooled(fresh_database, cast, tmp_path):
    """A site whose processes reach the database only through the pooler, and their processes have few connections."""
    for office in (cast.tangerang, cast.lebak):
        office.file("dispatched")
    # This process's own connections do not go through the pooler.
    connection.close()
    pool().close_idle()
    prefix = fresh_database.variables["LAKSA_ROLE_PREFIX"]
    with pgbouncer.pooling(fresh_database.variables["DATABASE_URL"], prefix) as dsn:
        variables = {
            **fresh_database.variables,
            "LAKSA_APP_DATABASE_URL": dsn,
            "LAKSA_LIMIT_REPORTS": "0",
            "LAKSA_CONNECTIONS": "8",
            "LAKSA_WEB_THREADS": "6",
        }
        with sites.serving(variables, tmp_path) as site:
            yield Pooled(site, dsn)


def _body(schema: str) -> str:
    return json.dumps(
        {
            "kind": "complaint",
            "description": f"Lampu jalan padam di {schema} sejak kemarin malam.",
            "identity": "anonymous",
            "visibility": "public",
            "area": KELURAHAN[schema],
        }
    )


def _ask(site: sites.Site, place: int) -> tuple[str, int, str]:
    """One of the mixed requests: who was asked, the status, and the answer."""
    schema = ("t3671", "t3602")[place % 2]
    kind = place // 2 % 4
    if kind == 0:
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"pooler-{place}"}
        asked = "POST", SLUGS[schema], "/api/v1/reports/", _body(schema), headers
    elif kind == 1:
        asked = "GET", SLUGS[schema], "/api/v1/reports/"
    elif kind == 2:
        asked = "GET", SLUGS[schema], "/laporan/"
    else:
        schema, asked = "public", ("GET", "", "/")
    status, _headers, body = site.request(*asked, timeout=PATIENCE)
    return schema, status, body.decode()


def test_no_answer_is_another_citys(pooled, fresh_database):
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(lambda place: _ask(pooled.site, place), range(REQUESTS)))
    assert {status for _schema, status, _body in answers} <= {200, 201}, pooled.site.log.read_text()[-3000:]
    foreign = [
        body
        for schema, _status, body in answers
        if schema in SLUGS and f"{({'t3671', 't3602'} - {schema}).pop()[1:]}-" in body
    ]
    assert foreign == []
    cursor = fresh_database.owner().cursor()
    for schema in SLUGS:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE number LIKE %s), count(*) FILTER (WHERE description LIKE %s)"
            f" FROM {schema}.reports_report WHERE channel = 'api'",
            [f"{schema[1:]}-%", f"%di {schema} sejak%"],
        )
        assert cursor.fetchone() == (REQUESTS // 8,) * 3
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE tenant = %s AND number NOT LIKE %s", [schema, f"{schema[1:]}-%"]
        )
        assert cursor.fetchone() == (0,)


def test_the_pooler_really_shares_its_sessions(pooled, fresh_database):
    """The control: with few server connections a login's transactions do meet in one session."""
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda place: _ask(pooled.site, place), range(64)))
    cursor = fresh_database.owner().cursor()
    cursor.execute(
        "SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user"
        " AND usename <> 'pgbouncer' GROUP BY 1"
    )
    assert cursor.rowcount > 0
    assert all(count <= 2 for _login, count in cursor.fetchall())


def test_a_city_created_later_needs_no_configuration_of_the_pooler(pooled, fresh_database):
    made = fresh_database.laksa("tenant", "create", "36.74")
    assert made.returncode == 0, made.stderr
    status, _headers, body = pooled.site.request("GET", "kota-tangerang-selatan", "/laporan/")
    assert (status, "Tangerang Selatan" in body.decode()) == (200, True)


def test_a_login_with_the_wrong_password_does_not_pass(pooled):
    with pytest.raises(psycopg2.OperationalError, match="SASL authentication failed"):
        psycopg2.connect(make_dsn(pooled.dsn, user=role_name("t3671"), password="guessed"))
