"""No test fails by lot: what is generated or drawn is the same in every run but those of `make search`."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings

from tests.support import search
from tests.support.databases import ROOT_DIR

TESTS = ROOT_DIR / "tests"


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def draws_by_lot(call: ast.Call) -> bool:
    """`random.choice(…)` and its like draw from the time; `random.Random()` without a seed does, too."""
    name = ast.unparse(call.func)
    if name in ("random.Random", "Random"):
        return not call.args
    return name.startswith(("random.", "np.random.", "numpy.random."))


def sets_a_deadline(call: ast.Call) -> bool:
    """Whether Hypothesis is to fail where an example takes long, or to draw as no profile says."""
    fixed = {"deadline", "derandomize", "database"}
    return ast.unparse(call.func) == "settings" and any(keyword.arg in fixed for keyword in call.keywords)


def test_nothing_is_drawn_without_a_seed_and_no_example_is_timed():
    found = [
        f"{path.relative_to(ROOT_DIR)}:{call.lineno} {ast.unparse(call.func)}"
        for path in sorted(TESTS.rglob("*.py"))
        for call in calls(path)
        if draws_by_lot(call) or sets_a_deadline(call)
    ]
    assert found == []


def test_the_suite_draws_the_same_examples_every_time():
    drawn = settings.get_profile("suite")
    assert (drawn.derandomize, drawn.deadline, drawn.database) == (True, None, None)
    assert settings.get_profile("search").derandomize is False
    assert settings().derandomize is not bool(os.environ.get(search.SEED))


def test_a_search_prints_its_seed_and_draws_the_same_with_it(tmp_path):
    """Two searches with one seed draw the same, another seed something else; each names its seed first and last."""
    (tmp_path / "conftest.py").write_text("from tests.support.search import load_profile\nload_profile()\n")
    (tmp_path / "test_drawn.py").write_text(
        "from hypothesis import given, settings, strategies as st\n"
        "@settings(max_examples=5)\n@given(st.integers())\n"
        f"def test_drawn(n):\n    open({str(tmp_path / 'drawn')!r}, 'a').write(f'{{n}} ')\n"
    )

    def drawn(seed: str) -> str:
        (tmp_path / "drawn").write_text("")
        environment = {
            **os.environ,
            "CI": "1",
            "SEED": seed,
            "PYTHONPATH": str(ROOT_DIR),
            "PYTEST_ADDOPTS": "-p no:django",
        }
        command = [
            sys.executable,
            "-m",
            "tests.support.search",
            str(tmp_path),
            "-n0",
            f"--rootdir={tmp_path}",
            "-c",
            "/dev/null",
        ]
        answer = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        told = [line for line in answer.stdout.splitlines() if "make search SEED=" in line]
        assert told[0] == told[1] == answer.stdout.splitlines()[0]
        if seed:
            assert told[0].endswith(f"SEED={seed}")
        return (tmp_path / "drawn").read_text()

    assert drawn("1") == drawn("1") != drawn("2")
    assert drawn("")
