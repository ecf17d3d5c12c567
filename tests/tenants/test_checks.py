"""`laksa check` names each wall that does not stand, in one sentence, and is silent when all do."""

import pytest
from django.utils import timezone

from tenants import checks, migration

pytestmark = pytest.mark.usefixtures("owner")


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


def test_a_right_of_the_crossings_own_is_found(sql, database_name):
    sql(f"GRANT SELECT ON t3671.reports_report TO {database_name}_crossing")
    sentence = f"SELECT on table t3671.reports_report for {database_name}_crossing is too much; run `laksa migrate`."
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
    "SELECT lo_create(0)": ("There are 1 large objects, which Laksa never makes; see whose they are and delete them."),
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


def test_an_installation_whose_shared_tables_are_not_migrated_is_told_that_first(sql):
    sql("DELETE FROM public.django_migrations WHERE app = 'areas'")
    sql("ALTER TABLE public.areas_area RENAME TO not_yet")
    [sentence] = checks.run()
    assert sentence.startswith("public lacks ")
    assert sentence.endswith("; run `laksa migrate`.")


def test_temporary_tables_for_everybody_are_found(owner, sql):
    sql(f'GRANT TEMPORARY ON DATABASE "{owner.name}" TO PUBLIC')
    sentence = "Every role may make temporary tables, which hide a city's own; run `laksa migrate`."
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
        "now() - %(hours)s * interval '1 hour', %(arguments)s, 0, 'core.notifications.delivery.deliver', "
        "to_jsonb(array_fill(''::text, ARRAY[%(workers)s::int])), 'default', 'default', '9999-01-01', '', '')",
        {"status": status, "hours": hours, "workers": workers, "arguments": '{"args": ["t3671"], "kwargs": {}}'},
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


def test_jobs_that_no_worker_can_run_are_named(sql):
    table = "public.django_tasks_database_dbtaskresult"
    enqueue(sql, "READY", hours=0)
    sql(f"ALTER TABLE {table} DISABLE TRIGGER job_check")
    for rule in ("job_arguments", "job_workers"):
        sql(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    expected = set()
    for column, value, task, tenant in (
        ("worker_ids", "5", "core.notifications.delivery.deliver", "t3671"),
        ("args_kwargs", "5", "core.notifications.delivery.deliver", "nobody"),
        ("task_path", "core.nothing", "core.nothing", "t3671"),
    ):
        [(key,)] = sql(
            f"INSERT INTO {table} (id, task_path, args_kwargs) VALUES (gen_random_uuid(),"
            ' \'core.notifications.delivery.deliver\', \'{"args": ["t3671"], "kwargs": {}}\') RETURNING id'
        )
        sql(f"UPDATE {table} SET {column} = '{value}' WHERE id = '{key}'")
        expected.add(f"The job {key} (task {task}, for {tenant}) cannot be run by any worker; delete it.")
    assert expected <= set(checks.run())


def test_jobs_that_only_just_began_are_not(sql):
    for status in ("RUNNING", "READY", "SUCCESSFUL"):
        enqueue(sql, status, hours=0)
    assert checks.run() == []


def test_objects_owned_by_a_seats_role_are_found(sql, database_name):
    role = f"{database_name}_t3602"
    sql(f"GRANT {role} TO CURRENT_USER; GRANT CREATE ON SCHEMA t3602 TO {role}")
    sql(f"ALTER TABLE t3602.reports_counter OWNER TO {role}")
    assert f"The role {role} owns 1 objects; it should own none." in checks.run()
