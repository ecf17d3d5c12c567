"""`laksa backup` and `laksa restore`: database and files of an installation in one folder, without its keys.

A backup is whole when its `manifest.json` is there: that is written last. The keys are kept elsewhere, because both
together open every identity; the manifest only says which ones are needed (`core.common.crypto.DataKey.mark`).

The order matters. Photos are stored before the rows that name them and deleted after, so the database is dumped first:
a file may be too much, none is missing. PostgreSQL's roles belong to the whole server and are in no dump: restoring
makes them first, so that the dump's grants find them, and afterwards `laksa migrate` gives what this code wants.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from psycopg2.extensions import make_dsn

from config import clusters, key_rotation
from core.common import crypto
from core.common.models import HashKey
from tenants import holds, migration, roles
from tenants.connection import connection
from tenants.models import Tenant
from tenants.seats import CITY_SCHEMA, PUBLIC, Seat, seated
from tenants.sql import execute

Progress = Callable[[int, int, str], None]
VERSION = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files.tar"
_ERROR_LINES = 10


class BackupError(Exception):
    """A backup cannot be made or used; the message is a sentence for the operator."""


# -- Making one ----------------------------------------------------------------------------------------------------


def backup(folder: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write database and files into a new folder; the manifest. Runs beside the web server and the worker."""
    report = progress or (lambda done, total, what: None)
    _make_private(folder)
    with seated(Seat(PUBLIC, "owner")):
        manifest = _described()
        _dump(folder / DUMP, report)
    manifest["photo_files"] = _pack(folder / FILES, report)
    manifest["sha256"] = {name: _digest(folder / name) for name in (DUMP, FILES)}
    unfinished = folder / f"{MANIFEST}.part"
    unfinished.write_text(json.dumps(manifest, indent=2) + "\n")
    unfinished.rename(folder / MANIFEST)
    return manifest


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Every backup takes a folder of its own.")


def _described() -> dict[str, Any]:
    remembered = HashKey.objects.values_list("mark", flat=True).first()
    return {
        "laksa_backup": VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgresql": connection.pg_version // 10_000,
        "role_prefix": settings.ROLE_PREFIX,
        "cities": list(
            Tenant.objects.exclude(schema_name=PUBLIC).order_by("code").values_list("schema_name", flat=True)
        ),
        "data_keys": sorted(mark.hex() for mark in key_rotation.marks_in_use()),
        "hash_key": bytes(remembered).hex() if remembered else crypto.keyring()[-1].mark.hex(),
    }


def _dump(target: Path, report: Progress) -> None:
    [(tables,)] = execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'"
    )
    arguments = ["--format=custom", "--no-owner", "--verbose", f"--file={target}", f"--dbname={_dsn()}"]
    _run("pg_dump", arguments, "dumping contents of table", tables, report)


def _pack(target: Path, report: Progress) -> int:
    """All files of all tenants in one archive; how many. What housekeeping deletes meanwhile is left out."""
    root = Path(settings.DATA_DIR)
    paths = [path for path in sorted((root / "files").rglob("*")) if path.is_file()]
    packed = 0
    with tarfile.open(target, "w") as archive:
        for done, path in enumerate(paths):
            report(done, len(paths), "files")
            try:
                archive.add(path, arcname=str(path.relative_to(root)), recursive=False)
                packed += 1
            except FileNotFoundError:
                continue
    report(len(paths), len(paths), "files")
    return packed


# -- Using one -----------------------------------------------------------------------------------------------------


def restore(folder: Path, progress: Progress | None = None) -> list[migration.Result]:
    """Fill an empty database and an empty data folder from a backup, then migrate; how each schema fared. Nothing is
    sent from it until it is opened (`tenants.holds`).

    Nothing is touched before everything has been looked at. After a failure in the middle: drop the database, empty
    the data folder's `files`, and begin again.
    """
    report = progress or (lambda done, total, what: None)
    manifest = _read(folder)
    _check_keys(manifest)
    with seated(Seat(PUBLIC, "owner")):
        _check_target(manifest)
        roles.ensure_fixed_logins()
        for schema in manifest["cities"]:
            roles.ensure_seat_login(schema)
        dump = folder / DUMP
        tables = sum(" TABLE DATA " in line for line in _listing(dump))
        arguments = ["--no-owner", "--exit-on-error", "--verbose", f"--dbname={_dsn()}", str(dump)]
        _run("pg_restore", arguments, "processing data for table", tables, report)
    _unpack(folder / FILES, report)
    results = migration.migrate(progress=report)
    with seated(Seat(PUBLIC, "owner")):
        holds.hold(timezone.now())
    return results


def _read(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no whole backup: {MANIFEST} is missing or cannot be read.") from error
    if manifest.get("laksa_backup") != VERSION:
        raise BackupError(f"{folder} was made by another version of Laksa; restore it with that one.")
    for name, digest in manifest["sha256"].items():
        if not (folder / name).exists() or _digest(folder / name) != digest:
            raise BackupError(f"{name} in {folder} is missing or not what was written: the backup is damaged.")
    return manifest


def _check_keys(manifest: dict[str, Any]) -> None:
    ring = crypto.keyring()
    missing = set(manifest["data_keys"]) - {key.mark.hex() for key in ring}
    if missing:
        raise BackupError(
            f"LAKSA_DATA_KEYS lacks {len(missing)} of the {len(manifest['data_keys'])} keys this backup needs "
            f"(marks {', '.join(sorted(missing))}). Put the installation's keys in place first."
        )
    if manifest["hash_key"] != ring[-1].mark.hex():
        raise BackupError(
            "The last key of LAKSA_DATA_KEYS is not the one this installation's receipt codes are hashed with "
            f"(mark {manifest['hash_key']}). Put that one at the end."
        )


def _check_target(manifest: dict[str, Any]) -> None:
    if manifest["role_prefix"] != settings.ROLE_PREFIX:
        raise BackupError(
            f"The backup's roles begin with {manifest['role_prefix']}_, but LAKSA_ROLE_PREFIX is "
            f"{settings.ROLE_PREFIX}. Set it to {manifest['role_prefix']}."
        )
    [(objects,)] = execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' OR n.nspname ~ %s",
        [CITY_SCHEMA],
    )
    if objects:
        raise BackupError("The database is not empty. Restore into a new one and point DATABASE_URL to it.")
    if any((Path(settings.DATA_DIR) / "files").glob("*")):
        raise BackupError(f"{settings.DATA_DIR}/files is not empty. Restore into a new data folder.")


def _unpack(archive_path: Path, report: Progress) -> None:
    with tarfile.open(archive_path) as archive, _private_modes():
        members = archive.getmembers()
        for done, member in enumerate(members):
            report(done, len(members), "files")
            archive.extract(member, settings.DATA_DIR, filter="data")
        report(len(members), len(members), "files")


@contextmanager
def _private_modes() -> Iterator[None]:
    """What is made inside the block is the owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


# -- PostgreSQL's programs -----------------------------------------------------------------------------------------


def _dsn() -> str:
    """The owner's login without its password, which does not belong into a list of processes."""
    login = connection.settings_dict
    parts = {"dbname": login["NAME"], "user": login["USER"], "host": login["HOST"], "port": login["PORT"]}
    kept = {name: value for name, value in parts.items() if value}
    known = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
    return make_dsn(**kept, **{name: value for name, value in login["OPTIONS"].items() if name in known})


def _program(name: str) -> Path:
    """PostgreSQL's program of the server's own release; a newer one writes what an older server cannot read."""
    release = connection.pg_version // 10_000
    folders = [Path(f"/usr/lib/postgresql/{release}/bin"), Path(f"/usr/pgsql-{release}/bin")]
    if found := shutil.which(name):
        folders.append(Path(found).parent)
    with suppress(clusters.ClusterError):  # not installed beside the product
        folders.append(clusters.embedded_bin_dir())
    for folder in folders:
        if (folder / name).exists() and clusters.major(_version_of(folder / name)) == release:
            return folder / name
    raise BackupError(f"{name} of PostgreSQL {release}, the server's release, was not found. Install its client.")


def _version_of(program: Path) -> str:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[2]


def _listing(dump: Path) -> list[str]:
    answer = subprocess.run(
        [_program("pg_restore"), "--list", dump], capture_output=True, text=True, check=False, env=_environment()
    )
    return answer.stdout.splitlines()


def _environment() -> dict[str, str]:
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}


def _run(name: str, arguments: Iterable[str], sign: str, total: int, report: Progress) -> None:
    """Run a program and count the lines that hold `sign`; its last lines are in the error when it fails."""
    done = 0
    last: list[str] = []
    with subprocess.Popen(
        [_program(name), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
    ) as process:
        for line in process.stderr or ():
            last = [*last, line.rstrip()][-_ERROR_LINES:]
            if sign in line:
                done += 1
                report(min(done, total), total, line.rsplit(" ", 1)[-1].strip().strip('"'))
    if process.returncode:
        raise BackupError(f"{name} failed:\n" + "\n".join(last))
    report(total, total, "tables")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
