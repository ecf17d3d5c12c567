"""A real web server (`laksa serve`) for tests that speak HTTP or drive a browser."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.databases import command_environment

_START_SECONDS = 900  # on a machine that does much else


@dataclass(frozen=True)
class Site:
    """Where the server answers. Chromium resolves `*.localhost` itself; other clients use 127.0.0.1 and a Host."""

    port: int
    log: Path

    def url(self, slug: str = "", path: str = "/") -> str:
        """The address of a tenant's page by its slug ("kota-tangerang"), of the province's without."""
        return f"http://{self.host(slug)}{path}"

    def host(self, slug: str = "") -> str:
        return f"{slug}.localhost:{self.port}" if slug else f"localhost:{self.port}"

    def request(
        self,
        method: str,
        slug: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 120,
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request outside a browser: status, headers and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Host": self.host(slug), **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def serving(variables: dict[str, str], folder: Path) -> Iterator[Site]:
    """`laksa serve` on a free port with these variables; what it says goes to `folder/serve.log`."""
    site = Site(free_port(), folder / "serve.log")
    port = {"LAKSA_HOST": "127.0.0.1", "LAKSA_PORT": str(site.port), "LAKSA_PUBLIC_PORT": str(site.port)}
    with site.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "serve"],
            env=command_environment({**variables, **port}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_answering(site, process)
        yield site
    finally:
        _stop(process)


@contextlib.contextmanager
def working(variables: dict[str, str], folder: Path) -> Iterator[None]:
    """`laksa worker` beside a site; what it says goes to `folder/worker.log`."""
    with (folder / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "worker"],
            env=command_environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_answering(site: Site, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if site.request("GET", "", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The web server did not start:\n{site.log.read_text()}")
