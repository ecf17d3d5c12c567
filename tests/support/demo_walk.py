"""`make demo-check`: the real `make demo` from nothing, its three seats, one report through to the Ombudsman's figure.

A temporary data folder, a free port, plain HTTP as a browser speaks it, second factors by `laksa demo code`. It waits
as long as a slow machine needs, and ends with a sentence and status 1 at the first thing that is not as it should be.
"""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from config.clusters import Cluster, embedded_bin_dir
from tests.support.databases import ROOT_DIR
from tests.support.sites import free_port

CITY, PROVINCE = "kota-tangerang.localhost", "localhost"
PASSWORD = "laksa demo 2026"
_READY = "Laksa is running"
_CSRF = "laksa_csrf"
# Building everything took 2 minutes on two quiet cores; this is for a machine that does much else.
_START_SECONDS = 3600
_STOP_SECONDS = 120
_CODE_SECONDS = 30
DRAFT = {
    "kind": "complaint",
    "category": "pju-padam",
    "description": "Lampu jalan di depan balai warga padam sejak tiga hari.",
    "identity": "anonymous",
    "visibility": "public",
    "area": "36.71.01.1002",
}


class Failed(Exception):
    """Something was not as it should be; the message says what."""


@dataclass
class Seat:
    """Somebody in front of a browser: a host, and the cookies it has set."""

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, place a redirect leads to, and text of the answer."""
        sent = {"Host": f"{self.host}:{self.port}", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        with contextlib.closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
            return answer.status, answer.headers.get("Location") or "", answer.read().decode()

    def open(self, path: str) -> str:
        """A page that must be there, or where it leads; its text."""
        status, place, text = self.ask("GET", path)
        if status in (301, 302) and not place.startswith("/akun/"):
            return self.open(place)
        if status != 200:
            raise Failed(f"http://{self.host}{path} answered {status}: {text[:500]}")
        return text

    def send(self, path: str, **fields: str) -> str:
        """A form with its CSRF token; where its answer leads."""
        self.open(path)
        fields["csrfmiddlewaretoken"] = self.cookies[_CSRF]
        kind = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(fields).encode()
        status, place, text = self.ask("POST", path, body, **{"Content-Type": kind})
        if status not in (302, 303):
            raise Failed(f"The form of http://{self.host}{path} was answered with {status}: {text[:500]}")
        return place

    def call(self, path: str, **body: Any) -> dict[str, Any]:
        """A call of the API."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get(_CSRF, "")}
        status, _place, text = self.ask("POST", f"/api/v1/{path}", json.dumps(body).encode(), **headers)
        if status not in (200, 201):
            raise Failed(f"/api/v1/{path} on {self.host} answered {status}: {text[:500]}")
        return json.loads(text)


@contextlib.contextmanager
def demo(folder: Path, port: int) -> Iterator[dict[str, str]]:
    """`make demo` on an empty data folder; its environment, once it says that it runs. Stopped as Ctrl+C stops it."""
    environment = {**os.environ, "LAKSA_DATA_DIR": str(folder), "LAKSA_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    for name in ("DATABASE_URL", "LAKSA_APP_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL"):
        environment.pop(name, None)
    output = folder / "output"
    with output.open("w") as target:
        command = ["make", "--no-print-directory", "demo"]
        process = subprocess.Popen(
            command, cwd=ROOT_DIR, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        end = time.monotonic() + _START_SECONDS
        while _READY not in output.read_text():
            if process.poll() is not None or time.monotonic() > end:
                raise Failed(f"make demo did not start:\n{output.read_text()[-4000:]}")
            time.sleep(0.5)
        yield environment
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(_STOP_SECONDS)
        Cluster(embedded_bin_dir(), folder / "postgres").stop()  # it ends by itself; the folder is needed until then
    if "Traceback" in output.read_text() or "Stopping." not in output.read_text():
        raise Failed(f"make demo did not end quietly:\n{output.read_text()[-4000:]}")


def code(environment: dict[str, str], username: str) -> str:
    command = [sys.executable, "-m", "config.cli", "demo", "code", username]
    answer = subprocess.run(
        command, cwd=ROOT_DIR / "platform", env=environment, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise Failed(f"laksa demo code {username}: {answer.stderr}")
    return answer.stdout.strip()


def signed_in(seat: Seat, environment: dict[str, str], username: str, home: str) -> Seat:
    """By password and one-time code; where a code has run out on the way, by the next."""
    for _attempt in range(3):
        if "/kode/" not in seat.send("/akun/masuk/", login=username, password=PASSWORD):
            raise Failed(f"{username} is not asked for a second factor.")
        with contextlib.suppress(Failed):
            seat.send("/akun/masuk/kode/", code=code(environment, username))
            seat.open(home)
            return seat
        time.sleep(_CODE_SECONDS)
    raise Failed(f"{username} cannot sign in at {seat.host}.")


def received(seat: Seat) -> int:
    """How many reports of the city the Ombudsman counts."""
    told = json.loads(seat.open("/api/v1/oversight/figures/?period=semua"))
    return next(city["now"]["received"] for city in told["tenants"] if city["tenant"]["code"] == "36.71")


def walk(port: int, environment: dict[str, str]) -> None:
    """Ombudsman, citizen, coordinator, officer, second coordinator, citizen, Ombudsman."""
    ombudsman = signed_in(Seat(port, PROVINCE), environment, "ombudsman", "/ombudsman/")
    before = received(ombudsman)

    citizen = Seat(port, CITY)
    for page in ("/", "/lapor/", "/laporan/", "/peta/", "/lacak/"):
        citizen.open(page)
    filed = citizen.call("reports/", **DRAFT)
    number = filed["number"]

    desk = f"desk/reports/{number}"
    siti = signed_in(Seat(port, CITY), environment, "koordinator", "/petugas/")
    siti.open(f"/petugas/laporan/{number}/")
    siti.call(f"{desk}/verify/", unit="dishub")
    dewi = signed_in(Seat(port, CITY), environment, "petugas", "/petugas/")
    dewi.call(f"{desk}/start/")
    dewi.call(f"{desk}/answer/", text="Lampu sudah diganti dan menyala.")
    joko = signed_in(Seat(port, CITY), environment, "koordinator2", "/petugas/")
    joko.call(f"{desk}/close/")

    tracked = citizen.call("track/", number=number, code=filed["receipt_code"])
    if tracked["status"] != "selesai":
        raise Failed(f"The reporter reads that {number} is {tracked['status']!r}.")
    if received(ombudsman) != before + 1:
        raise Failed(f"The Ombudsman counts {received(ombudsman)} reports after {before} and one more.")


def main() -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background, and handed on
    with tempfile.TemporaryDirectory(prefix="laksa-demo-") as name:
        folder, port, began = Path(name), free_port(), time.monotonic()
        folder.chmod(0o711)  # PostgreSQL's user passes through
        try:
            with demo(folder, port) as environment:
                print(f"make demo: ready after {time.monotonic() - began:.0f} s", flush=True)
                walk(port, environment)
        except Failed as failed:
            print(failed)
            return 1
    print("make demo: from nothing to the Ombudsman's figure, and stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
