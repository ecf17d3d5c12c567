"""The Chromium that browser tests drive: the system's, else the one Playwright installed.

As a program (`make chromium`): install one where there is none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No calls home, no graphics card; nothing but our own server is talked to.
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MISSING = "The browser tests need Chromium, and none could be installed. Install the package `chromium`."


def executable(playwright: Playwright) -> str | None:
    """Where Chromium is, or None."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window. Its sandbox does not work for root."""
    path = executable(playwright)
    if path is None:
        raise RuntimeError("Browser tests need Chromium: run `make chromium`, or install the package `chromium`.")
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=path, args=arguments)


def _install() -> None:
    """Debian's package as root, else Playwright's own build in the user's cache."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"], check=False)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    with sync_playwright() as playwright:
        if executable(playwright) is None:
            _install()
        path = executable(playwright)
    if path is None:
        print(_MISSING)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
