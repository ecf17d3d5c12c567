"""Which counts of a public table stay hidden, because they, or what follows from them, would point at few people.

Plain arithmetic over counts, no database. A count from 1 to 4 is small; a nought points at nobody and is shown. Beside
the small ones as many others are hidden as it takes, so that nobody can work a small one out from the sums that are
shown: for each of them at least two values fit everything that is published (proved by search in the tests).
The hidden ones are all shown alike; which of them is small is told to nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Design, section 2: a breakdown below the city hides cells under 5 and the cell that would give them away.
ENOUGH = 5

Mask = tuple[bool, ...]


def is_small(count: int) -> bool:
    return 0 < count < ENOUGH


def hidden_counts(counts: Sequence[int], *, forced: bool = False) -> Mask:
    """Which of these counts are hidden when their sum is known. `forced`: the sum is hidden itself, so all of them."""
    hidden = [forced or is_small(count) for count in counts]
    if sum(hidden) == 1 and len(counts) > 1:
        shown = [index for index in range(len(counts)) if not hidden[index]]
        hidden[min(shown, key=lambda index: counts[index])] = True
    return tuple(hidden)


def hidden_cells(rows: Sequence[Sequence[int]], *, forced: Sequence[bool] = ()) -> list[Mask]:
    """Which cells of a table are hidden when the sum of each of its columns is known.

    Each row holds the parts of a total; its mask has one place more, for that total. `forced` names columns that are
    hidden in the sum itself (the mask of the row this table breaks down): in them every cell is hidden.
    """
    if not rows:
        return []
    table = _Table([[*row, sum(row)] for row in rows])
    for row, column in table.cells():
        is_row_small = is_small(table.counts[row][-1])
        table.hidden[row][column] = (
            is_row_small or is_small(table.counts[row][column]) or (bool(forced) and forced[column])
        )
    for row, column in table.cells():
        if is_small(table.counts[row][column]) and not table.is_free(row, column) and not table.free(row, column):
            return [tuple(True for _count in cells) for cells in table.counts]
    return [tuple(row) for row in table.hidden]


@dataclass(frozen=True)
class _Move:
    """One report less in a column and one more in another, within one row."""

    row: int
    source: int
    target: int

    @property
    def cells(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.row, self.source), (self.row, self.target)


class _Table:
    """Rows of parts with their total last. With the total taken negative every row adds up to nought and every column
    to a known sum; so another table fits what is shown exactly if hidden cells can be changed by a ring of moves that
    leaves every sum as it is. No count is below nought.
    """

    def __init__(self, counts: list[list[int]]) -> None:
        self.counts = counts
        self.columns = range(len(counts[0]))
        self.total = len(counts[0]) - 1
        self.hidden = [[False] * len(counts[0]) for _row in counts]

    def cells(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row in range(len(self.counts)) for column in self.columns)

    def _fits(self, move: _Move) -> bool:
        """Whether no count falls below nought. The total counts negative: less of it is a report more."""
        row = self.counts[move.row]
        is_there = move.source == self.total or row[move.source] > 0
        return is_there and (move.target != self.total or row[self.total] > 0)

    def _is_hidden(self, move: _Move) -> bool:
        return all(self.hidden[row][column] for row, column in move.cells)

    def is_free(self, row: int, column: int) -> bool:
        """Whether this cell could hold another count: a move of its row that other rows can make good."""
        ways = self._ways(without=row)
        for other in self.columns:
            for source, target in ((column, other), (other, column)):
                move = _Move(row, source, target)
                if other != column and self._is_hidden(move) and self._fits(move) and source in ways[target]:
                    return True
        return False

    def _ways(self, *, without: int) -> list[set[int]]:
        """For each column, the columns a report can get to from it by moves of the other rows."""
        steps = [set[int]() for _column in self.columns]
        for row in range(len(self.counts)):
            for source in self.columns if row != without else ():
                for target in self.columns:
                    move = _Move(row, source, target)
                    if source != target and self._is_hidden(move) and self._fits(move):
                        steps[source].add(target)
        for through in self.columns:
            for reached in steps:
                if through in reached:
                    reached |= steps[through]
        return steps

    def free(self, row: int, column: int) -> bool:
        """Hide as little more as makes this cell free; False when nothing does (a table of one row)."""
        rings = [
            [cell for move in ring for cell in move.cells]
            for ring in self._rings(row, column)
            if all(self._fits(move) for move in ring)
        ]
        if not rings:
            return False
        for hidden_row, hidden_column in min(rings, key=self._cost):
            self.hidden[hidden_row][hidden_column] = True
        return True

    def _rings(self, row: int, column: int) -> Iterator[tuple[_Move, _Move]]:
        """The shortest rings through a cell: a move of its row and the opposite move of another."""
        for other_row in range(len(self.counts)):
            for other in self.columns:
                if other_row != row and other != column:
                    yield _Move(row, column, other), _Move(other_row, other, column)
                    yield _Move(row, other, column), _Move(other_row, column, other)

    def _cost(self, cells: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
        """What is lost by hiding these too: first totals, then reports, then cells."""
        lost = [(row, column) for row, column in cells if not self.hidden[row][column]]
        totals = sum(column == self.total for _row, column in lost)
        return totals, sum(self.counts[row][column] for row, column in lost), len(lost)
