"""A port that cannot be used is told in a sentence before any work, with status 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import ports
from tests.support.databases import ROOT_DIR, command_environment

_HOST = "127.0.0.1"


@pytest.fixture
def taken():
    """A port somebody listens on."""
    with socket.create_server((_HOST, 0)) as listener:
        yield str(listener.getsockname()[1])


def start(folder: Path, port: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = command_environment({"LAKSA_DATA_DIR": str(folder / "data"), "LAKSA_PORT": port})
    return subprocess.run(command, env=environment, cwd=ROOT_DIR, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80.5", " 80", "８０"])
def test_only_a_number_from_1_to_65535_is_a_port(text):
    assert ports.trouble(_HOST, text) == f"LAKSA_PORT is {text!r}, but must be a number from 1 to 65535."


def test_a_free_port_is_no_trouble(taken):
    with socket.create_server((_HOST, 0)) as listener:
        port = str(listener.getsockname()[1])
    assert ports.trouble(_HOST, port) == ""
    assert ports.trouble(_HOST, taken).startswith(f"Port {taken} of {_HOST} cannot be used: ")
    assert "LAKSA_PORT=8001" in ports.trouble(_HOST, taken)


def test_the_demo_says_so_before_it_makes_anything(tmp_path, taken):
    for port, words in ((taken, "cannot be used"), ("delapan", "must be a number")):
        for command in (
            [sys.executable, "-m", "config.cli", "demo"],
            [sys.executable, "-I", "platform/config/ports.py"],
        ):
            answer = start(tmp_path, port, *command)
            assert answer.returncode == 1
            assert answer.stderr.startswith("laksa: ")
            assert words in answer.stderr
            assert answer.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_make_asks_before_it_installs(taken):
    """Of `make demo` the first line."""
    own = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--dry-run", "demo"]
    answer = subprocess.run(command, cwd=ROOT_DIR, env=own, capture_output=True, text=True, check=True)
    lines = answer.stdout.splitlines()
    assert "config/ports.py" in lines[0]
    assert "config/alone.py" in lines[1]
