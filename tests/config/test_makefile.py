"""The environment that `make` uses: made anew where it does not fit, and untouched by the person's own settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.databases import ROOT_DIR

ANEW = "is made anew"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the Makefile and an environment, without packages."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT_DIR / "Makefile", folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    return folder


def planned(folder: Path, *goals: str) -> str:
    """What `make` would do for these goals, and what it has said."""
    command = ["make", "--dry-run", "--no-print-directory", f"PYTHON={sys.executable}", *goals]
    environment = {name: text for name, text in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return answer.stdout


def test_a_fitting_environment_is_kept(project):
    assert ANEW not in planned(project, "format")
    assert (project / ".venv").exists()


def test_one_of_another_folder_is_made_anew(project):
    moved = project.rename(project.with_name("renamed"))
    assert ANEW not in planned(moved, "help")
    assert (moved / ".venv").exists()
    assert ANEW in planned(moved, "format")
    assert not (moved / ".venv").exists()


def test_one_whose_python_was_upgraded_is_made_anew(project):
    (libraries,) = (project / ".venv" / "lib").glob("python*")
    libraries.rename(libraries.with_name("python3.9"))
    assert ANEW in planned(project, "demo")
    assert not (project / ".venv").exists()


def test_one_whose_python_is_gone_is_made_anew(project):
    for link in (project / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nonexistent/python")
    assert ANEW in planned(project, "test")
    assert not (project / ".venv").exists()


def test_settings_of_the_person_do_not_reach_the_installation():
    """PIP_USER would install into the home, NODE_ENV=production would leave out what builds the assets."""
    recipe = planned(ROOT_DIR, "--always-make", ".venv/.runtime", "assets")
    pips = [line for line in recipe.splitlines() if " install " in line and "npm" not in line]
    assert len(pips) == 2
    for line in pips:
        assert "PIP_USER=0" in line
        assert "-u PIP_TARGET" in line
        assert "--quiet --quiet" in line
    assert "npm ci --include=dev" in recipe
