"""How many made-up reports each city gets, and how far they have come.

The pilot's shares are those LAKSA published for 1 January to 20 December 2024: 14,012 received, of which 13,421
selesai, 20 proses and 571 menunggu. How quick the other cities are is drawn by lot and says nothing about them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

# Reports over all cities, and people by Kemendagri code (BPS, mid-2024), by whom the reports are shared out.
TOTAL = 3000
POPULATION = {
    "36.01": 1_437_046,
    "36.02": 1_531_564,
    "36.03": 3_459_706,
    "36.04": 1_791_795,
    "36.71": 1_957_349,
    "36.72": 480_378,
    "36.73": 759_929,
    "36.74": 1_463_607,
}
SANDBOX_REPORTS = 20
PILOT = "36.71"
PUBLISHED = {"selesai": 13_421, "proses": 20, "menunggu": 571}
# How what waits is spread over its states, and what is in work over its own.
_WAITING = {"submitted": 30, "needs_info": 12, "verified": 14, "dispatched": 44}
_WORKING = {"in_progress": 65, "answered": 35}
# A city has at least so many of each open state, so that no queue of the desk is empty.
_LEAST = 2
_REJECTED_SHARE = 0.05


@dataclass(frozen=True)
class Manner:
    """How a city works: how long it takes beside the pilot, and its open reports by state."""

    pace: float
    open_states: Mapping[str, int]
    rejected: int


def count(code: str, total: int = TOTAL) -> int:
    """A city's share of all made-up reports; a sandbox has its own few."""
    if code not in POPULATION:
        return min(SANDBOX_REPORTS, total)
    return round(total * POPULATION[code] / sum(POPULATION.values()))


def manner(code: str, reports: int) -> Manner:
    """How a city with so many reports works; the same every time."""
    pace = 1.0 if code == PILOT else random.Random(f"pace {code}").uniform(1.0, 2.4)  # noqa: S311 (no secret)
    received = sum(PUBLISHED.values())
    waiting = round(reports * PUBLISHED["menunggu"] / received * pace)
    working = round(reports * (PUBLISHED["proses"] / received + 0.02 * (pace - 1)))
    states = {**_spread(waiting, _WAITING), **_spread(working, _WORKING)}
    ended = reports - sum(states.values())
    return Manner(pace, states, round(max(ended, 0) * _REJECTED_SHARE))


def _spread(number: int, weights: Mapping[str, int]) -> dict[str, int]:
    total = sum(weights.values())
    return {name: max(round(number * weight / total), _LEAST) for name, weight in weights.items()}
