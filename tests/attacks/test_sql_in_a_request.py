"""Whatever SQL runs in a city's request, single or stacked, reaches that city at most.

Each statement runs on a connection as the process has it, logged in as the attacking city. What is not refused is
shown to reach nobody else, and the session is afterwards who it was.
"""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections
from psycopg2 import errorcodes

from tenants.backend.pool import pool
from tenants.seats import city_seat, province_seat, role_name, tenant_seat, worker_seat

REFUSED = errorcodes.INSUFFICIENT_PRIVILEGE
OWN, OTHER = "t3671", "t3602"


@pytest.fixture
def session(django_db_setup, django_db_blocker, monkeypatch):
    """Runs SQL as the city's login on the worker's database, outside any transaction."""
    monkeypatch.setattr(settings, "DATABASE_LOGIN", "app")
    wrapper = connections["default"].copy()
    wrapper.set_tenant(city_seat(OWN))

    def run(sql: str) -> list[tuple]:
        with wrapper.cursor() as cursor:
            cursor.execute(sql.format(own=role_name(OWN), other=role_name(OTHER), prefix=settings.ROLE_PREFIX))
            return cursor.fetchall() if cursor.description else []

    with django_db_blocker.unblock():
        try:
            yield run
        finally:
            wrapper.close()
            pool().close_idle()


def refused(session, sql: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        session(sql)
    assert caught.value.__cause__.pgcode == REFUSED, caught.value


def is_itself(session) -> bool:
    session("ROLLBACK")
    session("DEALLOCATE ALL")
    who = role_name(OWN)
    return session("SELECT session_user, current_user, public.laksa_seat(), public.laksa_city()") == [
        (who, who, OWN, OWN)
    ]


BECOME = [
    "SET ROLE {}",
    "SET LOCAL ROLE {}",
    "SET SESSION ROLE {}",
    "SET SESSION AUTHORIZATION {}",
    "SET LOCAL SESSION AUTHORIZATION {}",
    "SELECT set_config('role', '{}', false)",
    "SELECT set_config('role', '{}', true)",
    "SELECT set_config('session_authorization', '{}', false)",
    "UPDATE pg_settings SET setting = '{}' WHERE name = 'session_authorization'; SET ROLE {}",
    "BEGIN; SET LOCAL ROLE {}; SELECT 1; COMMIT",
    "DO $$ BEGIN PERFORM set_config('role', '{}', false); END $$",
    "DO $$ BEGIN EXECUTE 'SET ROLE {}'; END $$",
    "DO $$ BEGIN SET LOCAL ROLE {}; EXCEPTION WHEN division_by_zero THEN NULL; END $$",
    "SELECT query_to_xml($q$SELECT set_config('role', '{}', false)$q$, true, false, '')",
    "GRANT {} TO {{own}}",
    "ALTER ROLE {} PASSWORD 'known'",
    "ALTER ROLE {} SET search_path = t3671",
    "ALTER ROLE {} RENAME TO mine",
    "COMMENT ON ROLE {} IS 'mine'",
    "DROP ROLE {}",
    "DROP OWNED BY {}",
    "REASSIGN OWNED BY {} TO {{own}}",
    "CREATE ROLE loot IN ROLE {}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT SELECT ON TABLES TO {{own}}",
]
SOMEBODY = (
    "{other}",
    "{prefix}_province",
    "{prefix}_worker",
    "{prefix}_gate",
    "{prefix}_crossing",
    "laksa",
    "postgres",
)


@pytest.mark.parametrize("attempt", BECOME)
def test_a_city_becomes_nobody_else(session, attempt):
    for somebody in SOMEBODY:
        refused(session, attempt.format(somebody, somebody))
        assert is_itself(session)


def test_resetting_leads_back_to_oneself(session):
    for statement in (
        "RESET ROLE",
        "RESET SESSION AUTHORIZATION",
        "SET ROLE NONE",
        "SET ROLE {own}",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SET SESSION AUTHORIZATION {own}",
        "SELECT set_config('role', 'none', false)",
        "SELECT set_config('role', session_user, false)",
        "RESET ALL",
        "DISCARD ALL",
    ):
        session(statement)
        assert is_itself(session), statement


READ = [
    "SELECT * FROM {}",
    "RESET ROLE; SELECT * FROM {}",
    "RESET SESSION AUTHORIZATION; TABLE {}",
    "BEGIN; SET LOCAL row_security = off; SELECT * FROM {}; COMMIT",
    "SELECT * FROM ts_stat('SELECT to_tsvector(t::text) FROM {} t')",
    "SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, t::text::tsquery FROM {} t')",
    "SELECT query_to_xml('SELECT * FROM {}', true, false, '')",
    "SELECT query_to_xmlschema('SELECT * FROM {}', true, false, '')",
    "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT * FROM {}; COMMIT; FETCH ALL c",
    "PREPARE loot AS SELECT * FROM {}; EXECUTE loot",
    "DO $$ BEGIN EXECUTE 'SELECT count(*) FROM {}'; END $$",
    "COPY {} TO STDOUT",
    "COPY (SELECT * FROM {}) TO PROGRAM 'cat'",
    "CREATE TEMP TABLE loot AS SELECT * FROM {}",
    "CREATE TEMP VIEW loot AS SELECT * FROM {}",
    "CREATE MATERIALIZED VIEW t3671.loot AS SELECT * FROM {}",
    "SELECT * FROM {} TABLESAMPLE SYSTEM (100)",
    "EXPLAIN ANALYZE SELECT * FROM {}",
    "MERGE INTO reports_counter c USING {} t ON false WHEN MATCHED THEN DO NOTHING",
    "WITH gone AS (DELETE FROM {} RETURNING *) SELECT * FROM gone",
    "BEGIN; LOCK TABLE {} IN ACCESS SHARE MODE; COMMIT",
    "SELECT '{}'::regclass; SELECT pg_relation_filepath('{}'), * FROM {}",
    "ANALYZE {}; SELECT * FROM {}",
    "TRUNCATE {}",
    "DROP TABLE {}",
    "CREATE TRIGGER loot AFTER INSERT ON {} EXECUTE FUNCTION public.ledger_fold()",
    "CREATE POLICY loot ON {} USING (true)",
    "ALTER TABLE {} OWNER TO {{own}}",
    "CREATE STATISTICS t3671.loot ON id, id FROM {}",
    "CREATE PUBLICATION loot FOR TABLE {}",
]
# The other city's reports, accounts and sessions; the province's; the ledger and the queue of jobs.
TABLES = (
    "t3602.reports_report",
    "t3602.accounts_user",
    "t3602.django_session",
    "public.accounts_user",
    "public.django_session",
    "public.ledger_entry",
    "public.ledger_fact",
    "public.django_tasks_database_dbtaskresult",
)


@pytest.mark.parametrize("attempt", READ)
def test_a_city_reads_and_changes_no_table_of_others(session, attempt):
    for table in TABLES:
        if attempt.startswith(("BEGIN; LOCK", "ANALYZE")) and table.startswith("public."):
            continue  # what a right to insert allows; neither shows a row
        refused(session, attempt.format(*[table] * 3))
        assert is_itself(session)


MACHINE = [
    "COPY reports_counter TO PROGRAM 'cat'",
    "COPY reports_counter FROM PROGRAM 'cat'",
    "COPY reports_counter FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(lo_create(0), 'loot')",
    "CREATE FOREIGN DATA WRAPPER loot",
    "CREATE FUNCTION t3671.loot() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION public.laksa_city(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE OR REPLACE FUNCTION public.laksa_seat() RETURNS text LANGUAGE sql AS $$ SELECT 't3602' $$",
    "CREATE CAST (text AS int) WITH INOUT",
    "CREATE SCHEMA loot",
    "CREATE TABLE t3671.loot (id int)",
    "CREATE DATABASE loot",
    "CREATE EVENT TRIGGER loot ON ddl_command_start EXECUTE FUNCTION public.ledger_fold()",
    "CREATE SUBSCRIPTION loot CONNECTION 'dbname=postgres' PUBLICATION p",
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER DATABASE {prefix} SET search_path = t3671",
    "ALTER ROLE {own} NOLOGIN",
    "ALTER ROLE {own} SUPERUSER",
    "ALTER ROLE ALL SET search_path = t3671",
    "LOAD 'dblink'",
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "SELECT pg_reload_conf()",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_user_mapping",
    "SELECT pg_create_restore_point('loot')",
    "SELECT pg_switch_wal()",
    "SELECT setval('t3602.reports_report_id_seq', 1)",
    "SELECT nextval('t3602.reports_report_id_seq')",
]


@pytest.mark.parametrize("attempt", MACHINE)
def test_a_city_reaches_nothing_of_the_server(session, attempt):
    refused(session, attempt)
    assert is_itself(session)


@pytest.mark.parametrize("extension", ["dblink", "postgres_fdw", "plpython3u", "adminpack"])
def test_a_city_brings_no_extension_in(session, extension):
    """Whether the server has it or not."""
    with pytest.raises(DatabaseError) as caught:
        session(f"CREATE EXTENSION {extension}")
    assert caught.value.__cause__.pgcode in (REFUSED, errorcodes.FEATURE_NOT_SUPPORTED, errorcodes.UNDEFINED_FILE)
    assert session("SELECT extname FROM pg_extension") == [("plpgsql",)]


def test_what_the_server_tells_of_others_holds_no_rows_and_no_statements(session):
    with connections["default"].copy().cursor() as cursor:  # somebody else is at work; at the gate
        cursor.execute("SELECT 'a secret'")
        seen = session("SELECT usename, query FROM pg_stat_activity WHERE usename = '{prefix}_gate'")
        assert seen == [(role_name("gate"), "<insufficient privilege>")]
        refused(session, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{prefix}_gate'")
        refused(session, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '{prefix}_gate'")
        cursor.connection.close()
    assert (
        session(
            "SELECT * FROM pg_stats WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public', 't3671')"
        )
        == []
    )
    assert session("SELECT * FROM pg_prepared_statements") == []


def test_a_large_object_of_one_city_is_no_other_citys(session):
    session("BEGIN")
    [(number,)] = session("SELECT lo_from_bytea(0, 'loot')")
    assert session("SELECT rolname FROM pg_largeobject_metadata m JOIN pg_roles r ON r.oid = m.lomowner"
                   f" WHERE m.oid = {number} AND lomacl IS NULL") == [(role_name(OWN),)]  # fmt: skip
    session("ROLLBACK")


def test_no_city_takes_another_databases_door(session, server_dsn):
    """Every database lets everybody connect until told otherwise; ours is told."""
    [(opened,)] = session(
        "SELECT count(*) FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(datacl, acldefault('d', datdba))) a"
        " WHERE datname = current_database() AND a.grantee = 0"
    )
    assert opened == 0


@pytest.mark.parametrize("seat", [province_seat, worker_seat, lambda: tenant_seat(OTHER)])
def test_no_seat_is_taken_inside_a_transaction_of_another(fresh_database, seat):
    """Not even by our own code: work in two sessions would not be one."""
    from django.db import transaction

    from tenants.backend.base import SeatUnavailable

    with tenant_seat(OWN), transaction.atomic(), pytest.raises(SeatUnavailable, match=r"tenants\.crossing"), seat():
        pass
    with tenant_seat(OWN):
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
        with pytest.raises(SeatUnavailable, match="a transaction is open"), seat():
            pass
        assert connection.schema_name == OWN
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
