"""The bench's pure parts: results beside budgets, statements, page weights."""

import pytest

from tests.bench import statements, table, weights


def run(scenario: str, c: int, **values) -> dict:
    measured = {"p50": 10.0, "p95": 20.0, "errors": 0, "app_cpu_ms": 4.0, "db_cpu_ms": 1.0, "rps": 100.0,
                "other_cpu": 0.1}  # fmt: skip
    return {"scenario": scenario, "c": c, **measured, **values}


def test_processor_time_is_that_at_four_connections():
    (row,) = table.work([run("create", 1, app_cpu_ms=9.0), run("create", 4), run("create", 16, p95=99.0)], {})
    assert (row["app"], row["db"], row["per_second"]) == (4.0, 1.0, 100.0)
    assert row["p95"] == {1: 20.0, 4: 20.0, 16: 99.0}
    (alone,) = table.work([run("create", 1, app_cpu_ms=9.0)], {})
    assert alone["app"] == 9.0


def test_a_round_of_two_changes_counts_half():
    (row,) = table.work([run("state change", 4)], {"state change": [11, 14]})
    assert (row["app"], row["db"], row["p50"], row["per_second"]) == (2.0, 0.5, {4: 5.0}, 200.0)
    assert row["statements"] == 14


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"app": 4.0, "db": 2.5, "p95": {1: 31.0}, "statements": 14}, ""),
        ({"app": 4.1, "db": 2.5, "p95": {1: 10.0}, "statements": 15}, "over: processor, statements"),
        ({"app": 1.0, "db": 1.0, "p95": {1: 10.0}, "errors": 3}, "over: 3 errors"),
    ],
)
def test_what_is_over_budget_is_named(row, sentence):
    assert table.verdict(row, table.BUDGETS["create"]) == sentence


def test_another_machine_is_judged_by_its_own_bare_server():
    row = {"app": 8.0, "db": 2.0, "p95": {1: 10.0}}
    budget = table.BUDGETS["create"]
    assert table.verdict(row, budget) == "over: processor"
    assert table.verdict(row, budget, yardstick=2 * table.REFERENCE_MS) == ""


def test_the_dashboard_is_judged_by_its_p95():
    row = {"app": 40.0, "db": 20.0, "p95": {1: 30.1}}
    assert table.verdict(row, table.BUDGETS["province dashboard"]) == "over: p95"


def test_lines():
    results = {
        "work": table.work([run("create", 1), run("create", 4, app_cpu_ms=6.0)], {"create": [14]}),
        "singles": {"worker_mb": 120.4, "create_tenant_s": 0.61},
        "pages": [("/", 9000, 30_000), ("/lapor/", 20_000, 90_000)],
        "notes": ["2 processors"],
    }
    assert table.lines(results) == [
        "work    app  db   ms   budget  x bare  max x  peer  stm  max  p50 at 1/4/16  p95 at 1/4/16  req/s",
        "create  6.0  1.0  7.0  6.5     1.67    1.55   28.8  14   14   10/10          20/20          100"
        "    over: processor",
        "",
        "memory of a web worker after the load: 120.40 MB (budget 160 MB)",
        "a new tenant (median): 0.61 s (budget 0.5 s)  over",
        "page /: 39.0 kB compressed (9.0 + 30.0; budget 100)",
        "page /lapor/: 110.0 kB compressed (20.0 + 90.0; budget 100)  over",
        "",
        "2 processors",
    ]


def test_statements_of_transactions_are_not_counted():
    assert statements.counted(['SAVEPOINT "x"', "BEGIN", "SELECT 1", 'RELEASE SAVEPOINT "x"', "COMMIT"]) == 1


PAGE = """
<link rel="stylesheet" href="/static/laksa.css"><link rel="icon" href="/static/favicon.svg">
<link rel="alternate" href="/en/"><link rel="stylesheet" href="/static/map.css">
<script src="/static/citizen.js" defer></script><script src="https://elsewhere.example/x.js"></script>
<script>inline()</script><img src="/berkas/abc/"><img src="/static/logo.svg"><img src="/static/logo.svg">
"""


def test_what_a_page_makes_a_browser_fetch():
    assert weights.assets(PAGE) == [
        "/static/laksa.css",
        "/static/favicon.svg",
        "/static/citizen.js",
        "/static/logo.svg",
    ]


def test_weight_is_the_page_and_its_assets():
    sizes = {
        "/": 100,
        "/static/laksa.css": 10,
        "/static/favicon.svg": 1,
        "/static/citizen.js": 5,
        "/static/logo.svg": 2,
    }
    assert weights.weigh("/", page=lambda path: PAGE.encode(), compressed=sizes.__getitem__) == (100, 18)
