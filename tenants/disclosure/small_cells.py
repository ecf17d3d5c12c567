"""Which counts of a public table stay hidden, because they, or what follows from them, would point at few people.

Plain arithmetic over counts, no database. A count from 1 to 4 is small; a nought points at nobody and is shown. Beside
the small ones as many others are hidden as it takes, so that nobody can work a small one out from the sums that are
shown: for each of them at least two values fit everything that is published (proved by search in the tests).
The hidden ones are all shown alike; which of them is small is told to nobody.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

# Design, section 2: a breakdown below the city hides cells under 5 and the cell that would give them away.
ENOUGH = 5

Mask = tuple[bool, ...]


def is_small(count: int) -> bool:
    return 0 < count < ENOUGH


@dataclass(frozen=True)
class Room:
    """How far counts could be others without contradicting what is published beside their table: which could be less
    by one, and which more. By row and column, the total of a row last."""

    less: Sequence[Sequence[int]]
    more: Sequence[Sequence[int]] | None = None

    def falls(self, row: int, column: int) -> bool:
        return self.less[row][column] > 0

    def rises(self, row: int, column: int) -> bool:
        return self.more is None or self.more[row][column] > 0


def protected_cells(
    rows: Sequence[Sequence[int]],
    *,
    forced: Sequence[bool] = (),
    secret: Collection[int] = (),
    room: Room | None = None,
) -> list[Mask] | None:
    """Which cells of a table are hidden when the sum of each of its columns is known; None where nothing that could be
    hidden leaves a second value for each small count.

    Each row holds the parts of a total; its mask has one place more, for that total. `forced` names columns that are
    hidden in the sum itself (the mask of the row this table breaks down): in them every cell is hidden. `secret` are
    rows that are not shown at all: every count of theirs is treated as small. `room`: what other tables, in which
    these counts are contained or which they contain, leave open.
    """
    if not rows:
        return []
    table = _Table([[*row, sum(row)] for row in rows], forced, secret, room)
    for row, column in table.small_cells():
        if not table.is_free(row, column) and not table.free(row, column):
            return None
    return [tuple(row) for row in table.hidden]


# Within one row a report less in a column and one more in another: from, to.
_Move = tuple[int, int]


class _Table:
    """Rows of parts with their total last. With the total taken negative every row adds up to nought and every column
    to a known sum; so another table fits what is shown exactly if hidden cells can be changed by a ring of moves that
    leaves every sum as it is. No count is below nought.

    `moves` are those each row can make among its hidden cells, `made_by` how many rows can make one.
    """

    def __init__(
        self, counts: list[list[int]], forced: Sequence[bool], secret: Collection[int], room: Room | None
    ) -> None:
        self.counts = counts
        self.secret = secret
        self.room = room or Room(counts)
        self.columns = range(len(counts[0]))
        self.total = len(counts[0]) - 1
        self.hidden = [
            [
                place in secret or is_small(row[-1]) or is_small(count) or (bool(forced) and forced[column])
                for column, count in enumerate(row)
            ]
            for place, row in enumerate(counts)
        ]
        self.moves: list[set[_Move]] = [set() for _row in counts]
        self.made_by: Counter[_Move] = Counter()
        for row in range(len(counts)):
            self._look_at(row)

    def small_cells(self) -> Iterator[tuple[int, int]]:
        for row, counts in enumerate(self.counts):
            wanted = bool if row in self.secret else is_small
            yield from ((row, column) for column, count in enumerate(counts) if wanted(count))

    def is_free(self, row: int, column: int) -> bool:
        """Whether this cell could hold another count: a move of its row that other rows can make good."""
        own = [move for move in self.moves[row] if column in move]
        # Most often another row can make the opposite move.
        if any(self.made_by[back] > (back in self.moves[row]) for back in ((to, source) for source, to in own)):
            return True
        ways = self._ways(without=row) if own else []
        return any(source in ways[to] for source, to in own)

    def free(self, row: int, column: int) -> bool:
        """Hide as little more as makes this cell free; False when nothing does (a table of one row)."""
        ring = min(self._rings(row, column), key=self._cost, default=())
        for hidden_row, hidden_column in ring:
            self.hidden[hidden_row][hidden_column] = True
        for changed in {hidden_row for hidden_row, _column in ring}:
            self._look_at(changed)
        return bool(ring)

    def _look_at(self, row: int) -> None:
        """Which moves a row can make, after something in it was hidden."""
        places = [column for column in self.columns if self.hidden[row][column]]
        moves = {move for move in permutations(places, 2) if self._fits(row, move)}
        self.made_by.update(moves - self.moves[row])
        self.moves[row] = moves

    def _fits(self, row: int, move: _Move) -> bool:
        """Whether no count falls below nought, here or beside. The total counts negative: less of it is a report
        more."""
        source, to = move
        less, more = self.room.falls, self.room.rises
        return (more if source == self.total else less)(row, source) and (less if to == self.total else more)(row, to)

    def _ways(self, *, without: int) -> list[set[int]]:
        """For each column, the columns a report can get to from it by moves of the other rows."""
        steps = [set[int]() for _column in self.columns]
        for row, moves in enumerate(self.moves):
            for source, to in moves if row != without else ():
                steps[source].add(to)
        for through in self.columns:
            for reached in steps:
                if through in reached:
                    reached |= steps[through]
        return steps

    def _rings(self, row: int, column: int) -> Iterator[tuple[tuple[int, int], ...]]:
        """The cells of the shortest rings through a cell: a move of its row and the opposite move of another."""
        for other_row in range(len(self.counts)):
            for other in self.columns:
                for move in ((column, other), (other, column)) if other_row != row and other != column else ():
                    if self._fits(row, move) and self._fits(other_row, move[::-1]):
                        yield (row, column), (row, other), (other_row, column), (other_row, other)

    def _cost(self, cells: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
        """What is lost by hiding these too: first totals, then reports, then cells."""
        totals = reports = lost = 0
        for row, column in cells:
            if not self.hidden[row][column]:
                totals += column == self.total
                reports += self.counts[row][column]
                lost += 1
        return totals, reports, lost
