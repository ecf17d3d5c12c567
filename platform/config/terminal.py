"""Ctrl+C for the demo alone: `make`, which waits for it, would take the key for its own end and fail."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def foreground() -> Iterator[None]:
    """Where another program of the same terminal started this one, take the keyboard's signals instead of it.

    Ctrl+Z, which would leave that program waiting for ever, does nothing meanwhile. Without a terminal, or where a
    shell started this process as a job of its own, nothing is changed.
    """
    try:
        starter = os.tcgetpgrp(sys.stdin.fileno())
    except (OSError, ValueError):
        starter = 0
    if starter != os.getpgrp() or starter == os.getpid():
        yield
        return
    # A process in the background may not give the terminal away without this.
    signals = (signal.SIGTTOU, signal.SIGTSTP)
    before = [signal.signal(number, signal.SIG_IGN) for number in signals]
    os.setpgid(0, 0)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpid())
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(sys.stdin.fileno(), starter)
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
