"""Groups of reports as the public may see them: what would point at few people is None, and nothing downstream can
show it. Plain values, no database; cities and province count their own reports and hide by the same rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants.small_cells import hidden_cells, hidden_counts

# LAKSA's public statuses (domain facts, section 1); they add up to the reports received.
STATUSES = ("menunggu", "proses", "selesai")


@dataclass(frozen=True)
class Count:
    """A group as it is counted, before anything is hidden. `statuses` in the order of STATUSES."""

    code: str
    name: str
    statuses: tuple[int, ...]
    met: int
    judged: int
    median_days: float | None
    measured: int


@dataclass(frozen=True)
class Group:
    """The reports of one unit, area, month, kind…; None: hidden. An empty code: those that have none of that.

    `met` of `judged`: answered (or refused with a reason) by the due time, of those that are answered, ended late or
    open past due. `median_days`: working days from receipt to answer, over the `measured` reports that have one.
    """

    code: str
    name: str
    by_status: Mapping[str, int | None]
    received: int | None
    met: int | None
    judged: int | None
    median_days: float | None
    measured: int | None

    @property
    def has_hidden(self) -> bool:
        return None in (*self.by_status.values(), self.received, self.judged, self.measured)


def whole(count: Count) -> Group:
    """A city's own figures: nothing is hidden."""
    return _group(count, [False] * (len(STATUSES) + 1), is_judged_hidden=False, is_measured_hidden=False)


def parts(counts: Sequence[Count], *, within: Group | None = None) -> list[Group]:
    """The groups of a whole whose sums are known, as far as they may be shown.

    `within`: the whole, where it is itself one of several groups and may have hidden figures of its own.
    """
    forced = [within.by_status[status] is None for status in STATUSES] if within else []
    masks = hidden_cells(
        [count.statuses for count in counts], forced=[*forced, within.received is None] if within else ()
    )
    judged = hidden_counts([count.judged for count in counts], forced=bool(within and within.judged is None))
    measured = hidden_counts([count.measured for count in counts], forced=bool(within and within.measured is None))
    return [
        _group(count, mask, is_judged_hidden=hide_judged, is_measured_hidden=hide_measured)
        for count, mask, hide_judged, hide_measured in zip(counts, masks, judged, measured, strict=True)
    ]


def _group(count: Count, mask: Sequence[bool], *, is_judged_hidden: bool, is_measured_hidden: bool) -> Group:
    *hidden, is_received_hidden = mask
    shown = zip(STATUSES, count.statuses, hidden, strict=True)
    return Group(
        code=count.code,
        name=count.name,
        by_status={status: None if hide else number for status, number, hide in shown},
        received=None if is_received_hidden else sum(count.statuses),
        met=None if is_judged_hidden else count.met,
        judged=None if is_judged_hidden else count.judged,
        median_days=None if is_measured_hidden else count.median_days,
        measured=None if is_measured_hidden else count.measured,
    )
