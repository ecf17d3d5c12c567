"""Which PostgreSQL server a test session runs on, and its start and stop.

`LAKSA_TEST_POSTGRES` chooses: `embedded` (the wheel's), `system` (the newest >= 15 installed on this machine), `given`
(the one DATABASE_URL names, whose user may create roles and databases). Without it: `given` when DATABASE_URL is set,
else `embedded`.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from config import clusters

# What the servers of all test processes need of a folder in memory, with room to spare.
ENOUGH_MEMORY = 6 * 2**30
OLDEST_VERSION = 15
# For servers whose data are thrown away: nothing is made safe against a power cut.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
}


def system_bin_dir() -> Path | None:
    """The binaries of the newest PostgreSQL >= 15 installed on this machine, or None."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip()))
    versions = {
        folder: clusters.version_of(folder)
        for folder in folders
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists()
    }
    fitting = {folder: version for folder, version in versions.items() if clusters.major(version) >= OLDEST_VERSION}
    return max(fitting, key=lambda folder: _numbers(fitting[folder]), default=None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True)
class Server:
    """A running server: how its owner logs in (to any database there), and its name for people."""

    owner_dsn: str
    label: str


def chosen() -> str:
    default = "given" if os.environ.get("DATABASE_URL") else "embedded"
    return os.environ.get("LAKSA_TEST_POSTGRES") or default


def label(kind: str) -> str | None:
    """The server's name for people; None where this machine has no such server."""
    if kind == "embedded":
        return f"embedded PostgreSQL {clusters.version_of(clusters.embedded_bin_dir())}"
    if kind == "system":
        folder = system_bin_dir()
        return folder and f"system PostgreSQL {clusters.version_of(folder)} ({folder})"
    if not os.environ.get("DATABASE_URL"):
        return None
    with contextlib.closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        return f"PostgreSQL {connection.get_parameter_status('server_version')} named by DATABASE_URL"


@contextlib.contextmanager
def running(kind: str) -> Iterator[Server]:
    """The chosen server inside the block; one we started lives in a temporary folder and leaves nothing behind."""
    name = label(kind)
    if name is None:
        raise clusters.ClusterError(f"LAKSA_TEST_POSTGRES is {kind}, but there is no such PostgreSQL >= 15.")
    if kind == "given":
        yield Server(os.environ["DATABASE_URL"], name)
        return
    bin_dir = clusters.embedded_bin_dir() if kind == "embedded" else system_bin_dir()
    folder = Path(tempfile.mkdtemp(prefix="laksa-test-", dir=_memory_folder()))
    folder.chmod(0o711)  # the server's user passes through
    try:
        cluster = clusters.Cluster(bin_dir, folder / "pg", THROWAWAY)
        with cluster.in_use():
            cluster.ensure_database("postgres", clusters.OWNER)
            _ask_for_passwords(cluster)
            yield Server(cluster.dsn("postgres", clusters.OWNER), name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory_folder() -> Path | None:
    """A folder in memory, where a database is copied ten times as fast as on a disk; None where there is too little of
    it for a server of each test process, or TMPDIR asks for another place."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return None
    return memory if shutil.disk_usage(memory).free >= ENOUGH_MEMORY else None


def _ask_for_passwords(cluster: clusters.Cluster) -> None:
    """Everybody but the owner (and the server's own superuser) shows a password, as on a real server."""
    rules = (f"local all {clusters.SUPERUSER},{clusters.OWNER} trust", "local all all scram-sha-256")
    (cluster.data_dir / "data" / "pg_hba.conf").write_text("\n".join(rules) + "\n")
    connection = psycopg2.connect(cluster.dsn("postgres", clusters.SUPERUSER))
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT pg_reload_conf()")
