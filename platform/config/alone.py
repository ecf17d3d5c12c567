"""`python3 platform/config/alone.py COMMAND …`: run a command while nobody else runs one this way in this project.

Two first starts at once would install into each other. Runs without Django and without the environment, which may not
exist yet.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / ".make.lock"


def main(command: list[str]) -> int:
    """Wait for the others, with a sentence; then the command's own exit status. Ctrl+C ends both without a trace."""
    with LOCK.open("w") as lock:
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.stderr.write("Another make prepares this folder; waiting for it to end …\n")
                fcntl.flock(lock, fcntl.LOCK_EX)
            return subprocess.call(command)
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
