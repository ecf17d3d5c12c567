"""What the province is told about a city: values, and the arithmetic between them. No database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from oversight.periods import Period
from oversight.states import STATES_OF_STATUS

# With fewer cases than this a share or a median says more about chance than about the city: shown, never ranked.
ENOUGH_CASES = 10


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded half up; 0 and 100 only when it is none or all. None of nothing."""
        if not self.whole:
            return None
        rounded = (200 * self.part + self.whole) // (2 * self.whole)
        return {0: 1 if self.part else 0, 100: 100 if self.part == self.whole else 99}.get(rounded, rounded)


@dataclass(frozen=True)
class Figures:
    """Reports received in one span, all counted in the same snapshot.

    `met`, `late` and `open_late` judge the limit for the answer (SP4N, total): answered or refused with a reason by
    the due time; after it, or ended after it without an answer; still open after it. Reports whose time still runs, or
    that ended in time without an answer being owed any more, are in none of them.
    `median_days`: working days from receipt to first answer over the `measured` reports; None without any.
    """

    by_state: Mapping[str, int] = field(default_factory=dict)
    met: int = 0
    late: int = 0
    open_late: int = 0
    median_days: float | None = None
    measured: int = 0

    @property
    def received(self) -> int:
        return sum(self.by_state.values())

    @property
    def by_status(self) -> dict[str, int]:
        """By public status; they add up to `received`."""
        return {
            status: sum(self.by_state.get(state, 0) for state in states) for status, states in STATES_OF_STATUS.items()
        }

    @property
    def on_time(self) -> Share:
        """Met by due, of met, late and open past due."""
        return Share(self.met, self.met + self.late + self.open_late)


@dataclass(frozen=True)
class Place:
    """A city and the host of its site (without port); `host` is empty when it has none."""

    schema_name: str
    code: str
    name: str
    slug: str
    host: str


@dataclass(frozen=True)
class City:
    """One city's figures of a period and of the span before it; how many of its reports are open and late now."""

    place: Place
    now: Figures
    before: Figures | None
    open: int
    overdue: int


@dataclass(frozen=True)
class Comparison:
    """All cities in one snapshot. `whole` is every city together."""

    at: datetime
    period: Period
    cities: tuple[City, ...]
    whole: Figures
    whole_before: Figures | None

    @property
    def open(self) -> int:
        return sum(city.open for city in self.cities)

    @property
    def overdue(self) -> int:
        return sum(city.overdue for city in self.cities)

    def city(self, slug: str) -> City | None:
        return next((city for city in self.cities if city.place.slug == slug), None)


@dataclass(frozen=True)
class LateClock:
    """A limit that has run out: its rule, when it was due and how many calendar days ago, in the city's zone."""

    rule: str
    due_at: datetime
    days_late: int


@dataclass(frozen=True)
class OverdueReport:
    """An open report with the limits it has missed, longest ago first. Nothing of what it says, and nobody's name."""

    number: str
    place: Place
    state: str
    kind: str
    category_group: str
    area: str
    district: str
    clocks: tuple[LateClock, ...]


@dataclass(frozen=True)
class OverduePage:
    """Part of the list of late reports, with the key to the next part."""

    reports: tuple[OverdueReport, ...]
    next_key: str = ""


@dataclass(frozen=True)
class AreaFound:
    """A desa/kelurahan or kecamatan somebody looked for, and the city it lies in."""

    name: str
    type: str
    district: str
    place: Place
