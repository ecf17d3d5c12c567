"""Whether generated examples are the same in every run (the suite) or drawn anew (`make search`).

A suite that draws anew finds a fault by lot, mostly in a change that has nothing to do with it. So it always tries the
same examples, and whoever wants to look further searches: `make search`, and again with the seed it printed.
"""

import os
import secrets
import subprocess
import sys

from hypothesis import HealthCheck, settings

SEED = "LAKSA_SEARCH_SEED"
# How long an example takes says more about the machine than about the code.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
_WALKS = "40"


def load_profile() -> None:
    """Set how Hypothesis draws; before the modules with its tests are loaded."""
    settings.register_profile("suite", derandomize=True, database=None, **_UNTIMED)
    # Said, because Hypothesis derandomizes of itself where CI is set.
    settings.register_profile("search", derandomize=False, max_examples=1000, **_UNTIMED)
    settings.load_profile("search" if os.environ.get(SEED) else "suite")


def main(arguments: list[str]) -> int:
    """Search with SEED of the environment, else a new one; pytest's exit status."""
    seed = os.environ.get("SEED") or str(secrets.randbelow(2**32))
    again = f"The seed is {seed}; to draw the same again: make search SEED={seed}"
    print(again, flush=True)
    environment = {
        **os.environ,
        SEED: seed,
        "LAKSA_WALK_SEED": seed,
        "LAKSA_WALKS": os.environ.get("LAKSA_WALKS", _WALKS),
    }
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-m", "hypothesis or search", f"--hypothesis-seed={seed}"]
    status = subprocess.call([*command, *arguments], env=environment)
    print(again)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
