"""`make test`: the whole suite on every PostgreSQL server this machine offers, and at the end which these were."""

import os
import subprocess
import sys

from config.clusters import ClusterError
from tests.support import servers

KINDS = ("embedded", "system", "given")


def main(arguments: list[str]) -> int:
    """Run pytest once a server; the exit status is 0 when every run passed."""
    try:
        labels = {kind: label for kind in KINDS if (label := servers.label(kind))}
    except ClusterError as error:
        print(error)
        return 1
    outcomes = {}
    environment = {name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    for kind, label in labels.items():
        print(f"\n== {label}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "auto", *arguments]
        outcomes[kind] = subprocess.call(command, env={**environment, "LAKSA_TEST_POSTGRES": kind})
    print(f"\nSuite ran on: {'; '.join(labels.values())}")
    failed = [labels[kind] for kind, status in outcomes.items() if status]
    if failed:
        print(f"It failed on: {'; '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
