"""`laksa check` names each wall that does not stand, in one sentence, and is silent when all do."""

import pytest
from django.utils import timezone

from tenants import checks, migration


@pytest.fixture(autouse=True)
def _mended(owner, sql):
    """A cloned database does not take over what belongs to the database itself."""
    sql(f'REVOKE TEMPORARY ON DATABASE "{owner.name}" FROM PUBLIC')


def test_a_sound_installation_has_nothing_to_tell():
    assert checks.run() == []


def test_the_command_ends_with_zero_and_a_sentence(owner):
    answer = owner.laksa("check")
    assert (answer.returncode, answer.stdout) == (0, "No problems found.\n"), answer.stderr


def test_the_command_ends_with_one_and_the_findings(owner, sql):
    sql("CREATE TABLE public.left_over (id int)")
    answer = owner.laksa("check")
    assert answer.returncode == 1
    assert answer.stdout == ("The table public.left_over is not mentioned in tenants/grants.py.\n1 problems.\n")


# What was done as the owner, and what is said then. {p}: the prefix of the roles.
TOO_MUCH = [
    ("GRANT SELECT ON t3602.reports_report TO {p}_t3671", "SELECT on table t3602.reports_report for {p}_t3671"),
    ("GRANT UPDATE ON t3671.audit_entry TO {p}_t3671", "UPDATE on table t3671.audit_entry for {p}_t3671"),
    (
        "GRANT DELETE ON t3671.audit_entry TO {p}_t3671; GRANT UPDATE (hash) ON t3602.audit_entry TO {p}_t3602",
        "DELETE on table t3671.audit_entry for {p}_t3671",
        "UPDATE (hash) on table t3602.audit_entry for {p}_t3602",
    ),
    (
        "GRANT INSERT (recorded_at) ON public.ledger_entry TO {p}_t3671",
        "INSERT (recorded_at) on table public.ledger_entry for {p}_t3671",
    ),
    ("GRANT INSERT ON public.ledger_entry TO {p}_t3602", "INSERT on table public.ledger_entry for {p}_t3602"),
    ("GRANT SELECT ON public.accounts_user TO {p}_gate", "SELECT on table public.accounts_user for {p}_gate"),
    ("GRANT SELECT ON t3671.reports_report TO {p}_province", "SELECT on table t3671.reports_report for {p}_province"),
    ("GRANT CREATE ON SCHEMA t3671 TO {p}_t3671", "CREATE on schema t3671 for {p}_t3671"),
    ("GRANT CREATE ON SCHEMA public TO {p}_worker", "CREATE on schema public for {p}_worker"),
    ("GRANT USAGE ON SCHEMA t3602 TO {p}_t3671", "USAGE on schema t3602 for {p}_t3671"),
]
MISSING = [
    ("REVOKE USAGE ON SCHEMA t3602 FROM {p}_t3602", "USAGE on schema t3602 for {p}_t3602"),
    ("REVOKE SELECT ON t3671.reports_report FROM {p}_t3671", "SELECT on table t3671.reports_report for {p}_t3671"),
    (
        "REVOKE INSERT (seq) ON public.ledger_entry FROM {p}_t3671",
        "INSERT (seq) on table public.ledger_entry for {p}_t3671",
    ),
    ("REVOKE SELECT ON public.tenants_domain FROM {p}_gate", "SELECT on table public.tenants_domain for {p}_gate"),
]


def test_drifted_grants_are_named_and_mended_by_migrating(sql, database_name):
    expected = set()
    for changes, verdict in ((TOO_MUCH, "is too much"), (MISSING, "is missing")):
        for statement, *targets in changes:
            sql(statement.format(p=database_name))
            expected |= {f"{target.format(p=database_name)} {verdict}; run `laksa migrate`." for target in targets}
    found = checks.run()
    assert len(found) == len(expected)
    assert set(found) == expected
    migration.migrate()
    assert checks.run() == []


def test_a_right_of_the_login_itself_is_found(sql, database_name):
    sql(f"GRANT SELECT ON t3671.reports_report TO {database_name}_app")
    sentence = f"SELECT on table t3671.reports_report for {database_name}_app is too much; run `laksa migrate`."
    assert checks.run() == [sentence]
    migration.migrate()
    assert checks.run() == []


OTHER_FAULTS = {
    "GRANT SELECT ON t3671.reports_report TO PUBLIC": (
        "SELECT on table t3671.reports_report for PUBLIC is too much; revoke it."
    ),
    "GRANT USAGE ON SCHEMA t3671 TO PUBLIC": "USAGE on schema t3671 for PUBLIC is too much; revoke it.",
    "GRANT CREATE ON SCHEMA public TO PUBLIC": "CREATE on schema public for PUBLIC is too much; revoke it.",
    "CREATE TABLE t3602.left_over (id int)": "The table t3602.left_over is not mentioned in tenants/grants.py.",
    "CREATE TABLE t0000.left_over (id int)": "The table t0000.left_over is not mentioned in tenants/grants.py.",
    "ALTER TABLE public.ledger_entry DISABLE ROW LEVEL SECURITY": (
        "Row security of public.ledger_entry is switched off."
    ),
    "ALTER TABLE public.django_tasks_database_dbtaskresult DISABLE ROW LEVEL SECURITY": (
        "Row security of public.django_tasks_database_dbtaskresult is switched off."
    ),
    "ALTER TABLE public.ledger_entry DISABLE TRIGGER ledger_fold": (
        "The trigger ledger_fold of public.ledger_entry is missing or switched off."
    ),
    "GRANT EXECUTE ON FUNCTION public.ledger_fold() TO PUBLIC": (
        "Every role may call public.ledger_fold(); it should be the trigger's alone."
    ),
    "CREATE SCHEMA t3699": "There is a schema t3699 that no tenant names.",
    "DELETE FROM public.tenants_domain WHERE domain = 'kab-lebak.localhost'": (
        "36.02 (Kabupaten Lebak) has no host, so nobody can reach it."
    ),
    "DELETE FROM public.law_deadlinerule": "There are no legal limits; run `laksa migrate`.",
    "DELETE FROM public.law_calendaryear": "The national calendar has no year {year}; run `laksa migrate`.",
    "DELETE FROM public.areas_area WHERE city_code = '36.02'": "36.02 (Kabupaten Lebak) has no areas.",
    "DELETE FROM t3602.django_migrations WHERE app = 'routing' AND name = '0001_initial'": (
        "t3602 lacks 1 migrations (routing.0001_initial); run `laksa migrate`."
    ),
    "INSERT INTO t3671.django_migrations (app, name, applied) VALUES ('routing', '9999_later', now())": (
        "t3671 is newer than this code by 1 migrations (routing.9999_later); update the code."
    ),
}


def test_whatever_else_is_wrong_is_named(sql):
    for statement in OTHER_FAULTS:
        sql(statement)
    expected = {sentence.format(year=timezone.now().year) for sentence in OTHER_FAULTS.values()}
    found = checks.run()
    assert len(found) == len(expected)
    assert set(found) == expected


def test_a_dropped_trigger_is_found(sql):
    sql("DROP TRIGGER ledger_fold ON public.ledger_entry")
    assert checks.run() == ["The trigger ledger_fold of public.ledger_entry is missing or switched off."]


def test_an_installation_whose_shared_tables_are_not_migrated_is_told_that_first(sql):
    sql("DELETE FROM public.django_migrations WHERE app = 'areas'")
    sql("ALTER TABLE public.areas_area RENAME TO not_yet")
    [sentence] = checks.run()
    assert sentence.startswith("public lacks ")
    assert sentence.endswith("; run `laksa migrate`.")


def test_temporary_tables_for_everybody_are_found(owner, sql):
    sql(f'GRANT TEMPORARY ON DATABASE "{owner.name}" TO PUBLIC')
    sentence = "Every role may make temporary tables, which stay for the next tenant; run `laksa migrate`."
    assert checks.run() == [sentence]
    migration.migrate()
    assert checks.run() == []


def test_a_tenant_without_schema_and_role_is_found(sql):
    sql("ALTER SCHEMA t3602 RENAME TO gone")
    found = checks.run()
    assert "36.02 (Kabupaten Lebak) has no schema t3602." in found


def enqueue(sql, status: str, hours: int, workers: int = 0) -> None:
    sql(
        "INSERT INTO public.django_tasks_database_dbtaskresult (id, status, enqueued_at, started_at, args_kwargs, "
        "priority, task_path, worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback) "
        "VALUES (gen_random_uuid(), %(status)s, now() - %(hours)s * interval '1 hour', "
        "now() - %(hours)s * interval '1 hour', '{}', 0, 'task', "
        "to_jsonb(array_fill(''::text, ARRAY[%(workers)s::int])), 'default', 'default', '9999-01-01', '', '')",
        {"status": status, "hours": hours, "workers": workers},
    )


def test_jobs_that_are_stuck(sql):
    for status in ("FAILED", "RUNNING", "READY", "SUCCESSFUL"):
        enqueue(sql, status, hours=2)
    for workers in (4, 5):
        enqueue(sql, "FAILED", hours=0, workers=workers)
    assert checks.run() == [
        "1 jobs have failed 5 times and are not tried again.",
        "2 jobs have failed and will be tried again.",
        "1 jobs have been running for more than 1 h; their worker has died.",
        "1 jobs have been waiting for more than 1 h; is `laksa worker` running?",
    ]


def test_jobs_that_only_just_began_are_not(sql):
    for status in ("RUNNING", "READY", "SUCCESSFUL"):
        enqueue(sql, status, hours=0)
    assert checks.run() == []


@pytest.fixture
def roles_restored(sql, database_name):
    """Roles belong to the whole server, not to this test's database."""
    yield
    sql(f'ALTER ROLE "{database_name}_app" LOGIN NOINHERIT NOCREATEDB NOCREATEROLE')
    sql(f'ALTER ROLE "{database_name}_t3602" NOLOGIN NOINHERIT')
    sql(f'GRANT "{database_name}_t3602" TO "{database_name}_app"')
    sql(f'DROP ROLE IF EXISTS "{database_name}_stray"')


@pytest.mark.usefixtures("roles_restored")
def test_roles_that_can_do_more_or_less_than_they_should(sql, database_name):
    for statement, sentence, is_mended in (
        ("REVOKE {p}_t3602 FROM {p}_app", "The login {p}_app may not become {p}_t3602; run `laksa migrate`.", True),
        (
            "ALTER ROLE {p}_app INHERIT",
            "The login {p}_app inherits the rights of every tenant's role; run `laksa migrate`.",
            True,
        ),
        ("ALTER ROLE {p}_app NOLOGIN", "The login {p}_app may not log in; run `laksa migrate`.", True),
        ("ALTER ROLE {p}_t3602 LOGIN", "The role {p}_t3602 may log in or inherits rights; run `laksa migrate`.", True),
        (
            "ALTER ROLE {p}_app CREATEROLE",
            "The role {p}_app has rolcreaterole, which no role but the owner's may have.",
            False,
        ),
    ):
        sql(statement.format(p=database_name))
        assert checks.run() == [sentence.format(p=database_name)]
        if is_mended:
            migration.migrate()
            assert checks.run() == []


@pytest.mark.usefixtures("roles_restored")
def test_a_login_that_may_become_somebody_else_is_found(sql, database_name):
    sql(f"CREATE ROLE {database_name}_stray; GRANT {database_name}_stray TO {database_name}_app")
    assert checks.run() == [
        f"The login {database_name}_app may become {database_name}_stray, which is no seat's role."
    ]


@pytest.mark.usefixtures("roles_restored")
def test_objects_owned_by_a_seats_role_are_found(sql, database_name):
    role = f"{database_name}_t3602"
    sql(f"GRANT {role} TO CURRENT_USER; GRANT CREATE ON SCHEMA t3602 TO {role}")
    sql(f"ALTER TABLE t3602.reports_counter OWNER TO {role}")
    assert f"The role {role} owns 1 objects; it should own none." in checks.run()
