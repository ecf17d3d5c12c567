"""`laksa check` compares every wall with a list: whichever is torn down, moved or put up by hand is named."""

import pytest

from tenants import checks
from tenants.checks import walls

JOBS = "django_tasks_database_dbtaskresult"
BODY = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS 'BEGIN RETURN NULL; END'"
)
MISSING, CHANGED, ADDED = "is missing.", "was changed: it is ", "was added by somebody: "

# What is done as the owner, and which wall is named how.
TEARS = [
    ("DROP POLICY ledger_entry_append ON ledger_entry", "the policy ledger_entry_append of ledger_entry", MISSING),
    (
        "ALTER POLICY ledger_entry_append ON ledger_entry WITH CHECK (true)",
        "the policy ledger_entry_append of ledger_entry",
        CHANGED,
    ),
    (
        "CREATE POLICY open ON ledger_entry FOR SELECT USING (true)",
        "the policy open of ledger_entry",
        ADDED,
    ),
    ("ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY", "the table ledger_entry", CHANGED),
    ("ALTER TABLE supervision_request DISABLE ROW LEVEL SECURITY", "the table supervision_request", CHANGED),
    ("ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY", "the table audit_entry", CHANGED),
    ("ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY", "the table ledger_entry", CHANGED),
    ("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_fold", "the trigger ledger_fold of ledger_entry", CHANGED),
    ("DROP TRIGGER ledger_check ON ledger_entry", "the trigger ledger_check of ledger_entry", MISSING),
    (f"ALTER TABLE {JOBS} DISABLE TRIGGER job_check", f"the trigger job_check of {JOBS}", CHANGED),
    (
        "CREATE TRIGGER one_more AFTER INSERT ON ledger_fact FOR EACH ROW EXECUTE FUNCTION ledger_fold()",
        "the trigger one_more of ledger_fact",
        ADDED,
    ),
    (
        "CREATE RULE swallow AS ON INSERT TO t3671.audit_entry DO INSTEAD NOTHING",
        "the rule swallow of audit_entry",
        ADDED,
    ),
    (f"CREATE OR REPLACE FUNCTION ledger_check() {BODY}", "the function ledger_check()", CHANGED),
    ("CREATE FUNCTION loot() RETURNS int LANGUAGE sql AS 'SELECT 1'", "the function loot()", ADDED),
    ("GRANT EXECUTE ON FUNCTION ledger_fold() TO PUBLIC", "the function ledger_fold()", CHANGED),
    ("GRANT EXECUTE ON FUNCTION ledger_fold() TO {p}_t3671", "the function ledger_fold()", CHANGED),
    ("REVOKE EXECUTE ON FUNCTION laksa_city() FROM PUBLIC", "the function laksa_city()", CHANGED),
    ("ALTER FUNCTION ledger_check() SECURITY INVOKER", "the function ledger_check()", CHANGED),
    ("ALTER FUNCTION laksa_city() SECURITY DEFINER", "the function laksa_city()", CHANGED),
    ("ALTER FUNCTION ledger_check() SET search_path = pg_temp, public", "the function ledger_check()", CHANGED),
    ("ALTER FUNCTION ledger_check() RESET search_path", "the function ledger_check()", CHANGED),
    (
        "ALTER TABLE ledger_entry ALTER COLUMN recorded_at SET DEFAULT '2020-01-01'",
        "the default of ledger_entry.recorded_at",
        CHANGED,
    ),
    ("ALTER TABLE ledger_entry ALTER COLUMN tenant DROP DEFAULT", "the default of ledger_entry.tenant", MISSING),
    (
        "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_due",
        "the check ledger_entry_due of ledger_entry",
        MISSING,
    ),
    (
        f"ALTER TABLE {JOBS} DROP CONSTRAINT job_arguments,"
        " ADD CONSTRAINT job_arguments CHECK (args_kwargs IS NOT NULL)",
        f"the check job_arguments of {JOBS}",
        CHANGED,
    ),
    (
        "ALTER TABLE t3602.reports_report ALTER COLUMN supporters SET DEFAULT 1000",
        "the default of reports_report.supporters",
        ADDED,
    ),
    (
        "ALTER TABLE t3602.audit_entry ADD CONSTRAINT never CHECK (seq < 5)",
        "the check never of audit_entry",
        ADDED,
    ),
    (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA t3671 GRANT SELECT ON TABLES TO PUBLIC",
        "default privileges of r by owner",
        ADDED,
    ),
    (
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {p}_t3671",
        "default privileges of r by owner",
        ADDED,
    ),
]


@pytest.mark.parametrize(("tear", "wall", "verdict"), TEARS, ids=lambda value: value[:60])
def test_a_torn_wall_is_named(sql, database_name, tear, wall, verdict):
    assert list(walls.walls(checks.cities())) == []
    sql(tear.format(p=database_name))
    [sentence] = walls.walls(checks.cities())
    schema = next((name for name in ("t3671", "t3602") if f"{name}." in tear or f"SCHEMA {name}" in tear), "public")
    assert sentence.startswith(f"In {schema} {wall} {verdict}")
    assert sentence in checks.run()


def test_the_list_is_what_the_migrations_make(owner):
    """Written anew by `python -m tests.support.walls` after a migration that moves a wall."""
    standing = {walls.neutral(wall) for wall in walls.found(["public", "t3671"])}
    assert {str(wall) for wall in standing} == {str(wall) for wall in walls.listed()}


def test_cities_are_alike_and_like_their_template(owner):
    template, *cities = (
        {walls.neutral(wall) for wall in walls.found([schema])} for schema in ("t0000", "t3671", "t3602")
    )
    assert cities == [template, template]
