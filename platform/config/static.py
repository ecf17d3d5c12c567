"""The static files as the web server sends them: hashed names, compressed copies, one manifest."""

import fcntl
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# A browser for the API's schema that we do not offer; and, as `web` is an application with a folder `static`, what the
# build put there (which is already found under its own name, or is for letters), and what was collected there before.
_LEFT_OUT = tuple(part for name in ("redoc", "build", "letter-fonts", "collected*") for part in ("--ignore", name))


def _sources() -> Iterator[Path]:
    for folder in settings.STATICFILES_DIRS:
        yield from Path(folder).rglob("*")
    sidecar = importlib.util.find_spec("drf_spectacular_sidecar")
    if sidecar and sidecar.origin:
        yield Path(sidecar.origin)


def is_current() -> bool:
    """Whether the manifest is newer than everything it was made from."""
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if not manifest.exists():
        return False
    made = manifest.stat().st_mtime
    return all(path.stat().st_mtime <= made for path in _sources())


def collect() -> None:
    """Bring STATIC_ROOT up to date. In a process of its own: this one need not load Django's applications."""
    root = Path(settings.STATIC_ROOT)
    if is_current():
        return
    root.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two servers may start at once
        if not is_current():
            command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0", *_LEFT_OUT]
            subprocess.run(command, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"})
