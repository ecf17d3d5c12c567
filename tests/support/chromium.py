"""The Chromium that browser tests drive: the system's, else one that Playwright has installed."""

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
# Where Playwright puts its own (https://playwright.dev/python/docs/browsers); asking its driver needs its driver.
_CACHE = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")


def executable() -> str | None:
    """Where Chromium is, or None."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    own = sorted(_CACHE.glob("chromium-*/chrome-linux*/chrome"))
    return found or (str(own[-1]) if own else None)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window. Its sandbox does not work for root."""
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=executable(), args=arguments)
