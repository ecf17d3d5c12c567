"""The sweep over a city with very many open reports: `python -m tests.bench.sweep SCHEMA`, with the worker's login.

Three runs: few are late, as in real life; every one of them is late, as after a long standstill; nothing is new.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.reports.kinds import State
from tests.bench.processors import used_seconds

# Another city than that of the web's load, whose reports have mostly ended.
CITY = "36.72"
# All of them open, as they stand in a week's work.
OPEN_SHARES = {
    State.SUBMITTED: 10,
    State.NEEDS_INFO: 5,
    State.VERIFIED: 10,
    State.DISPATCHED: 35,
    State.IN_PROGRESS: 30,
    State.ANSWERED: 10,
}
SPAN_DAYS = 6.0
# By then every limit has passed.
LATER = timedelta(days=200)


def measure(reports: int, results: dict[str, Any], run_as_app: Callable[..., str]) -> None:
    """Make the city, as the owner, and let the worker's login sweep it."""
    from config.progress import Bar
    from demo import people
    from tenants import provisioning
    from tenants.models import Tenant
    from tests.bench import loading

    city = Tenant.objects.filter(code=CITY).first() or provisioning.create_tenant(CITY).tenant
    people.seed(city)
    with Bar("open reports") as bar:
        loading.load(city, reports, bar, shares=OPEN_SHARES, span_days=SPAN_DAYS)
    told = json.loads(run_as_app("tests.bench.sweep", city.schema_name))
    results["singles"] |= told["singles"]
    results["notes"].append(told["note"])


def run(schema: str) -> dict[str, Any]:
    """The three runs in the seat of this city."""
    from django.utils import timezone

    from tenants.models import Tenant
    from tenants.seats import gate, seated

    with gate():
        city = Tenant.objects.get(schema_name=schema)
    with seated(city):
        now = timezone.now()
        few, every, none = [_measured(at) for at in (now, now + LATER, now + LATER)]
    return {
        "singles": {
            "sweep_few_s": few.seconds,
            "sweep_all_s": every.seconds,
            "sweep_none_s": none.seconds,
            "sweep_statements": every.statements / every.batches,
        },
        "note": f"sweep: {few.reports} late, then {every.reports}, then {none.reports}; of all, each took "
        f"{every.each(every.seconds):.2f} ms, of which processor {every.each(every.app):.2f} (app) and "
        f"{every.each(every.db):.2f} (db)",
    }


@dataclass(frozen=True)
class Run:
    """What one sweep did and cost, in seconds and statements."""

    reports: int
    batches: int
    statements: int
    seconds: float
    app: float
    db: float

    def each(self, seconds: float) -> float:
        """Milliseconds a report."""
        return seconds / self.reports * 1000


def _measured(at: datetime) -> Run:
    from django.db import connection

    from core.casework.periodic import sweeping

    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    begun, app, db = time.perf_counter(), time.process_time(), used_seconds(backend)
    with connection.execute_wrapper(count):
        tally = sweeping.sweep(at=at)
    if tally.failed:
        raise SystemExit(f"sweep: {tally.failed} reports failed")
    return Run(
        tally.done,
        -(-tally.done // sweeping.BATCH),
        statements,
        time.perf_counter() - begun,
        time.process_time() - app,
        used_seconds(backend) - db,
    )


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(run(sys.argv[1])))


if __name__ == "__main__":
    main()
