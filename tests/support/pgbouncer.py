"""A real PgBouncer in transaction mode before the session's server, set up as the runbook says."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from psycopg2.extensions import make_dsn, parse_dsn

from config import clusters
from tests.support import machine
from tests.support.databases import ROOT_DIR, owner_cursor

RUNBOOK = ROOT_DIR / "deploy" / "runbooks" / "connections.md"
_START_SECONDS = 20
_LOGIN, _PASSWORD = "pgbouncer", "a-password-of-the-tests"


def executable() -> str | None:
    return shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]))


def _blocks() -> list[str]:
    """What the runbook shows: the administrator's SQL and PgBouncer's own file."""
    return re.findall(r"^```\n(.*?)^```", RUNBOOK.read_text(), re.M | re.S)


@contextlib.contextmanager
def pooling(owner_dsn: str, prefix: str) -> Iterator[str]:
    """PgBouncer before the owner's database, on a loopback port; gives LAKSA_APP_DATABASE_URL."""
    program = executable()
    if program is None:
        raise RuntimeError(machine.sentence(["pgbouncer"]))
    place = parse_dsn(owner_dsn)
    sql, file = _blocks()
    administrator = make_dsn(**{**place, "user": clusters.SUPERUSER})
    with owner_cursor(administrator) as cursor:
        cursor.execute("DROP ROLE IF EXISTS pgbouncer")
        sql = (
            sql.replace("…", _PASSWORD)
            .replace("laksa\\_", f"{prefix}\\_")
            .replace("DATABASE laksa", f'DATABASE "{place["dbname"]}"')
        )
        cursor.execute(sql)
    port = _free_port()
    try:
        with _folder() as folder, _run(program, _configured(file, place, port, folder), folder):
            _wait(port, folder)
            yield make_dsn(host="127.0.0.1", port=port, dbname=place["dbname"])
    finally:
        with owner_cursor(administrator) as cursor:
            cursor.execute("DROP OWNED BY pgbouncer; DROP FUNCTION public.pgbouncer_login(text); DROP ROLE pgbouncer")


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder of the user who runs it: as root it becomes the one who runs PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="laksa-pooler-"))
    if user := clusters.server_user():
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configured(file: str, place: dict[str, str], port: int, folder: Path) -> Path:
    """The runbook's file with the places of the tests in it; few server connections, so that they are shared."""
    (folder / "userlist.txt").write_text(f'"{_LOGIN}" "{_PASSWORD}"\n')
    file = re.sub(
        r"^laksa = .*$", f"{place['dbname']} = host={place['host']} port={place.get('port', 5432)}", file, flags=re.M
    )
    file = file.replace("/etc/pgbouncer/userlist.txt", str(folder / "userlist.txt"))
    file = file.replace("default_pool_size = 4", "default_pool_size = 2")
    file += f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nlogfile = {folder / 'pgbouncer.log'}\n"
    if user := clusters.server_user():
        file += f"user = {user.pw_name}\n"
    target = folder / "pgbouncer.ini"
    target.write_text(file)
    return target


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def _run(program: str, configuration: Path, folder: Path) -> Iterator[None]:
    with (folder / "pgbouncer.out").open("w") as out:
        process = subprocess.Popen([program, str(configuration)], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, folder: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"PgBouncer did not start:\n{(folder / 'pgbouncer.out').read_text()}")
