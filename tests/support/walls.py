"""`python -m tests.support.walls`: write `tenants/checks/walls.txt` anew, from a database migrated just now.

Needed after a migration that changes a policy, trigger, function, default, CHECK or owner. What changed shows in the
difference to the version before: read it before you commit it.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import databases, servers

NAME = "laksawalls"


def write() -> None:
    """Inside the owner's process: the list of what the database has."""
    from tenants.checks import walls
    from tenants.seats import PUBLIC

    standing = {walls.neutral(wall) for wall in walls.found([PUBLIC, "t3671"])}
    walls.LIST.write_text("".join(f"{wall}\n" for wall in sorted(standing)), "utf-8")


def main() -> None:
    with (
        servers.running(servers.chosen()) as server,
        tempfile.TemporaryDirectory() as folder,
        databases.built(server.owner_dsn, NAME, Path(folder)),
    ):
        variables = databases.environment(server.owner_dsn, NAME, Path(folder)) | {"LAKSA_DATABASE_LOGIN": "owner"}
        program = "import django; django.setup(); from tests.support import walls; walls.write()"
        subprocess.run([sys.executable, "-c", program], env=databases.command_environment(variables), check=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
