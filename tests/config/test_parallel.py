"""Work shared out among processes that load Django themselves: all of it is done, and the first error is told."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from config import parallel

def work(argument, tick):
    from django.apps import apps
    assert apps.ready
    if argument == 13:
        raise ValueError("no thirteen")
    for _ in range(argument):
        tick()

if __name__ == "__main__":
    shown = []
    parallel.each(work, [int(text) for text in sys.argv[1:]], processes=2, show=shown.append)
    print(shown[-1])
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = folder / "work.py"
    script.write_text(SCRIPT)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.run([sys.executable, script, *arguments], env=environment, capture_output=True, text=True)


def test_every_argument_is_worked_on(tmp_path):
    done = run(tmp_path, "3", "4", "5")
    assert (done.returncode, done.stdout) == (0, "12\n"), done.stderr


def test_an_error_ends_it(tmp_path):
    done = run(tmp_path, "1", "13")
    assert done.returncode == 1
    assert "no thirteen" in done.stderr
