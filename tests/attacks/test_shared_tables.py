"""What a city cannot do in the tables all tenants share, tried as that city's role on each table and each column.

Every shared table stands below with what a city may do there. A new one fails until it is here; one in which a city
has rows of its own also needs a test that goes for the rows of another city (`ROWS_OF_OTHERS`).
"""

import pytest
from django.db import connection

from tenants.grants import PUBLIC_TABLES
from tenants.ledger.recording import COLUMNS as TOLD
from tenants.ledger.recording import WITNESSED
from tenants.seats import province_seat, tenant_seat
from tests.attacks.walls import NO_PRIVILEGE, an_event, append, falls, run

NOTHING: frozenset[str] = frozenset()
READ = frozenset({"SELECT"})
JOBS = "django_tasks_database_dbtaskresult"

# The province's accounts and history, and the framework's tables: there in `public`, no city's business.
PROVINCES_OWN = (
    "account_emailaddress", "account_emailconfirmation", "accounts_invitation", "accounts_rolegrant", "accounts_user",
    "accounts_user_groups", "accounts_user_user_permissions", "audit_entry", "audit_streamend", "auth_group",
    "auth_group_permissions", "auth_permission", "common_hashkey", "common_idempotencykey",
    "django_content_type", "django_migrations", "django_session", "guardian_groupobjectpermission",
    "guardian_userobjectpermission", "mfa_authenticator",
)  # fmt: skip
# table: what a city may do there, whole ("SELECT") or by column ("INSERT (number)").
MAY: dict[str, frozenset[str]] = {
    **dict.fromkeys(PROVINCES_OWN, NOTHING),
    # Which hosts and cities there are, where they lie, and the law they work by.
    "tenants_tenant": READ,
    "tenants_domain": READ,
    # How often something was tried: counted by functions, for keys that only the web server can make.
    "tenants_attempt": NOTHING,
    # Whether a restored installation sends anything yet.
    "tenants_hold": READ,
    "areas_area": READ,
    "areas_boundary": READ,
    "areas_boundaryimport": READ,
    "law_holiday": READ,
    "law_calendaryear": READ,
    "law_deadlinerule": READ,
    "law_escalationstep": READ,
    # The ledger takes; it gives nothing back, and what follows from it is the province's.
    "ledger_entry": frozenset({f"INSERT ({column})" for column in TOLD}),
    "ledger_fact": NOTHING,
    "ledger_step": NOTHING,
    "tenants_taskpath": NOTHING,
    "tenants_workersign": NOTHING,
    JOBS: frozenset({f"INSERT ({column})" for column in ("id", "task_path", "args_kwargs", "run_after")}),
    "ledger_witness": frozenset({f"INSERT ({column})" for column in WITNESSED}),
    # What the Ombudsman asks of this city, what it answers, and what it says of figures about it.
    "supervision_requestkind": READ,
    "supervision_request": READ | {"UPDATE (seen_at)"},
    "supervision_reply": READ
    | {f"INSERT ({column})" for column in ("request_id", "from_city", "text", "author_label")},
    "supervision_statement": READ
    | {f"INSERT ({column})" for column in ("measure", "period", "text", "author_label")}
    | {"UPDATE (withdrawn_at)"},
    # Who of the Ombudsman examines and has read what is the province's alone; the city has it in its own history.
    "supervision_case": NOTHING,
    "supervision_caseuserobjectpermission": NOTHING,
    "supervision_reading": NOTHING,
    # A city neither knows nor touches what is kept to find out whether it is honest.
    "oversight_seal": NOTHING,
    "oversight_integritycheck": NOTHING,
    "oversight_publishedday": NOTHING,
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
            f"INSERT INTO {JOBS} (id, task_path, args_kwargs) VALUES (gen_random_uuid(),"
            " 'core.notifications.delivery.deliver',"
            " jsonb_build_object('args', jsonb_build_array(%s), 'kwargs', '{}'::jsonb))",
            [other],
        )


def _a_request(to: str) -> int:
    with province_seat():
        ((key,),) = run(
            "INSERT INTO supervision_request (kind_id, tenant, number, subject, text, state, verdict, closing_words,"
            " officer_id, officer_label, created_at, closed_label) SELECT code, %s, '', 'Tanya', 'Mengapa?', 'open',"
            " '', '', 1, 'Hana', now(), '' FROM supervision_requestkind LIMIT 1 RETURNING id",
            [to],
        )
        run(
            "INSERT INTO supervision_reply (request_id, tenant, from_city, text, author_label, at)"
            " VALUES (%s, %s, false, 'Mohon segera.', 'Hana', now())",
            [key, to],
        )
    return key


def _touched(statement: str) -> int:
    """How many rows a statement reached."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def _witness_for_another(own: str, other: str) -> None:
    told = "INSERT INTO public.ledger_witness (tenant, stream, seq, entry_hash) VALUES (%s, 'kantor', 1, sha256('x'))"
    with tenant_seat(own):
        for tenant in (other, "public"):
            with falls(NO_PRIVILEGE, "row-level security policy"):
                run(told, [tenant])


def _read_requests_of_another(own: str, other: str) -> None:
    _a_request(other)
    with tenant_seat(own):
        assert run("SELECT * FROM public.supervision_request") == []
        assert _touched("UPDATE public.supervision_request SET seen_at = now()") == 0


def _answer_for_another(own: str, other: str) -> None:
    key = _a_request(other)
    with tenant_seat(own):
        assert run("SELECT * FROM public.supervision_reply") == []
        for from_city in (True, False):
            with falls(NO_PRIVILEGE, "row-level security policy"):
                run(
                    "INSERT INTO public.supervision_reply (request_id, from_city, text, author_label)"
                    " VALUES (%s, %s, 'Sudah.', 'Siti')",
                    [key, from_city],
                )


def _withdraw_statement_of_another(own: str, other: str) -> None:
    with tenant_seat(other):
        run(
            "INSERT INTO public.supervision_statement (measure, period, text, author_label)"
            " VALUES ('on_time', '12-bulan', 'Angka ini keliru.', 'Siti')"
        )
    with tenant_seat(own):
        assert run("SELECT * FROM public.supervision_statement") == []
        assert _touched("UPDATE public.supervision_statement SET withdrawn_at = now()") == 0


# Where a city may do more than read what everybody reads: what happens when it goes for another city's rows.
ROWS_OF_OTHERS = {
    "ledger_entry": _tell_of_another,
    "ledger_witness": _witness_for_another,
    JOBS: _enqueue_for_another,
    "supervision_request": _read_requests_of_another,
    "supervision_reply": _answer_for_another,
    "supervision_statement": _withdraw_statement_of_another,
}


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
    # A right on some columns leads on to the rules of the rows, which `ROWS_OF_OTHERS` goes for.
    by_column = {right.partition(" (")[0] for right in MAY[table] if "(" in right}
    whole = [attempt for attempt in whole if attempt[0] not in by_column]
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


# -- What a city says of itself between Ombudsman and city ---------------------------------------------------------


def test_a_request_is_not_seen_in_the_future_and_seen_once(pair):
    own, _other = pair
    _a_request(own)
    with tenant_seat(own):
        assert _touched("UPDATE supervision_request SET seen_at = '2099-01-01T00:00Z'") == 1
        assert run("SELECT seen_at BETWEEN now() AND clock_timestamp() FROM supervision_request") == [(True,)]
        run("UPDATE supervision_request SET seen_at = '2020-01-01T00:00Z'")
        run("UPDATE supervision_request SET seen_at = NULL")
        assert run("SELECT seen_at BETWEEN now() AND clock_timestamp() FROM supervision_request") == [(True,)]


def test_a_statement_is_not_withdrawn_in_the_future_and_stays_withdrawn(pair):
    own, _other = pair
    with tenant_seat(own):
        run(
            "INSERT INTO supervision_statement (measure, period, text, author_label)"
            " VALUES ('on_time', '12-bulan', 'Angka ini keliru.', 'Siti')"
        )
        run("UPDATE supervision_statement SET withdrawn_at = 'infinity'")
        run("UPDATE supervision_statement SET withdrawn_at = NULL")
        assert run("SELECT withdrawn_at BETWEEN now() AND clock_timestamp() FROM supervision_statement") == [(True,)]


LOOK_ALIKES = ["0mbudsman RI", "Ombud5man", "OMBUD$MAN", "0MBUD5M4N", "O m b u d s m a n", "Ombuds-man", "Ornbudsman",
               "\u041embudsm\u0430n", "\u00d3mbudsm\u00e4n", "\uff2fmbudsman", "\u039fmb\u03c5dsma\u03b7"]  # fmt: skip


@pytest.mark.parametrize("label", ["Ombudsman RI", "OMBUDSMAN", "Siti, ombudsman", *LOOK_ALIKES])
def test_nobody_of_a_city_passes_for_the_ombudsman(pair, label):
    own, _other = pair
    key = _a_request(own)
    with tenant_seat(own):
        run(
            "INSERT INTO supervision_reply (request_id, from_city, text, author_label) VALUES (%s, true, 'x', %s)",
            [key, label],
        )
        run(
            "INSERT INTO supervision_statement (measure, period, text, author_label) VALUES ('x', 'x', 'x', %s)",
            [label],
        )
        ((city,),) = run("SELECT name FROM tenants_tenant WHERE schema_name = %s", [own])
        for table in ("supervision_reply", "supervision_statement"):
            assert (f"{city}: {label}",) in run(f"SELECT author_label FROM {table}")


@pytest.mark.parametrize("label", ["Siti Aminah", "Bambang Sudarman", "Om Budi, Samsat"])
def test_other_names_stay_as_they_are(pair, label):
    own, _other = pair
    with tenant_seat(own):
        run(
            "INSERT INTO supervision_statement (measure, period, text, author_label) VALUES ('x', 'x', 'x', %s)",
            [label],
        )
        assert run("SELECT author_label FROM supervision_statement") == [(label,)]
