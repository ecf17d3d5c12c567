"""A real PgBouncer in transaction mode before the session's server, set up as the runbook says.

As a program (`make pgbouncer`): install one where there is none.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from psycopg2.extensions import make_dsn, parse_dsn

from config import clusters
from tests.support.databases import ROOT_DIR, owner_cursor

RUNBOOK = ROOT_DIR / "deploy" / "runbooks" / "connections.md"
_MISSING = "The test of the pooler needs PgBouncer: run `make pgbouncer`, or install the package `pgbouncer`."
_START_SECONDS = 20
_LOGIN, _PASSWORD = "pgbouncer", "a-password-of-the-tests"


def executable() -> str | None:
    return shutil.which(
        "pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    )


def _blocks() -> list[str]:
    """What the runbook shows: the administrator's SQL and PgBouncer's own file."""
    return re.findall(r"^```\n(.*?)^```", RUNBOOK.read_text(), re.M | re.S)


@contextlib.contextmanager
def pooling(owner_dsn: str, prefix: str, folder: Path) -> Iterator[str]:
    """PgBouncer before the owner's database, on a loopback port; gives LAKSA_APP_DATABASE_URL."""
    program = executable()
    if program is None:
        raise RuntimeError(_MISSING)
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
    with _run(program, _configured(file, place, port, folder), folder):
        _wait(port)
        try:
            yield make_dsn(host="127.0.0.1", port=port, dbname=place["dbname"])
        finally:
            with owner_cursor(administrator) as cursor:
                cursor.execute("DROP OWNED BY pgbouncer; DROP FUNCTION public.pgbouncer_login(text)")


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
        for path in (folder, folder / "userlist.txt"):
            os.chown(path, user.pw_uid, user.pw_gid)
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


def _wait(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("PgBouncer did not start.")


def version() -> str:
    answer = subprocess.run([executable() or "pgbouncer", "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()[0]


def main() -> int:
    if executable() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "pgbouncer"], check=False)
    if executable() is None:
        print(_MISSING)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
