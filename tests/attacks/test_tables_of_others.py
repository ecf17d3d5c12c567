"""A city that names tables it has no business with is stopped by PostgreSQL, whatever the code above does."""

import pytest
from django.db import connection

from tenants.grants import CITY_TABLES, PUBLIC_TABLES
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import CITIES, NO_PRIVILEGE, NO_TABLE, a_report, falls, run

# Statements that need no column of the table by name; TRUNCATE and LOCK are the ones people forget.
ATTEMPTS = (
    "SELECT 1 FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "LOCK TABLE {} IN ACCESS SHARE MODE",
    "COPY {} TO STDOUT",
)
# Copies in `public` of what every city has: the province's own accounts, sessions and history.
ONLY_THE_PROVINCES = sorted(set(CITY_TABLES) & set(PUBLIC_TABLES["province"]))


def tables_of(schema: str, owner_sql) -> list[str]:
    owner_sql.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p')", [schema]
    )
    return [name for (name,) in owner_sql.fetchall()]


def attempt_all(table: str) -> None:
    for attempt in ATTEMPTS:
        with falls(NO_PRIVILEGE):
            run(attempt.format(table))


def test_own_reports_are_read(pair):
    """The control: what fails below does not fail because nothing works."""
    own, _ = pair
    number = a_report(own).report.number
    with tenant_seat(own):
        assert run("SELECT number FROM reports_report") == [(number,)]
        assert run(f"SELECT number FROM {own}.reports_report") == [(number,)]


def test_no_statement_touches_a_table_of_another_city(pair, owner_sql):
    own, other = pair
    a_report(other)
    tables = tables_of(other, owner_sql)
    assert set(tables) == set(CITY_TABLES)
    with tenant_seat(own):
        for table in tables:
            attempt_all(f"{other}.{table}")


@pytest.mark.parametrize("schema", CITIES)
def test_no_statement_touches_the_template(db, schema):
    with tenant_seat(schema):
        attempt_all(f"{TEMPLATE_SCHEMA}.accounts_user")


@pytest.mark.parametrize("table", ONLY_THE_PROVINCES)
def test_no_statement_touches_the_provinces_copy(db, table):
    with tenant_seat("t3671"):
        attempt_all(f"public.{table}")


def test_an_update_of_anothers_report_is_refused(pair):
    own, other = pair
    a_report(other)
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run(f"UPDATE {other}.reports_report SET description = 'diubah'")


def test_a_search_path_of_ones_own_opens_nothing(pair):
    """SET search_path is anybody's; the role is what holds then."""
    own, other = pair
    with tenant_seat(own):
        with falls(NO_TABLE):  # a schema without USAGE is left out of the search
            run(f"SET LOCAL search_path = {other}; SELECT 1 FROM reports_report")
        with falls(NO_PRIVILEGE):
            run(f"SET LOCAL search_path = {other}, public; SELECT 1 FROM accounts_user")


def test_a_sequence_of_another_city_is_not_moved(pair):
    own, other = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run(f"SELECT setval('{other}.reports_report_id_seq', 1)")


@pytest.mark.parametrize("seat", [gate, worker_seat, province_seat], ids=["gate", "worker", "province"])
def test_no_other_seat_touches_a_citys_table(db, owner_sql, seat):
    a_report("t3671")
    tables = tables_of("t3671", owner_sql)
    with seat():
        for table in tables:
            with falls(NO_PRIVILEGE):
                run(f"SELECT 1 FROM t3671.{table}")


@pytest.mark.parametrize("seat", [gate, worker_seat], ids=["gate", "worker"])
def test_gate_and_worker_read_no_account(db, seat):
    with seat(), falls(NO_PRIVILEGE):
        run("SELECT 1 FROM public.accounts_user")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE {own}.loot (id int)",
        "CREATE TABLE public.loot (id int)",
        "CREATE VIEW {own}.loot AS SELECT 1",
        "CREATE FUNCTION {own}.loot() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.laksa_city(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE OR REPLACE FUNCTION public.laksa_city() RETURNS text LANGUAGE sql AS $$ SELECT 't3602' $$",
        "CREATE SCHEMA loot",
        "CREATE ROLE loot",
        "ALTER TABLE reports_report ADD COLUMN loot int",
        "ALTER TABLE reports_report DISABLE TRIGGER ALL",
        "ALTER TABLE reports_report OWNER TO CURRENT_USER",
        "DROP TABLE reports_report",
        "TRUNCATE reports_report",
        "ALTER TABLE public.ledger_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE public.ledger_entry DISABLE TRIGGER ledger_fold",
        "DROP TRIGGER ledger_fold ON public.ledger_entry",
        "DROP POLICY job_enqueue ON public.django_tasks_database_dbtaskresult",
        "CREATE TRIGGER loot AFTER INSERT ON reports_report EXECUTE FUNCTION public.ledger_fold()",
        "CREATE RULE loot AS ON DELETE TO reports_report DO INSTEAD NOTHING",
        "CREATE POLICY loot ON reports_report",
        "SET session_replication_role = 'replica'",
    ],
)
def test_nothing_is_built_or_torn_down(pair, statement):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run(statement.format(own=own))


def test_rights_are_not_passed_on(pair, database_name):
    """GRANT of a right that one holds but may not pass on is only a warning to PostgreSQL; it must change nothing."""
    own, other = pair
    with tenant_seat(own):
        before = run("SELECT relacl::text FROM pg_class WHERE oid = 'reports_report'::regclass")
        run(f"GRANT ALL ON reports_report TO {database_name}_{other}, PUBLIC")
        assert run("SELECT relacl::text FROM pg_class WHERE oid = 'reports_report'::regclass") == before
        with falls(NO_PRIVILEGE):
            run("GRANT ALL ON public.ledger_entry TO CURRENT_USER")


def test_a_policy_cannot_be_switched_off(pair):
    """`row_security = off` turns a silently filtered row into an error; it never shows the row."""
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run("SET LOCAL row_security = off; SELECT 1 FROM public.ledger_entry")


@pytest.mark.parametrize("schema", [*CITIES, PUBLIC])
@pytest.mark.parametrize("attempt", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_is_never_edited(db, schema, attempt):
    seat = province_seat() if schema == PUBLIC else tenant_seat(schema)
    with seat, falls(NO_PRIVILEGE):
        run(attempt.format(f"{schema}.audit_entry"))


@pytest.mark.parametrize(
    ("table", "attempt"),
    [
        ("reports_report", "DELETE FROM {}"),
        # Text and salt may be erased for good (`casework.actions.anonymise`); history tells that from rewriting.
        ("reports_message", "UPDATE {} SET at = now()"),
        ("reports_message", "UPDATE {} SET seq = 1"),
        ("reports_followup", "UPDATE {} SET at = now()"),
        ("reports_followup", "UPDATE {} SET author_id = 1"),
        ("routing_note", "UPDATE {} SET seq = 1"),
        ("routing_note", "DELETE FROM {}"),
        ("reports_message", "DELETE FROM {}"),
        ("reports_followup", "DELETE FROM {}"),
        ("deadlines_deadline", "DELETE FROM {}"),
        ("routing_dispatch", "DELETE FROM {}"),
        ("reports_counter", "DELETE FROM {}"),
        ("django_migrations", "DELETE FROM {}"),
        ("django_content_type", "UPDATE {} SET model = 'x'"),
        ("auth_permission", "INSERT INTO {} DEFAULT VALUES"),
    ],
)
def test_a_city_keeps_its_own_past(pair, table, attempt):
    own, _ = pair
    with tenant_seat(own), falls(NO_PRIVILEGE):
        run(attempt.format(f"{own}.{table}"))


def test_shared_data_is_read_only(pair):
    own, _ = pair
    with tenant_seat(own):
        for table in ("tenants_tenant", "tenants_domain", "areas_area", "law_holiday", "law_deadlinerule"):
            run(f"SELECT 1 FROM public.{table} LIMIT 1")
            with falls(NO_PRIVILEGE):
                run(f"DELETE FROM public.{table}")
        with falls(NO_PRIVILEGE):
            run("UPDATE public.tenants_tenant SET is_enabled = false")


def test_a_city_learns_nothing_from_statistics(pair, owner_sql):
    """pg_stats shows sample values of columns; only of those one may read."""
    own, other = pair
    owner_sql.execute(f"ANALYZE {other}.accounts_user")
    owner_sql.execute("SELECT count(*) > 0 FROM pg_stats WHERE schemaname = %s", [other])
    assert owner_sql.fetchall() == [(True,)]
    with tenant_seat(own):
        assert run("SELECT attname FROM pg_stats WHERE schemaname = %s", [other]) == []


def test_the_login_owns_nothing_and_may_do_nothing_by_itself(db):
    with connection.cursor():
        pass
    raw = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("SAVEPOINT attack; RESET ROLE; SELECT current_user = session_user")
        assert cursor.fetchall() == [(True,)]
        for table in ("t3671.reports_report", "public.tenants_tenant", "public.ledger_entry"):
            cursor.execute("SAVEPOINT one")
            with pytest.raises(Exception, match="permission denied") as caught:
                cursor.execute(f"SELECT 1 FROM {table}")
            assert caught.value.pgcode == NO_PRIVILEGE
            cursor.execute("ROLLBACK TO SAVEPOINT one")
        cursor.execute("ROLLBACK TO SAVEPOINT attack")
