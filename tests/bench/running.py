"""An installation of the bench's own, its web server, and what they use."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path

from config import bootstrap
from tests.bench import weights

_START_SECONDS = 60


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def installation() -> Iterator[Path]:
    """A folder of our own with an embedded server running on it, logged in as the owner; all of it temporary."""
    folder = Path(tempfile.mkdtemp(prefix="laksa-bench-"))
    folder.chmod(0o711)  # PostgreSQL's user passes through
    for name in ("DATABASE_URL", "LAKSA_APP_DATABASE_URL", "LAKSA_STATIC_ROOT"):
        os.environ.pop(name, None)
    os.environ["LAKSA_DATA_DIR"] = str(folder)
    try:
        with bootstrap.environment("owner"):
            import django

            django.setup()
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def app_environment() -> dict[str, str]:
    """As the demo's children: nothing of the owner's."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**environment, "LAKSA_DATABASE_LOGIN": "app"}


def run_as_app(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=app_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@contextlib.contextmanager
def serving(port: int, log: Path) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "config.cli", "serve"]
    with log.open("w") as messages:
        server = subprocess.Popen(command, env=app_environment(), stdout=messages, stderr=messages)
    try:
        _wait_for(lambda: weights.fetch(port, "localhost", "/healthz"))
        yield server
    finally:
        server.terminate()
        server.wait(20)


@contextlib.contextmanager
def serving_yardstick(port: int, log: Path) -> Iterator[subprocess.Popen]:
    """The bare server that budgets are multiples of (`tests.bench.yardstick`), with the owner's login."""
    command = [sys.executable, "-m", "tests.bench.yardstick", str(port)]
    with log.open("w") as messages:
        server = subprocess.Popen(command, stdout=messages, stderr=messages)
    try:
        _wait_for(lambda: socket.create_connection(("127.0.0.1", port), timeout=5).close())
        yield server
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(answer: Callable[[], object]) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            answer()
            return
        except (OSError, SystemExit, urllib.error.URLError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def fetch(port: int, host: str, path: str, headers: dict[str, str]) -> bytes:
    """A page that must be there, compressed as a browser gets it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        wanted = {"Host": f"{host}:{port}", "Accept": "text/html", "Accept-Encoding": "gzip", **headers}
        connection.request("GET", path, headers=wanted)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"GET {path}: {response.status} {response.getheader('Location')}")
        return body
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
