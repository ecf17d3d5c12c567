"""How the demo ends: it says so first, and waits neither for a long job nor for the second Ctrl+C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from demo import running

ROOT = Path(__file__).resolve().parents[2]
PATHS = {
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
# Has a child of its own, as the web server has; both keep the pipe open as long as they live.
CHILD = """
import signal, subprocess, sys, threading
{}
subprocess.Popen([sys.executable, "-c", "import threading; print('ready', flush=True); threading.Event().wait()"])
threading.Event().wait()
"""
STUBBORN = CHILD.format("signal.signal(signal.SIGTERM, signal.SIG_IGN)")
POLITE = CHILD.format("signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(7))")
# A demo whose building never ends, and whose end waits until it was asked to end once more.
DEMO = """
import os, signal, threading
import django
django.setup()
from demo import running

def build():
    try:
        print("building", flush=True)  # whoever reads it may press the key before this has come back
        threading.Event().wait()
    finally:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        print("ended", flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)
running._build = build
try:
    running.run()
except KeyboardInterrupt:
    print("left", flush=True)
"""


def begun(code: str) -> subprocess.Popen:
    child = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    return child


def test_who_does_not_end_is_ended_with_all_it_has_started(monkeypatch):
    monkeypatch.setattr(running, "_STOP_SECONDS", 0)
    child = begun(STUBBORN)
    running._stop([child])
    assert child.returncode == -signal.SIGKILL
    assert child.communicate() == ("", None)  # its own child has ended too


def test_who_ends_when_asked_is_not_cut_off(monkeypatch):
    monkeypatch.setattr(running, "_STOP_SECONDS", 60)
    child = begun(POLITE)
    running._stop([child])
    assert child.returncode == 7
    assert child.communicate() == ("", None)


def test_ctrl_c_is_answered_at_once_and_only_once(tmp_path):
    environment = {**os.environ, **PATHS, "LAKSA_DATA_DIR": str(tmp_path)}
    demo = subprocess.Popen(
        [sys.executable, "-c", DEMO], env=environment, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    assert demo.stdout.readline() == "building\n"
    os.killpg(demo.pid, signal.SIGINT)
    said, _errors = demo.communicate()
    assert said.split("\n") == ["", running._STOPPING.decode().strip(), "ended", "left", ""]
