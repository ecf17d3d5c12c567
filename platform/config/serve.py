"""The web server: LAKSA_WEB_PROCESSES processes of LAKSA_WEB_THREADS threads each on LAKSA_HOST and LAKSA_PORT.

waitress serves in each process (`config.serving`, `config.lanes`); this one only keeps them running. All of them
accept from one socket, so whichever is idle takes the next visitor.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import structlog
from django.core.exceptions import ImproperlyConfigured
from prometheus_client.multiprocess import mark_process_dead

from config import env, logs, static
from config.serving import CANNOT_BEGIN

log = structlog.get_logger("laksa.server")

BACKLOG = 1024
# Database connections of a process beside one a thread: a request that crosses into another city holds a second one
# for a moment, and one may still be closing.
SPARE_CONNECTIONS = 2
# Seconds: between two looks whether a process has died; until one that shall end is killed (requests have ten).
LOOK, GRACE = 0.5, 15.0


def run() -> int:
    """Serve until a signal ends it; the status to exit with. Uploads and the server's files lie in DATA_DIR/tmp."""
    check_connections()
    temporary = Path(env.text("LAKSA_DATA_DIR"), "tmp")
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    counts = temporary / "metrics"
    shutil.rmtree(counts, ignore_errors=True)  # of an earlier run
    counts.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    logs.configure()
    static.collect()
    listener = _listener(env.text("LAKSA_HOST", "127.0.0.1"), env.integer("LAKSA_PORT", 8000, minimum=1))
    with contextlib.closing(listener):
        return _Processes(listener, env.integer("LAKSA_WEB_PROCESSES", 2, minimum=1)).run()


def check_connections() -> None:
    """ImproperlyConfigured where a process's threads would wait for each other's database connections (runbook
    `connections`)."""
    threads = env.integer("LAKSA_WEB_THREADS", 8, minimum=1)
    connections, needed = env.integer("LAKSA_CONNECTIONS", 24, minimum=2), threads + SPARE_CONNECTIONS
    if connections < needed:
        raise ImproperlyConfigured(
            f"LAKSA_CONNECTIONS is {connections}, but must be {needed} or more: one for each of the {threads} threads "
            f"(LAKSA_WEB_THREADS), and {SPARE_CONNECTIONS} for what stays open beside them."
        )


def _listener(host: str, port: int) -> socket.socket:
    """A socket that listens; ImproperlyConfigured where that cannot be."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise ImproperlyConfigured(
            f"Nothing can listen on {host}:{port}: {error.strerror}. Set LAKSA_HOST and LAKSA_PORT."
        ) from error


class _Processes:
    """The processes that serve (`config.serving`): one that dies is replaced, all end with this one. One that cannot
    even begin has said why; then there is nothing to serve."""

    def __init__(self, listener: socket.socket, count: int) -> None:
        self._listener = listener
        self._count = count
        self._running: list[subprocess.Popen] = []
        self._ends = threading.Event()

    def run(self) -> int:
        """The status to exit with."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: self._ends.set())
        self._running = [self._start() for _number in range(self._count)]
        log.info("web server started", processes=self._count)
        status = 0
        while not self._ends.wait(LOOK):
            dead = [process for process in self._running if process.poll() is not None]
            if any(process.returncode == CANNOT_BEGIN for process in dead):
                status = 1
                break
            for process in dead:
                log.error("web process died", status=process.returncode)
                mark_process_dead(process.pid)
                self._running.remove(process)
                self._running.append(self._start())
        self._end_all()
        log.info("web server stopped")
        return status

    def _start(self) -> subprocess.Popen:
        descriptor = self._listener.fileno()
        command = [sys.executable, "-m", "config.serving", str(descriptor)]
        return subprocess.Popen(command, pass_fds=[descriptor], stdin=subprocess.DEVNULL)

    def _end_all(self) -> None:
        for process in self._running:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in self._running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
