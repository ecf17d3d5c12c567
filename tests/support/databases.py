"""Databases of the tests: one a worker process, built once; clones of it for tests that must commit."""

import base64
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn, parse_dsn

ROOT_DIR = Path(__file__).resolve().parent.parent.parent


def environment(server_dsn: str, name: str, data_dir: Path, *, prefix: str | None = None) -> dict[str, str]:
    """The variables of an installation on the database `name`. Its roles carry `prefix`, by default the name."""
    prefix = prefix or name
    return {
        "DATABASE_URL": make_dsn(server_dsn, dbname=name),
        "LAKSA_APP_DATABASE_URL": make_dsn(**_place(server_dsn), dbname=name),
        "LAKSA_DATABASE_KEY": base64.b64encode(b"the database key of the tests, .").decode(),
        "LAKSA_ROLE_PREFIX": prefix,
        # Tests may run beside much else, and some hold a transaction for as long as they last.
        "LAKSA_PATIENCE": "30",
        "LAKSA_SECRET_KEY": "a-secret-of-the-tests-that-opens-nothing-elsewhere",
        "LAKSA_DATA_KEYS": base64.b64encode(b"the data key of the tests, 32 b.").decode(),
        "LAKSA_DATA_DIR": str(data_dir),
        "LAKSA_PUBLIC_SCHEME": "http",
        "LAKSA_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def _place(dsn: str) -> dict[str, str]:
    """Where a server is, without who logs in there."""
    return {name: value for name, value in parse_dsn(dsn).items() if name not in ("user", "password", "dbname")}


def command_environment(values: dict[str, str]) -> dict[str, str]:
    """The environment of a subprocess that must find our packages and these variables."""
    given = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    path = os.pathsep.join([str(ROOT_DIR), str(ROOT_DIR / "platform"), *given])
    return {**os.environ, **values, "PYTHONPATH": path}


@contextlib.contextmanager
def owner_cursor(dsn: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the owner outside any transaction."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


@contextlib.contextmanager
def built(server_dsn: str, name: str, data_dir: Path) -> Iterator[None]:
    """A migrated database with the tenants everybody knows: Kota Tangerang (t3671) and Kabupaten Lebak (t3602)."""
    drop(server_dsn, name)
    drop_roles(server_dsn, roles(server_dsn, name))
    with owner_cursor(server_dsn) as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    variables = environment(server_dsn, name, data_dir) | {"LAKSA_DATABASE_LOGIN": "owner"}
    script = [sys.executable, str(Path(__file__).with_name("build_database.py"))]
    answer = subprocess.run(script, env=command_environment(variables), capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"The test database could not be built:\n{answer.stdout}\n{answer.stderr}")
    try:
        yield
    finally:
        drop(server_dsn, name)
        drop_roles(server_dsn, roles(server_dsn, name))


@contextlib.contextmanager
def cloned(server_dsn: str, template: str, name: str) -> Iterator[None]:
    """A copy of a database nobody is connected to; dropped afterwards with the roles that came while it existed."""
    before = roles(server_dsn, template)
    with owner_cursor(server_dsn) as cursor:
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        cursor.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))
        _take_over(cursor, template, name)
    try:
        yield
    finally:
        drop(server_dsn, name)
        drop_roles(server_dsn, roles(server_dsn, template) - before)


def _take_over(cursor: psycopg2.extensions.cursor, template: str, name: str) -> None:
    """What belongs to a database and is not copied with it: who may connect, and what each login begins with there."""
    database = sql.Identifier(name)
    cursor.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute(
        "SELECT r.rolname, s.setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
        " JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = %s",
        [template],
    )
    for role, settings in cursor.fetchall():
        names = {"role": sql.Identifier(role), "database": database}
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(**names))
        for setting in settings:
            key, value = setting.split("=", 1)
            values = (
                [sql.Identifier(part) for part in value.split(", ")] if key == "search_path" else [sql.Literal(value)]
            )
            names |= {"key": sql.Identifier(key), "value": sql.SQL(", ").join(values)}
            cursor.execute(sql.SQL("ALTER ROLE {role} IN DATABASE {database} SET {key} = {value}").format(**names))


def drop(server_dsn: str, name: str) -> None:
    """Drop the database. The owner may not end the sessions of other logins; those get five seconds to leave."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with owner_cursor(server_dsn) as cursor:
        try:
            cursor.execute(statement + sql.SQL(" WITH (FORCE)"))
        except psycopg2.errors.InsufficientPrivilege:
            cursor.execute(statement)  # waits before it gives up


def roles(server_dsn: str, prefix: str) -> set[str]:
    with owner_cursor(server_dsn) as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{prefix}_"])
        return {name for (name,) in cursor}


def drop_roles(server_dsn: str, names: set[str]) -> None:
    with owner_cursor(server_dsn) as cursor:
        for name in sorted(names):
            cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@dataclass
class FreshDatabase:
    """A database of one test's own, which Django's `default` connection points to; commits are kept until its end."""

    name: str
    variables: dict[str, str]
    _connections: list[Connection] = field(default_factory=list)

    def owner(self) -> Connection:
        """A raw connection of the owner, outside any transaction; closed at the end of the test."""
        connection = psycopg2.connect(self.variables["DATABASE_URL"])
        connection.autocommit = True
        self._connections.append(connection)
        return connection

    def laksa(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the `laksa` command on this database."""
        command = [sys.executable, "-m", "config.cli", *arguments]
        environment = command_environment(self.variables)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
