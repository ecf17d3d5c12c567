"""The results beside the budgets of the design (section 9): pure, from what was measured to lines of text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The concurrency by which processor time is compared: several connections, none of them waiting long.
COMPARED = 4
# The scenario of the bare server (`tests.bench.yardstick`), and the ms it took where the budgets were set: another
# machine is judged by multiples of its own.
YARDSTICK = "yardstick"
REFERENCE_MS = 4.2


@dataclass(frozen=True)
class Budget:
    """What a request may cost: processor ms (app and database), statements, p95 ms. `peer` is what Signalen needs."""

    cpu: float | None = None
    statements: int | None = None
    p95: float | None = None
    peer: float | None = None
    # Actions in one round of the scenario.
    share: int = 1


BUDGETS: dict[str, Budget] = {
    "create": Budget(cpu=6.5, statements=14, peer=28.8),
    "staff list": Budget(cpu=12, statements=6),
    "staff list (API)": Budget(cpu=8, statements=6, peer=516),
    "staff detail": Budget(cpu=15),
    "staff detail (API)": Budget(cpu=7, peer=31.8),
    "state change": Budget(cpu=8, peer=43.7, share=2),
    "public report": Budget(cpu=3),
    "public report (API)": Budget(cpu=2, peer=2.1),
    "public report, first time": Budget(),
    "public report (API), first time": Budget(),
    "public list": Budget(cpu=6, statements=1),
    "map points": Budget(cpu=5, statements=1, peer=9.7),
    "home": Budget(cpu=4, statements=1),
    "province dashboard": Budget(p95=30),
    "figures of open reports": Budget(cpu=10, peer=638),
}
# One value each: title, unit, budget.
SINGLES: dict[str, tuple[str, str, float]] = {
    "worker_mb": ("memory of a web worker after the load", "MB", 160),
    "create_tenant_s": ("a new tenant (median)", "s", 0.5),
    "sweep_few_s": ("sweep of many open reports, few of them late", "s", 60),
    "sweep_all_s": ("the same, every one of them late", "s", 60),
    "sweep_none_s": ("the same, nothing new since", "s", 60),
    "sweep_statements": ("a batch of the sweep", "statements", 14),
    "migrate_514_s": ("no-op migration, reckoned for 514 tenants", "s", 60),
}
PAGE_BUDGET = 100_000  # bytes, compressed, before the map
_HEAD = (
    "work", "app", "db", "ms", "budget", "x bare", "max x", "peer", "stm", "max", "p50 at 1/4/16", "p95 at 1/4/16",
    "req/s", "",
)  # fmt: skip


def work(runs: Iterable[Mapping[str, Any]], statements: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    """One row a scenario from the load generator's rows: processor ms and statements for one action."""
    rows: dict[str, dict[str, Any]] = {}
    for run in runs:
        name = run["scenario"]
        share = BUDGETS.get(name, Budget()).share
        row = rows.setdefault(name, {"name": name, "p50": {}, "p95": {}, "errors": 0})
        row["p50"][run["c"]], row["p95"][run["c"]] = run["p50"] / share, run["p95"] / share
        row["errors"] += run["errors"]
        if run["c"] == COMPARED or "app" not in row:
            row |= {
                "app": run["app_cpu_ms"] / share,
                "db": run["db_cpu_ms"] / share,
                "per_second": run["rps"] * share,
                "others": run["other_cpu"],
            }
        if name in statements:
            row["statements"] = max(statements[name])
    return list(rows.values())


def verdict(row: Mapping[str, Any], budget: Budget, yardstick: float = REFERENCE_MS) -> str:
    """What is over budget, in words; empty when nothing is. `yardstick`: what the bare server took here, in ms."""
    over = []
    if budget.cpu is not None and _ms(row) / yardstick > budget.cpu / REFERENCE_MS:
        over.append("processor")
    if budget.statements is not None and row.get("statements", 0) > budget.statements:
        over.append("statements")
    if budget.p95 is not None and row["p95"].get(1, 0) > budget.p95:
        over.append("p95")
    if row.get("errors"):
        over.append(f"{row['errors']} errors")
    return f"over: {', '.join(over)}" if over else ""


def lines(results: Mapping[str, Any]) -> list[str]:
    """The whole report."""
    bare = next((_ms(row) for row in results["work"] if row["name"] == YARDSTICK), REFERENCE_MS)
    table = [_HEAD, *(_cells(row, bare) for row in results["work"])]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEAD))]
    lines = [_padded(row, widths) for row in table]
    lines += ["", *(_single(name, results["singles"][name]) for name in SINGLES if name in results["singles"])]
    lines += [_page(*page) for page in results["pages"]]
    return [*lines, "", *results["notes"]]


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([first, *rest]).rstrip()


def _ms(row: Mapping[str, Any]) -> float:
    return row["app"] + row["db"]


def _cells(row: Mapping[str, Any], yardstick: float) -> tuple[str, ...]:
    budget = BUDGETS.get(row["name"], Budget())
    return (
        row["name"],
        f"{row['app']:.1f}",
        f"{row['db']:.1f}",
        f"{_ms(row):.1f}",
        _number(budget.cpu),
        f"{_ms(row) / yardstick:.2f}",
        "" if budget.cpu is None else f"{budget.cpu / REFERENCE_MS:.2f}",
        _number(budget.peer),
        str(row.get("statements", "")),
        _number(budget.statements),
        "/".join(f"{value:.0f}" for value in row["p50"].values()),
        "/".join(f"{value:.0f}" for value in row["p95"].values()),
        f"{row['per_second']:.0f}" if "per_second" in row else "",
        verdict(row, budget, yardstick),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _single(name: str, value: float) -> str:
    title, unit, budget = SINGLES[name]
    over = "  over" if value > budget else ""
    return f"{title}: {value:.2f} {unit} (budget {budget:g} {unit}){over}"


def _page(path: str, page: int, assets: int) -> str:
    total = page + assets
    over = "  over" if total > PAGE_BUDGET else ""
    return f"page {path}: {total / 1000:.1f} kB compressed ({page / 1000:.1f} + {assets / 1000:.1f}; budget 100){over}"
