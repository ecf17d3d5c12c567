"""What a city cannot do in the tables all tenants share, tried as that city's role on each table and each column.

Every shared table stands below with what a city may do there. A new one fails until it is here; one in which a city
has rows of its own also needs a test that goes for the rows of another city (`ROWS_OF_OTHERS`).
"""

import pytest

from tenants.grants import PUBLIC_TABLES
from tenants.ledger.recording import COLUMNS as TOLD
from tenants.seats import province_seat, tenant_seat
from tests.attacks.walls import NO_PRIVILEGE, an_event, append, falls, run

NOTHING: frozenset[str] = frozenset()
READ = frozenset({"SELECT"})
JOBS = "django_tasks_database_dbtaskresult"

# The province's accounts and history, and the framework's tables: there in `public`, no city's business.
PROVINCES_OWN = (
    "account_emailaddress", "account_emailconfirmation", "accounts_invitation", "accounts_user",
    "accounts_user_groups", "accounts_user_user_permissions", "audit_entry", "auth_group", "auth_group_permissions",
    "auth_permission", "common_attempt", "common_hashkey", "common_idempotencykey", "django_content_type",
    "django_migrations", "django_session", "guardian_groupobjectpermission", "guardian_userobjectpermission",
    "mfa_authenticator",
)  # fmt: skip
# table: what a city may do there, whole ("SELECT") or by column ("INSERT (number)").
MAY: dict[str, frozenset[str]] = {
    **dict.fromkeys(PROVINCES_OWN, NOTHING),
    # Which hosts and cities there are, where they lie, and the law they work by.
    "tenants_tenant": READ,
    "tenants_domain": READ,
    "areas_area": READ,
    "areas_boundary": READ,
    "areas_boundaryimport": READ,
    "law_holiday": READ,
    "law_calendaryear": READ,
    "law_deadlinerule": READ,
    # The ledger takes; it gives nothing back, and what follows from it is the province's.
    "ledger_entry": frozenset({f"INSERT ({column})" for column in TOLD}),
    "ledger_fact": NOTHING,
    JOBS: frozenset({"INSERT"}),
    # A city neither knows nor touches what is kept to find out whether it is honest.
    "oversight_seal": NOTHING,
    "oversight_integritycheck": NOTHING,
    "oversight_delta": NOTHING,
    "oversight_tally": NOTHING,
    "oversight_dueday": NOTHING,
    "oversight_workday": NOTHING,
    "oversight_mark": NOTHING,
}


def _tell_of_another(own: str, other: str) -> None:
    """Another city's report under its number, and a report in another city's name."""
    for number, more in ((f"{other[1:]}-26-900001-X", {}), (f"{own[1:]}-26-900001-X", {"tenant": other})):
        with falls(NO_PRIVILEGE):
            append(an_event(number), **more)


def _enqueue_for_another(own: str, other: str) -> None:
    with falls(NO_PRIVILEGE, "row-level security policy"):
        run(
            f"INSERT INTO {JOBS} (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name,"
            " backend_name, run_after, exception_class_path, traceback) VALUES (gen_random_uuid(), 'READY', now(),"
            " jsonb_build_object('args', jsonb_build_array(%s), 'kwargs', '{}'::jsonb), 0, 'core.task', '[]',"
            " 'default', 'default', now(), '', '')",
            [other],
        )


# Where a city may do more than read what everybody reads: what happens when it goes for another city's rows.
ROWS_OF_OTHERS = {"ledger_entry": _tell_of_another, JOBS: _enqueue_for_another}


@pytest.fixture
def columns(owner_sql) -> dict[str, list[str]]:
    """Every table of `public` there is, with its columns."""
    owner_sql.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1"
    )
    return dict(owner_sql.fetchall())


def test_every_shared_table_is_attacked(columns):
    assert set(MAY) == set(columns)
    assert set(MAY) >= {table for tables in PUBLIC_TABLES.values() for table in tables}
    assert set(ROWS_OF_OTHERS) == {table for table, rights in MAY.items() if rights - READ}


@pytest.mark.parametrize("table", MAY)
def test_a_city_has_no_right_but_those_named(pair, columns, table):
    own, _other = pair
    with tenant_seat(own):
        for privilege, statement in _attempts(table, columns[table]):
            if not _may(table, privilege):
                with falls(NO_PRIVILEGE):
                    run(statement)


def _may(table: str, privilege: str) -> bool:
    whole, _, _column = privilege.partition(" (")
    return whole in MAY[table] or privilege in MAY[table]


def _attempts(table: str, columns: list[str]) -> list[tuple[str, str]]:
    """The right each statement needs, and the statement; TRUNCATE, LOCK and COPY are those people forget."""
    name = f"public.{table}"
    whole = [
        ("SELECT", f"SELECT count(*) FROM {name}"),
        ("SELECT", f"COPY {name} TO STDOUT"),
        # The weakest lock comes with any right on the whole table.
        *([] if MAY[table] & {"SELECT", "INSERT"} else [("LOCK", f"LOCK TABLE {name} IN ACCESS SHARE MODE")]),
        ("UPDATE", f"SELECT 1 FROM {name} FOR UPDATE"),
        ("INSERT", f"INSERT INTO {name} DEFAULT VALUES"),
        ("DELETE", f"DELETE FROM {name}"),
        ("TRUNCATE", f"TRUNCATE {name}"),
        ("TRUNCATE", f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"),
        ("TRIGGER", f"CREATE TRIGGER loot AFTER INSERT ON {name} EXECUTE FUNCTION public.ledger_fold()"),
        ("REFERENCES", f"ALTER TABLE {name} DISABLE TRIGGER ALL"),
    ]
    if any(right.startswith("INSERT (") for right in MAY[table]):
        # A right on some columns lets defaults through to the rules of the rows, which `ROWS_OF_OTHERS` goes for.
        whole = [attempt for attempt in whole if attempt[0] != "INSERT"]
    each = [
        attempt
        for column in columns
        for attempt in (
            (f"SELECT ({column})", f'SELECT "{column}" FROM {name}'),
            (f"INSERT ({column})", f'INSERT INTO {name} ("{column}") VALUES (NULL)'),
            (f"UPDATE ({column})", f'UPDATE {name} SET "{column}" = NULL'),
        )
    ]
    return whole + each


@pytest.mark.parametrize("table", ROWS_OF_OTHERS)
def test_the_rows_of_another_city_are_out_of_reach(pair, table):
    own, other = pair
    with tenant_seat(own):
        ROWS_OF_OTHERS[table](own, other)


# -- Nobody edits what must not change -----------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["tenant", "day", "until", "reports", "digest", "previous", "computed_at", "id"])
def test_not_even_the_province_edits_a_seal(db, column):
    with province_seat():
        with falls(NO_PRIVILEGE):
            run(f"UPDATE oversight_seal SET {column} = {column}")
        run("UPDATE oversight_seal SET mailed_at = now()")


@pytest.mark.parametrize("table", ["oversight_seal", "oversight_integritycheck"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} ADD COLUMN loot int"])
def test_not_even_the_province_takes_a_seal_or_a_check_away(db, table, statement):
    with province_seat(), falls(NO_PRIVILEGE):
        run(statement.format(table))


def test_not_even_the_province_rewrites_a_check(db):
    with province_seat(), falls(NO_PRIVILEGE):
        run("UPDATE oversight_integritycheck SET faults = 0")
