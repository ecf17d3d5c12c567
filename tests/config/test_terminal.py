"""Ctrl+C ends the demo under `make` with status 0 and without a word of `make`."""

import os
import pty
import signal
import sys
from pathlib import Path

from tests.support.databases import ROOT_DIR

CTRL_C, CTRL_Z = b"\x03", b"\x1a"
ECHO = {CTRL_C: b"^C", CTRL_Z: b"^Z"}
PROGRAM = """
import signal, sys
sys.path.insert(0, {path!r})
from config.terminal import foreground
with foreground():
    try:
        print("running", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def in_a_terminal(command: list[str], keys: list[bytes]) -> tuple[int, str]:
    """Run a command in a terminal of its own, press `keys` once it says that it runs; its status and all it said."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background are started without it
        os.execvp(command[0], command)
    said = b""
    # A key that is a signal throws away what was typed and not taken yet: each waits for the echo of the one before.
    for awaited, key in zip([b"running", *map(ECHO.get, keys)], keys, strict=False):
        while awaited not in said:
            said += os.read(terminal, 1024)
        os.write(terminal, key)
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # the terminal's other end is closed
            break
        if not piece:
            break
        said += piece
    _pid, status = os.waitpid(child, 0)
    os.close(terminal)
    return status, said.decode()


def test_make_ends_quietly(tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(path=str(ROOT_DIR / "platform")))
    (tmp_path / "Makefile").write_text(f"demo:\n\t@exec {sys.executable} {program}\n")
    command = ["make", "--no-print-directory", "-C", str(tmp_path), "demo"]
    status, said = in_a_terminal(command, [CTRL_Z, CTRL_C])
    assert (status, "stopped" in said) == (0, True), said
    assert "***" not in said
    # Started by nobody else, it leaves the terminal as it is.
    status, said = in_a_terminal([sys.executable, str(program)], [CTRL_C])
    assert (status, "stopped" in said) == (0, True)
