"""The Chromium that browser tests drive: the system's, else the one Playwright installed."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

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


def system_chromium() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window. Its sandbox does not work for root."""
    executable = system_chromium() or playwright.chromium.executable_path
    if not Path(executable).exists():
        raise RuntimeError("Browser tests need Chromium: run `make chromium`, or install the package chromium.")
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=executable, args=arguments)
