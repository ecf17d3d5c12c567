"""What the tests need of the machine besides Python: Debian's packages. `make test` begins with it.

As root on Debian they are installed where they are missing; anybody else is told which. Whatever is still missing
fails the tests that need it, each with its sentence, and no other.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tests.support import chromium

_SBIN = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# The driver that comes with Playwright is linked to libatomic, which Debian's Chromium does not bring.
NEEDED: dict[str, Callable[[], bool]] = {
    "chromium": lambda: chromium.executable() is not None,
    "libatomic1": lambda: _loads("libatomic.so.1"),
    "pgbouncer": lambda: shutil.which("pgbouncer", path=_SBIN) is not None,
}


def missing() -> list[str]:
    """The packages that are not there."""
    return [name for name, is_there in NEEDED.items() if not is_there()]


def sentence(packages: list[str]) -> str:
    """What to do about it."""
    names = " ".join(packages)
    return (
        f"Tests that need {', '.join(packages)} will fail here; all others run. "
        f"To have them, as root: apt-get install --no-install-recommends {names}"
    )


def install(packages: list[str]) -> None:
    """By apt, in silence; what does not work is seen in what is still missing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "--quiet", *command], env=environment, capture_output=True, check=False)


def main() -> int:
    """Always 0: the suite runs with what there is."""
    found = missing()
    if found and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(found)} …", flush=True)
        install(found)
        found = missing()
    if found:
        print(sentence(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
