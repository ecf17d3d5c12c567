"""What a process has used of the processors, as Linux counts it."""

import os
from pathlib import Path


def used_seconds(pid: int) -> float:
    """Processor time of a process so far, user's and system's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
