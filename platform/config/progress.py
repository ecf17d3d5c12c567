"""Showing how far long work has come."""

import sys
import time
from typing import Self, TextIO

_WIDTH = 30
# Outside a terminal (a log, CI) one line every so many seconds is enough.
_QUIET_SECONDS = 5


class Bar:
    """A bar that repaints itself in a terminal; elsewhere a plain line now and then. Call it with (done, total, what).

    Used as a context, so that whatever is printed next starts on a line of its own.
    """

    def __init__(self, title: str, stream: TextIO | None = None) -> None:
        self._title = title
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._shown_at = float("-inf")
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_open:
            self._stream.write("\n")

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if self._is_terminal:
            filled = _WIDTH * done // total if total else 0
            bar = "#" * filled + "." * (_WIDTH - filled)
            self._stream.write(f"\r\x1b[K{self._title} [{bar}] {done}/{total} {what}")
            self._stream.flush()
            self._is_open = True
        elif done == total or time.monotonic() - self._shown_at >= _QUIET_SECONDS:
            self._stream.write(f"{self._title} {done}/{total} {what}".rstrip() + "\n")
            self._shown_at = time.monotonic()
