"""Which role may do what to which table: one table of data, applied after every migration and clone, checked by
`laksa check`. A table that is missing here is an error: forgetting it must be loud.

Roles get USAGE on schemas, never CREATE; they own nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from tenants.jobs import COLUMNS as JOB_COLUMNS
from tenants.ledger.recording import COLUMNS as LEDGER_COLUMNS
from tenants.ledger.recording import WITNESSED
from tenants.seats import CROSSING, PUBLIC, role_name
from tenants.sql import execute

READ = frozenset({"SELECT"})
APPEND = frozenset({"SELECT", "INSERT"})
WRITE = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

# Tables of the apps that exist in every city and in `public` as well, because the province signs in too.
_BOTH: dict[str, frozenset[str]] = {
    "django_migrations": READ,
    "django_content_type": READ,
    "auth_permission": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "django_session": WRITE,
    # Always empty, because direct foreign-key models are used instead; guardian's helpers look there all the same.
    "guardian_userobjectpermission": READ,
    "guardian_groupobjectpermission": READ,
    "account_emailaddress": WRITE,
    "account_emailconfirmation": WRITE,
    "mfa_authenticator": WRITE,
    "accounts_user": WRITE,
    "accounts_user_groups": WRITE,
    "accounts_user_user_permissions": WRITE,
    "accounts_invitation": WRITE,
    "accounts_rolegrant": WRITE,
    "audit_entry": APPEND,
    "audit_streamend": APPEND | {"UPDATE (seq)", "UPDATE (hash)"},
    "common_idempotencykey": WRITE,
    "common_hashkey": frozenset(),  # the owner's and, in `public`, the gate's
}

# What a city's role may do in its own schema.
CITY_TABLES: dict[str, frozenset[str]] = {
    **_BOTH,
    "catalogue_unit": WRITE,
    "catalogue_unituserobjectpermission": WRITE,
    "catalogue_category": WRITE,
    "catalogue_rejectionreason": WRITE,
    "catalogue_citysettings": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "reports_counter": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "reports_report": frozenset({"SELECT", "INSERT", "UPDATE"}),
    # A day's public tables stand as they are until the next day's take their place.
    "reports_publishedday": frozenset({"SELECT", "INSERT", "DELETE"}),
    "reports_identity": WRITE,
    "reports_attachment": WRITE,
    # Words can be erased for good (`casework.actions.anonymise`), never rewritten: history vouches for them.
    "reports_message": APPEND | {"UPDATE (text)", "UPDATE (salt)"},
    "reports_followup": APPEND | {"UPDATE (text)", "UPDATE (salt)"},
    "reports_support": frozenset({"SELECT", "INSERT", "DELETE"}),
    "routing_dispatch": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "routing_note": APPEND | {"UPDATE (text)", "UPDATE (salt)"},
    "deadlines_deadline": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "deadlines_localdayoff": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "deadlines_recalculation": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "deadlines_escalation": APPEND | {"UPDATE (notified_at)"},
    "notifications_notice": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "notifications_mail": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "notifications_mailtext": WRITE,
    "notifications_badaddress": WRITE,
    "notifications_digest": frozenset({"SELECT", "INSERT", "DELETE"}),
}


def _inserts(*columns: str) -> frozenset[str]:
    """The right to add rows, naming only these columns."""
    return frozenset(f"INSERT ({column})" for column in columns)


# What each kind of role may do in `public`. A city may append to the ledger and enqueue jobs; row policies keep it to
# its own rows there.
PUBLIC_TABLES: dict[str, dict[str, frozenset[str]]] = {
    "gate": {
        "tenants_tenant": READ,
        "tenants_domain": READ,
        # What `/readyz` looks at.
        "django_migrations": READ,
        "tenants_workersign": READ,
        "common_hashkey": READ,  # four bytes that tell which key, and nothing about it (core.common.data_keys)
    },
    "city": {
        "tenants_tenant": READ,
        "tenants_domain": READ,
        "tenants_attempt": frozenset(),  # only by the functions beside it
        "tenants_hold": READ,
        "areas_area": READ,
        "areas_boundary": READ,
        "areas_boundaryimport": READ,
        "law_holiday": READ,
        "law_calendaryear": READ,
        "law_deadlinerule": READ,
        "law_escalationstep": READ,
        "django_tasks_database_dbtaskresult": _inserts(*JOB_COLUMNS),
        "ledger_entry": frozenset({f"INSERT ({column})" for column in LEDGER_COLUMNS}),
        "ledger_witness": _inserts(*WITNESSED),
        # Row policies keep a city to what concerns it.
        "supervision_requestkind": READ,
        "supervision_request": READ | {"UPDATE (seen_at)"},
        "supervision_reply": READ | _inserts("request_id", "from_city", "text", "author_label"),
        "supervision_statement": READ
        | _inserts("measure", "period", "text", "author_label")
        | {"UPDATE (withdrawn_at)"},
    },
    "province": {
        **_BOTH,
        "tenants_tenant": READ,
        "tenants_domain": READ,
        "tenants_hold": READ,
        "areas_area": READ,
        "areas_boundary": READ,
        "areas_boundaryimport": READ,
        "law_holiday": WRITE,
        "law_calendaryear": WRITE,
        "law_deadlinerule": WRITE,
        "law_escalationstep": WRITE,
        "ledger_entry": READ,
        "ledger_fact": READ,
        "ledger_step": READ,
        "tenants_taskpath": READ,
        "ledger_witness": READ | _inserts(*WITNESSED),
        "supervision_requestkind": WRITE,
        "supervision_request": frozenset({"SELECT", "INSERT", "UPDATE"}),
        "supervision_reply": APPEND,
        "supervision_statement": READ,
        "supervision_case": frozenset({"SELECT", "INSERT", "UPDATE"}),
        "supervision_caseuserobjectpermission": WRITE,
        "supervision_reading": APPEND,
        # A seal is written once; nothing of it but when it was mailed may be filled in later.
        "oversight_seal": frozenset({"SELECT", "INSERT", "UPDATE (mailed_at)"}),
        "oversight_integritycheck": APPEND,
        # A day's public tables stand as they are until the next day's take their place.
        "oversight_publishedday": frozenset({"SELECT", "INSERT", "DELETE"}),
        # The tallies are folded from deltas that only the ledger's trigger appends.
        "oversight_delta": frozenset({"SELECT", "DELETE"}),
        "oversight_tally": WRITE,
        "oversight_dueday": WRITE,
        "oversight_workday": WRITE,
        "oversight_mark": frozenset({"SELECT", "UPDATE"}),
        "django_tasks_database_dbtaskresult": _inserts(*JOB_COLUMNS),
    },
    "worker": {
        "tenants_tenant": READ,
        "tenants_domain": READ,
        "django_tasks_database_dbtaskresult": frozenset({"SELECT", "UPDATE", "DELETE"})
        | _inserts("id", "task_path", "args_kwargs", "priority"),
        "tenants_workersign": WRITE,
    },
}
FIXED_ROLES = ("gate", "province", "worker")


@dataclass(frozen=True, order=True)
class Grant:
    """One privilege of one role; an empty table stands for the schema itself."""

    schema: str
    table: str
    role: str
    privilege: str


def wanted_for_role(schema: str, suffix: str, tables: dict[str, frozenset[str]]) -> set[Grant]:
    role = role_name(suffix)
    on_tables = {
        Grant(schema, table, role, privilege) for table, privileges in tables.items() for privilege in privileges
    }
    return on_tables | {Grant(schema, "", role, "USAGE")}


def wanted_for_city(schema: str) -> set[Grant]:
    """Every grant one city's role must have: its own schema and its share of `public`."""
    return wanted_for_role(schema, schema, CITY_TABLES) | wanted_for_role(PUBLIC, schema, PUBLIC_TABLES["city"])


def wanted_for_fixed_role(suffix: str) -> set[Grant]:
    """Every grant of gate, province or worker; they live in `public`."""
    return wanted_for_role(PUBLIC, suffix, PUBLIC_TABLES[suffix])


def apply_fixed_roles() -> None:
    """Give gate, province and worker exactly what the table says, in `public`, and the crossing's login nothing of its
    own. Owner only; safe to repeat."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    # A temporary table stays with the connection and is found before the city's own table of that name.
    execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC")
    for suffix in FIXED_ROLES:
        _apply(suffix, wanted_for_fixed_role(suffix))
    _apply(CROSSING, set())


def apply_city(schema: str) -> None:
    """Give a city's role exactly what the table says. Owner only; safe to repeat."""
    _apply(schema, wanted_for_city(schema))


def _apply(suffix: str, wanted: set[Grant]) -> None:
    """Take what is too much, wherever it is, then give everything wanted: taking a right on a table takes the rights
    on its columns too. Nothing is said when nothing differs."""
    held = actual([suffix])[suffix]
    if held != wanted:
        execute(";\n".join(_statements("REVOKE", "FROM", held - wanted) + _statements("GRANT", "TO", wanted)))


def _statements(verb: str, preposition: str, grants: set[Grant]) -> list[str]:
    quote = connection.ops.quote_name
    by_target: dict[tuple[str, str, str], list[str]] = {}
    for grant in sorted(grants):
        by_target.setdefault((grant.schema, grant.table, grant.role), []).append(grant.privilege)
    return [
        f"{verb} {', '.join(privileges)} ON {_target(schema, table)} {preposition} {quote(role)}"
        for (schema, table, role), privileges in by_target.items()
    ]


def _target(schema: str, table: str) -> str:
    quote = connection.ops.quote_name
    return f"{quote(schema)}.{quote(table)}" if table else f"SCHEMA {quote(schema)}"


_HELD = """
SELECT n.nspname, c.relname, r.rolname, a.privilege_type
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
 WHERE r.rolname = ANY(%(roles)s)
UNION ALL
SELECT n.nspname, c.relname, r.rolname, a.privilege_type || ' (' || t.attname || ')'
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
 WHERE t.attacl IS NOT NULL AND r.rolname = ANY(%(roles)s)
UNION ALL
SELECT n.nspname, '', r.rolname, a.privilege_type
  FROM pg_namespace n
  CROSS JOIN LATERAL aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee
 WHERE r.rolname = ANY(%(roles)s)
"""


def actual(suffixes: Iterable[str]) -> dict[str, set[Grant]]:
    """The grants these roles really hold on schemas, tables and columns, in every schema, by the role's suffix."""
    by_role: dict[str, set[Grant]] = {role_name(suffix): set() for suffix in suffixes}
    for grant in (Grant(*row) for row in execute(_HELD, {"roles": list(by_role)})):
        by_role[grant.role].add(grant)
    return {suffix: by_role[role_name(suffix)] for suffix in suffixes}


def tables_without_a_rule(schema: str) -> list[str]:
    """Tables of a schema that the grants table does not mention at all."""
    known = set(CITY_TABLES) if schema != PUBLIC else {table for role in PUBLIC_TABLES.values() for table in role}
    found = execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
        [connection.ops.quote_name(schema)],
    )
    return [table for (table,) in found if table not in known]
