"""ARCHITECTURE.md leads somewhere: every path and module it names is there."""

import re

import pytest

from tests.support.databases import ROOT_DIR

TEXT = (ROOT_DIR / "ARCHITECTURE.md").read_text()
PACKAGES = ("config", "demo", "web", "oversight", "tenants", "core", "api")
PATHS = sorted(set(re.findall(r"[\w.]+/[\w/.*-]*\w", TEXT)))
MODULES = sorted(set(re.findall(rf"\b(?:{'|'.join(PACKAGES)})(?:\.[a-z_]+)+\b", TEXT)))


def places(name: str) -> list[str]:
    return [name, f"platform/{name}"]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_there(path):
    assert any(list(ROOT_DIR.glob(place)) for place in places(path)), path


@pytest.mark.parametrize("name", MODULES)
def test_a_module_or_what_is_in_it_is_there(name):
    *outer, last = name.split(".")
    folder, module = "/".join([*outer, last]), "/".join(outer)
    files = [f"{place}{end}" for place in places(folder) for end in (".py", "/__init__.py")]
    if not any((ROOT_DIR / file).exists() for file in files):
        (found,) = [ROOT_DIR / f"{place}.py" for place in places(module) if (ROOT_DIR / f"{place}.py").exists()]
        assert re.search(rf"^(?:def|class) {last}\b|^{last}\b.* = ", found.read_text(), re.M)
