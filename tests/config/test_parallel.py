"""Work shared out among processes that load Django themselves: all of it is done, and the first error is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import signal, sys
from config import parallel

def work(argument, tick):
    from django.apps import apps
    assert apps.ready
    if argument == 13:
        raise ValueError("no thirteen")
    for _ in range(argument):
        tick()

def wait(argument, tick):
    import threading
    print("working", flush=True)
    threading.Event().wait()

if __name__ == "__main__":
    shown = []
    if not sys.argv[1:]:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
        parallel.each(wait, range(4), processes=2, show=shown.append)
    parallel.each(work, [int(text) for text in sys.argv[1:]], processes=2, show=shown.append)
    print(shown[-1])
"""


PATHS = {
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
    "DJANGO_SETTINGS_MODULE": "config.settings",
}


def command(folder: Path, *arguments: str) -> list[str]:
    script = folder / "work.py"
    script.write_text(SCRIPT)
    return [sys.executable, str(script), *arguments]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, *arguments), env={**os.environ, **PATHS}, capture_output=True, text=True)


def test_every_argument_is_worked_on(tmp_path):
    done = run(tmp_path, "3", "4", "5")
    assert (done.returncode, done.stdout) == (0, "12\n"), done.stderr


def test_an_error_ends_it(tmp_path):
    done = run(tmp_path, "1", "13")
    assert done.returncode == 1
    assert "no thirteen" in done.stderr


def test_ctrl_c_ends_all_of_them_where_they_are(tmp_path):
    """Work that never ends, and the key that reaches every process of the terminal."""
    process = subprocess.Popen(
        command(tmp_path), env={**os.environ, **PATHS}, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert [process.stdout.readline() for _ in range(2)] == ["working\n"] * 2
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=60)  # its pipes close when the last process has ended
    assert said == ""
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert errors.count("Traceback") == 1
