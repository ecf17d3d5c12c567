"""How many statements each scenario costs: `python -m tests.bench.statements TARGET LOAD`, with the web's login.

In a process of its own, because the bench itself is logged in as the owner. Prints JSON: scenario -> statements of
each step, without those that only begin and end transactions and savepoints.
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def load_generator(path: Path) -> ModuleType:
    """The load generator as a module, for its variables."""
    spec = importlib.util.spec_from_file_location("load", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counted(statements: list[str]) -> int:
    return sum(not statement.startswith(_TRANSACTION) for statement in statements)


def count(target_path: Path, load_path: Path) -> dict[str, list[int]]:
    """Each scenario twice, so that what a process remembers is warm; the second time counts."""
    load = load_generator(load_path)
    target = json.loads(target_path.read_text())
    makers = {name: load.make_var(spec, str(target_path.parent)) for name, spec in target["vars"].items()}

    def once(scenario: dict[str, Any]) -> list[int]:
        values: dict[str, str] = {}
        return [_call(load, target, step, makers, values) for step in scenario.get("steps") or [scenario]]

    return {scenario["name"]: [once(scenario), once(scenario)][1] for scenario in target["scenarios"]}


def _call(load: ModuleType, target: dict, step: dict, makers: dict, values: dict[str, str]) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    given = {"Accept": "application/json", **target["headers"], **step.get("headers", {})}
    headers = {name: load.fill(value, makers, values) for name, value in given.items()}
    body = load.fill(json.dumps(step["body"]), makers, values) if "body" in step else ""
    path = load.fill(step["path"], makers, values)
    with CaptureQueriesContext(connection) as queries:
        response = Client().generic(step["method"], path, body, "application/json", headers=headers)
    if response.status_code not in step.get("expect", [200]):
        raise SystemExit(f"{step['method']} {path}: {response.status_code} {response.content[:300]!r}")
    return counted([query["sql"] for query in queries.captured_queries])


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(count(Path(sys.argv[1]), Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
