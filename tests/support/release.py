"""`make release`: keep what this release makes, so that later ones are tried on it.

A database is made by the release's own migrations, on the oldest PostgreSQL there is here, lived in by the cast of
the tests, and backed up by its own `laksa backup`; the folder lies packed in `tests/releases/<version>.tar.xz`. From
then on every later state of the code restores it, migrates it and walks through it
(`tests/deploy/test_releases.py`).

Run it once, when the version is given out. Until then its first migrations may still be edited: run it again then.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

from config import clusters
from tests.support import databases, servers

RELEASES = databases.ROOT_DIR / "tests" / "releases"
# The database, and the prefix of its roles, which a restored installation keeps.
NAME = "laksarelease"
# Number and receipt code of one report, for the walk.
WALK = "walk.json"


def live() -> None:
    """Inside a process of the installation: its days of work, and what a worker does after them."""
    from config import worker
    from tests.support import cast, lived_in

    everybody = cast.make()
    lived_in.live(everybody)
    filed = everybody.tangerang.file("answered", photos=1)
    worker.tick()
    worker.run_all()
    sys.stdout.write(json.dumps({"number": filed.number, "code": filed.code}))


def keep(packed: Path) -> None:
    """Make the file of this release anew."""
    with (
        servers.running("system") as server,
        tempfile.TemporaryDirectory() as data,
        tempfile.TemporaryDirectory() as folder,
        databases.built(server.owner_dsn, NAME, Path(data)),
    ):
        database = databases.FreshDatabase(NAME, databases.environment(server.owner_dsn, NAME, Path(data)))
        program = "import django; django.setup(); from tests.support import release; release.live()"
        variables = databases.command_environment(database.variables | {"LAKSA_DATABASE_LOGIN": "app"})
        walk = subprocess.run(
            [sys.executable, "-c", program], env=variables, stdout=subprocess.PIPE, text=True, check=True
        )
        answer = database.laksa("backup", folder)
        if answer.returncode:
            raise SystemExit(answer.stderr)
        Path(folder, WALK).write_text(walk.stdout.splitlines()[-1] + "\n", "utf-8")
        packed.parent.mkdir(exist_ok=True)
        with tarfile.open(packed, "w:xz") as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.add(file, arcname=file.name)


def unpack(packed: Path, folder: Path) -> None:
    """The backup of a release, as `laksa restore` takes it."""
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")


def main() -> None:
    bin_dir = servers.system_bin_dir()
    if bin_dir is None or clusters.major(clusters.version_of(bin_dir)) != servers.OLDEST_VERSION:
        raise SystemExit(f"This needs PostgreSQL {servers.OLDEST_VERSION} on the machine: newer ones read its dumps.")
    packed = RELEASES / f"{version('laksa')}.tar.xz"
    keep(packed)
    sys.stdout.write(f"{packed.relative_to(databases.ROOT_DIR)}: {packed.stat().st_size // 1024} KiB\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
