"""Groups of reports as the public may see them: what would point at few people is None, and nothing downstream can
show it. Plain values, no database; cities and province count their own reports and hide by the same rule.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.disclosure.small_cells import Mask, Room, protected_cells

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


def group_of(kept: Mapping[str, Any]) -> Group:
    """A group that was kept as JSON, whose objects have no order."""
    return Group(**{**kept, "by_status": {status: kept["by_status"][status] for status in STATUSES}})


def whole(count: Count) -> Group:
    """A city's own figures: nothing is hidden."""
    return _group(count, [False] * (len(STATUSES) + 1), is_judged_hidden=False, is_measured_hidden=False)


def parts(counts: Sequence[Count], *, within: Group | None = None) -> list[Group]:
    """The groups of a whole whose sums are known, as far as they may be shown.

    `within`: the whole, where it is itself one of several groups and may have hidden figures of its own.
    """
    return parts_of_spans({"": counts}, within={"": within} if within else {})[""]


def parts_of_spans(
    counts: Mapping[str, Sequence[Count]],
    inside: Mapping[str, str] | None = None,
    *,
    within: Mapping[str, Group] | None = None,
    secret: str | None = None,
) -> dict[str, list[Group]]:
    """The same for several spans of time that are offered side by side: no table of one, and no difference between
    two, gives away what is hidden in a third.

    `inside`: by span, the smallest other one that contains it. `secret`: the code of a group that is counted in the
    sums and shown nowhere. A span shows the groups that have reports in it, or of which that is hidden.
    """
    known = {span: {count.code: count for count in found} for span, found in counts.items()}
    order = _in_order(counts.values())
    rows = {span: [found.get(each.code) or _none(each) for each in order] for span, found in known.items()}
    hidden_rows = {place for place, each in enumerate(order) if each.code == secret}
    hiding = _Hiding(rows, inside or {}, within or {}, hidden_rows)
    masks = {name: hiding.of(name) for name in ("statuses", "judged", "measured")}
    shown: dict[str, list[Group]] = {}
    for span, found in rows.items():
        groups = [
            _group(
                count,
                masks["statuses"][span][place],
                is_judged_hidden=masks["judged"][span][place][0],
                is_measured_hidden=masks["measured"][span][place][0],
            )
            for place, count in enumerate(found)
            if count.code != secret
        ]
        shown[span] = [group for group in groups if group.has_hidden or group.received]
    return shown


def _none(other: Count) -> Count:
    """The same group with no report."""
    return Count(other.code, other.name, (0,) * len(STATUSES), 0, 0, None, 0)


def _in_order(tables: Iterable[Sequence[Count]]) -> list[Count]:
    """Each group once, in the order in which the tables have them."""
    found: dict[str, Count] = {}
    for table in tables:
        for count in table:
            found.setdefault(count.code, count)
    return list(found.values())


_Table = list[tuple[int, ...]]


@dataclass(frozen=True)
class _Hiding:
    """Which cells of the same table in several spans are hidden.

    Each span has its own masks, and what can be hidden in it must leave the spans around and inside it as they are:
    a report less in a month is one more in the rest of the year. Where there is no such rest, because most of what is
    known is the month, the same cells are hidden in every span: those that protect each stretch of time by itself.
    Then what a span shows says nothing about them.
    """

    rows: Mapping[str, Sequence[Count]]
    inside: Mapping[str, str]
    within: Mapping[str, Group]
    secret: Collection[int]

    def of(self, name: str) -> dict[str, list[Mask]]:
        """By span; `name`: "statuses" with their total, or one of the counts of punctuality and of answers."""
        tables = {span: [_cells(count, name) for count in counts] for span, counts in self.rows.items()}
        alone = {span: self._alone(span, tables) for span in tables}
        masks = {}
        for span, table in tables.items():
            around = self.inside.get(span)
            room = Room(_summed(alone[span]), _summed(alone[around]) if around in alone else None)
            found = self._protected(table, self._forced(span, name), room)
            if found is None:
                return self._everywhere(name, alone)
            masks[span] = found
        return masks

    def _alone(self, span: str, tables: Mapping[str, _Table]) -> _Table:
        """What a span has of its own: without the spans inside it."""
        parts = [tables[other] for other in tables if self.inside.get(other) == span]
        return [
            tuple(count - sum(part[row][column] for part in parts) for column, count in enumerate(cells))
            for row, cells in enumerate(tables[span])
        ]

    def _everywhere(self, name: str, alone: Mapping[str, _Table]) -> dict[str, list[Mask]]:
        together: list[list[bool]] = []
        for span, table in alone.items():
            masks = self._protected(table, self._forced(span, name), None)
            if masks is None:
                masks = [(True,) * (len(cells) + 1) for cells in table]
            together = together or [[False] * len(mask) for mask in masks]
            for row, mask in zip(together, masks, strict=True):
                row[:] = [one or other for one, other in zip(row, mask, strict=True)]
        return {span: [tuple(row) for row in together] for span in alone}

    def _protected(self, table: _Table, forced: Sequence[bool], room: Room | None) -> list[Mask] | None:
        return protected_cells(table, forced=forced, secret=self.secret, room=room)

    def _forced(self, span: str, name: str) -> list[bool]:
        """What is hidden in the sum. Of a count alone, the sum of a row is the count."""
        whole = self.within.get(span)
        if whole is None:
            return []
        if name == "statuses":
            return [*(whole.by_status[status] is None for status in STATUSES), whole.received is None]
        return [getattr(whole, name) is None] * 2


def _cells(count: Count, name: str) -> tuple[int, ...]:
    return count.statuses if name == "statuses" else (getattr(count, name),)


def _summed(table: _Table) -> list[tuple[int, ...]]:
    return [(*cells, sum(cells)) for cells in table]


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
