"""What the province knows of a city: values, and the arithmetic between them. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from oversight.columns import COUNTS
from oversight.periods import Period
from tenants import sites
from tenants.ledger.states import COUNTED, STATES_OF_STATUS

# With fewer cases than this a share or a median says more about chance than about the city: shown, never ranked.
ENOUGH_CASES = 10


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough cases to compare by."""
        return self.whole >= ENOUGH_CASES

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded half up; 0 and 100 only when it is none or all. None of nothing."""
        part, whole = self
        if not whole:
            return None
        rounded = (200 * part + whole) // (2 * whole)
        if rounded == 0 and part:
            return 1
        return 99 if rounded == 100 and part < whole else rounded


class Kept(NamedTuple):
    """How a deadline of SP4N was kept: met by its due time; met after it, or ended after it unmet (`late`); still open
    past it (`ran_out`). Reports whose time still runs, or that ended in time without it being owed any more, are in
    none of them."""

    met: int = 0
    late: int = 0
    ran_out: int = 0

    @property
    def share(self) -> Share:
        met, late, ran_out = self
        return Share(met, met + late + ran_out)

    @property
    def missed(self) -> int:
        return self.late + self.ran_out


_PLACES = {name: place for place, name in enumerate(COUNTS)}
# The counts of states come first, those of one status side by side.
_STATES = slice(len(COUNTED))
_OF_STATUS = {
    status: slice(COUNTED.index(states[0]), COUNTED.index(states[-1]) + 1)
    for status, states in STATES_OF_STATUS.items()
}


def _count(name: str) -> property:
    """One of the counts."""
    get = itemgetter(_PLACES[name])
    return property(lambda figures: get(figures.counts))


def _counts(*names: str) -> itemgetter:
    return itemgetter(*(_PLACES[name] for name in names))


def _kept(limit: str) -> property:
    """How a deadline was kept, from its three counts."""
    get = _counts(f"{limit}_met", f"{limit}_late", f"{limit}_ran_out")
    return property(lambda figures: Kept(*get(figures.counts)))


_ANSWERED = _counts("total_met", "total_late", "total_ran_out")


def _several(*names: str) -> property:
    get = _counts(*names)
    return property(lambda figures: get(figures.counts))


@dataclass(frozen=True, slots=True)
class Figures:
    """Reports received in one span, all counted in the same snapshot: `counts` in the order of
    `oversight.columns.COUNTS`, read by name. Hundreds of them are made for a page that shows a few.

    `verified`, `followed` and `answered` judge the deadlines for verification, first follow-up and answer (a refusal
    with a reason is an answer). `median_days`, `p90_days`: working days from receipt to first answer over the
    `measured` reports; None without any; more than `oversight.columns.MOST_DAYS` means longer than that. `asked`: of
    how many the reporter was asked for more, so that the city's own clocks stood still. `escalated`: by the highest
    step reached (unit head, coordinator, Ombudsman). `scores`: how many reporters gave 1, 2, 3, 4.
    """

    counts: tuple[int, ...] = (0,) * len(COUNTS)
    median_days: float | None = None
    p90_days: int | None = None

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Figures":
        """From the columns of `oversight.tallies.FIGURES`."""
        return cls(tuple(values[:-2]), values[-2], values[-1])

    verified = _kept("verify")
    followed = _kept("follow_up")
    answered = _kept("total")
    asked = _count("asked")
    reopened = _count("reopened")
    measured = _count("measured")
    escalated = _several("escalated_1", "escalated_2", "escalated_3")
    scores = _several("score_1", "score_2", "score_3", "score_4")

    @property
    def by_state(self) -> Mapping[str, int]:
        return dict(zip(COUNTED, self.counts, strict=False))

    @property
    def received(self) -> int:
        return sum(self.counts[_STATES])

    @property
    def by_status(self) -> dict[str, int]:
        """By public status; they add up to `received`."""
        return {status: sum(self.counts[states]) for status, states in _OF_STATUS.items()}

    @property
    def met(self) -> int:
        return self.answered.met

    @property
    def late(self) -> int:
        return self.answered.late

    @property
    def open_late(self) -> int:
        return self.answered.ran_out

    @property
    def on_time(self) -> Share:
        """Answered by due, of met, late and open past due. What cities are ranked by: asked of each several times."""
        met, late, ran_out = _ANSWERED(self.counts)
        return Share(met, met + late + ran_out)

    @property
    def scored(self) -> int:
        return sum(self.scores)

    @property
    def mean_score(self) -> float | None:
        """From 1 to 4; None without any."""
        if not self.scored:
            return None
        return sum(score * count for score, count in enumerate(self.scores, start=1)) / self.scored


class CityPlace(NamedTuple):
    """A city and the host of its site (without port); `host` is empty when it has none. One that is not enabled any
    more is in no figure; its open reports are still somebody's, so the Ombudsman sees them, marked."""

    schema_name: str
    code: str
    name: str
    slug: str
    host: str
    is_enabled: bool = True

    @property
    def short_name(self) -> str:
        """ "Kabupaten Lebak" -> "Kab. Lebak"."""
        return self.name.replace("Kabupaten ", "Kab. ", 1)

    @property
    def site_url(self) -> str:
        """The address of its own site; "" without a host."""
        return f"{sites.address(self.host)}/" if self.host else ""


class Standing(NamedTuple):
    """A city's open reports, whenever they were received, and how many of them have missed a deadline; `by_age` of
    these by how many days ago the first deadline ran out (`oversight.queries.AGES`).
    """

    place: CityPlace
    open: int
    overdue: int
    by_age: tuple[int, ...] = ()


class City(NamedTuple):
    """One city's figures of a period and of the span before it; how many of its reports are open and late now."""

    place: CityPlace
    now: Figures
    before: Figures | None
    open: int
    overdue: int


@dataclass(frozen=True)
class Comparison:
    """All cities in one snapshot. `whole` is every city together, as are `open` and `overdue`; `closed` the disabled
    ones with open reports. `ranked` remembers the order of the cities by the name of a measure: while no figure
    changes, every comparison has the same."""

    at: datetime
    period: Period
    cities: tuple[City, ...]
    whole: Figures
    whole_before: Figures | None
    closed: tuple[Standing, ...]
    open: int
    overdue: int
    ranked: dict[str, tuple[list[City], int]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Breakdown:
    """The reports of one city (or all, `place` None) by kind, category group, unit type and, of one city, kecamatan.

    Keys are what the ledger holds: "" where a report has none of it. Each adds up to `whole`.
    """

    at: datetime
    period: Period
    place: CityPlace | None
    whole: Figures
    by: Mapping[str, Mapping[str, Figures]]


@dataclass(frozen=True)
class LateClock:
    """A deadline that was missed: its rule, when it was due, how many calendar days it took longer (up to now while it
    is not met) in the city's zone, and whether it is still not met.
    """

    rule: str
    due_at: datetime
    days_late: int
    is_open: bool = True


@dataclass(frozen=True)
class ListedReport:
    """A report by its number, with the deadlines it has missed, longest ago first. Nothing of what it says, and
    nobody's name.
    """

    number: str
    place: CityPlace
    state: str
    kind: str
    category_group: str
    area: str
    district: str
    clocks: tuple[LateClock, ...]


@dataclass(frozen=True)
class ReportPage:
    """Part of a list of reports, with the key to the next part."""

    reports: tuple[ListedReport, ...]
    next_key: str = ""


@dataclass(frozen=True)
class AreaFound:
    """A desa/kelurahan or kecamatan somebody looked for, and the city it lies in."""

    name: str
    type: str
    district: str
    place: CityPlace
