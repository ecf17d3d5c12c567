"""Two who prepare one folder at once do it one after the other; the second is told that it waits."""

import subprocess
import sys

from config import alone
from tests.support.databases import ROOT_DIR

COMMAND = [sys.executable, "-I", str(ROOT_DIR / "platform" / "config" / "alone.py")]


def test_the_commands_own_status_is_handed_on():
    assert alone.LOCK.parent == ROOT_DIR
    for status in (0, 3):
        assert subprocess.call([*COMMAND, sys.executable, "-c", f"raise SystemExit({status})"]) == status


def test_the_second_waits_for_the_first(tmp_path):
    """The first ends only when the second has said that it waits."""
    log, go = tmp_path / "log", tmp_path / "go"
    first = f"""
import pathlib, time
with open({str(log)!r}, "a") as file:
    file.write("a")
    file.flush()
    while not pathlib.Path({str(go)!r}).exists():
        time.sleep(0.01)
    file.write("b")
"""
    second = f"open({str(log)!r}, 'a').write('c')"
    one = subprocess.Popen([*COMMAND, sys.executable, "-c", first])
    while not log.exists() or not log.read_text():
        assert one.poll() is None
    other = subprocess.Popen([*COMMAND, sys.executable, "-c", second], stderr=subprocess.PIPE, text=True)
    assert other.stderr.readline().startswith("Another make prepares this folder")
    go.touch()
    other.stderr.close()
    assert (one.wait(), other.wait()) == (0, 0)
    assert log.read_text() == "abc"
