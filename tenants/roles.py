"""The cluster's roles: one login for each seat, owning nothing, able to do nothing but what `tenants.grants` says.

Everything here is the owner's, safe to repeat, and mends what has drifted: a login may change its own password and
defaults (PostgreSQL forbids nobody that), so both are set again by every `laksa migrate`. The owner needs CREATEROLE,
not superuser; on PostgreSQL 16 and later it may then alter the roles it made itself.
"""

from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings

from tenants import logins
from tenants.connection import connection
from tenants.grants import FIXED_ROLES
from tenants.seats import CROSSING, PUBLIC, role_name
from tenants.sql import execute

# Attributes no role but the owner's may have, as PostgreSQL's catalogue and its statements call them.
POWERS = {
    "rolsuper": "SUPERUSER",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
    "rolbypassrls": "BYPASSRLS",
}
# The one login of versions that had a single one for all seats.
FORMER_LOGIN = "app"


def defaults(suffix: str) -> dict[str, str]:
    """What a seat's login begins every session with, in this database, as the catalogue keeps it."""
    is_city = suffix not in (*FIXED_ROLES, CROSSING)
    statement, lock, idle = (f"{seconds * settings.PATIENCE}s" for seconds in _TIME_LIMITS.get(suffix, _OF_TENANTS))
    return {
        "search_path": f"{suffix}, {PUBLIC}" if is_city else PUBLIC,
        "TimeZone": "UTC",
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": idle,
    }


# Seconds a statement may take, wait for a lock, and a transaction may stand idle.
_OF_TENANTS = (20, 4, 30)
_TIME_LIMITS = {"gate": (5, 2, 10), "worker": (300, 4, 300)}


@dataclass(frozen=True)
class Role:
    """A login as PostgreSQL has it: its attributes, what it may become, and how its sessions begin."""

    name: str
    can_log_in: bool
    inherits: bool
    powers: frozenset[str]
    member_of: frozenset[str]
    defaults: dict[str, str]  # in this database
    defaults_anywhere: dict[str, str]  # in every database of the server
    may_connect: bool


_ROLES = """
SELECT r.rolname, r.rolcanlogin, r.rolinherit, {powers},
       ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
              WHERE m.member = r.oid{settable}),
       coalesce((SELECT setconfig FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = d.oid), '{{}}'),
       coalesce((SELECT setconfig FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = 0), '{{}}'),
       EXISTS (SELECT 1 FROM aclexplode(d.datacl) a WHERE a.grantee = r.oid AND a.privilege_type = 'CONNECT')
  FROM pg_roles r, pg_database d
 WHERE d.datname = current_database() AND r.rolname = ANY(%s)
"""


def found(names: list[str]) -> dict[str, Role]:
    """Those of these roles that there are, by name."""
    # From PostgreSQL 16 on a membership says whether SET ROLE may use it; the role's maker is a member without.
    settable = " AND m.set_option" if connection.pg_version >= 160_000 else ""
    sql = _ROLES.format(powers=", ".join(f"r.{power}" for power in POWERS), settable=settable)
    return {row[0]: _role(*row) for row in execute(sql, [names])}


def _role(name: str, can_log_in: bool, inherits: bool, *rest: Any) -> Role:
    *powers, member_of, here, anywhere, may_connect = rest
    has = frozenset(power for power, given in zip(POWERS, powers, strict=True) if given)
    return Role(name, can_log_in, inherits, has, frozenset(member_of), _parsed(here), _parsed(anywhere), may_connect)


def _parsed(settings_of_role: list[str]) -> dict[str, str]:
    return dict(setting.split("=", 1) for setting in settings_of_role)


def ensure_fixed_logins() -> None:
    """The logins of gate, province, worker and of `tenants.crossing`, which may become each seat's."""
    _ensure(CROSSING)
    for suffix in FIXED_ROLES:
        ensure_seat_login(suffix)


def ensure_seat_login(suffix: str) -> None:
    """A seat's login with its derived password and its defaults; only the crossing's login may become it."""
    _ensure(suffix)
    role, crossing = role_name(suffix), role_name(CROSSING)
    if role not in found([crossing])[crossing].member_of:
        options = " WITH INHERIT FALSE, SET TRUE" if connection.pg_version >= 160_000 else ""
        execute(f"GRANT {_quoted(role)} TO {_quoted(crossing)}{options}")


def _ensure(suffix: str) -> None:
    name = role_name(suffix)
    there = found([name]).get(name)
    statements = [] if there else [f"CREATE ROLE {_quoted(name)} LOGIN NOINHERIT"]
    if there:
        statements += _mending(there, suffix)
    # Whether the password is still the derived one cannot be seen, so it is set in any case.
    statements.append(f"ALTER ROLE {_quoted(name)} PASSWORD '{logins.verifier(name)}'")
    if not there or not there.may_connect:
        statements.append(f"GRANT CONNECT ON DATABASE {_database()} TO {_quoted(name)}")
    if not there or there.defaults != defaults(suffix):
        statements += _defaults(name, suffix)
    execute(";\n".join(statements))


def _mending(role: Role, suffix: str) -> list[str]:
    name = _quoted(role.name)
    statements = []
    if not role.can_log_in or role.inherits:
        statements.append(f"ALTER ROLE {name} LOGIN NOINHERIT")
    statements += [f"ALTER ROLE {name} NO{POWERS[power]}" for power in sorted(role.powers)]
    if suffix != CROSSING:
        statements += [f"REVOKE {_quoted(group)} FROM {name}" for group in sorted(role.member_of)]
    if role.defaults_anywhere:
        statements.append(f"ALTER ROLE {name} RESET ALL")
    return statements


def _defaults(name: str, suffix: str) -> list[str]:
    of_role = f"ALTER ROLE {_quoted(name)} IN DATABASE {_database()}"
    changes = (
        f"{of_role} SET {setting} = {value if setting == 'search_path' else _literal(value)}"
        for setting, value in defaults(suffix).items()
    )
    return [f"{of_role} RESET ALL", *changes]


class LoginRefused(Exception):
    """The server does not let this login in; the message says which, and the server's reason."""


def try_login(suffix: str) -> None:
    """Log in once where web and worker do, with the derived password. Raises LoginRefused."""
    name, at = role_name(suffix), settings.APP_DATABASE
    parts = {"host": at["HOST"], "port": at["PORT"], "dbname": at["NAME"]}
    try:
        psycopg2.connect(
            user=name, password=logins.password(name), **{part: value for part, value in parts.items() if value}
        ).close()
    except psycopg2.OperationalError as error:
        raise LoginRefused(f"The login {name} is refused: {' '.join(str(error).split()).rstrip('.')}.") from error


def members_of(names: list[str]) -> list[tuple[str, str]]:
    """Who may become which of these roles, superusers aside. The maker of a role counts as the owner."""
    settable = " AND m.set_option" if connection.pg_version >= 160_000 else ""
    return execute(
        "SELECT l.rolname, g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "  # noqa: S608
        f"JOIN pg_roles l ON l.oid = m.member WHERE g.rolname = ANY(%s) AND l.rolname <> current_user{settable} "
        "ORDER BY 1, 2",
        [names],
    )


def retire_former_login() -> None:
    """Drop the login that older versions had for all seats, once nobody is logged in as it. Until then, while an older
    web server runs beside, it keeps its way in."""
    name = role_name(FORMER_LOGIN)
    database, login = _database(), _quoted(name)
    for (is_in_use,) in execute(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = %s) FROM pg_roles WHERE rolname = %s",
        [name, name],
    ):
        if is_in_use:
            execute(f"GRANT CONNECT ON DATABASE {database} TO {login}")
        else:
            execute(f"REVOKE ALL ON DATABASE {database} FROM {login}; DROP ROLE {login}")


def _database() -> str:
    return _quoted(connection.settings_dict["NAME"])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
