"""The commands of a runbook, to be run as they stand."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.support.databases import ROOT_DIR, command_environment

FOLDER = ROOT_DIR / "deploy" / "runbooks"


def commands(name: str, section: str) -> list[str]:
    """The shell blocks under one heading of a runbook."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    [part] = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S)


def perform(name: str, section: str, variables: dict[str, str], tools: Path) -> str:
    """Run them in a shell where `laksa` is this code and PostgreSQL's programs are found; what they printed."""
    laksa = tools / "laksa"
    laksa.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m config.cli "$@"\n')
    laksa.chmod(0o755)
    environment = command_environment(variables)
    environment["PATH"] = os.pathsep.join([str(tools), environment["PATH"]])
    printed = []
    for block in commands(name, section):
        answer = subprocess.run(
            ["/bin/sh", "-eu", "-c", block], env=environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, f"{block}\n{answer.stdout}\n{answer.stderr}"
        printed.append(answer.stdout)
    return "".join(printed)
