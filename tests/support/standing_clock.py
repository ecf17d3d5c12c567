"""The time by which a process remembers (`tenants.remembered`): in tests it passes only when a test says so."""

from dataclasses import dataclass


@dataclass
class StandingClock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


standing_clock = StandingClock()
