"""Nobody works a small count out from the sums beside it: every table that fits what is shown is looked through."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.disclosure.small_cells import ENOUGH, Mask, is_small, protected_cells

COUNT = st.integers(0, 6)
TABLES = st.lists(st.tuples(COUNT, COUNT), min_size=2, max_size=3)
WIDE = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=40)


def mask_of(rows, **known) -> list[Mask]:
    """What is hidden of a table; all of it where nothing less would do."""
    masks = protected_cells(rows, **known)
    return masks if masks is not None else [(True,) * (len(row) + 1) for row in rows]


def hidden_counts(counts, **known) -> tuple[bool, ...]:
    """What is hidden of a single column."""
    return tuple(hidden for hidden, _total in mask_of([(count,) for count in counts], **known))


def tables_that_fit(rows, mask):
    """Every table with the same column sums, the same shown cells and no count below nought."""
    sums = [sum(column) for column in zip(*rows, strict=True)]
    whole = sum(sums)

    def fitting(row, hidden):
        ranges = [range(whole + 1) if hide else [count] for count, hide in zip(row, hidden, strict=False)]
        return [cells for cells in product(*ranges) if hidden[-1] or sum(cells) == sum(row)]

    for table in product(*(fitting(row, hidden) for row, hidden in zip(rows, mask, strict=True))):
        if [sum(column) for column in zip(*table, strict=True)] == sums:
            yield table


@settings(max_examples=25)
@given(TABLES)
def test_at_least_two_values_fit_each_small_cell_and_each_small_total(rows):
    mask = mask_of(rows)
    fitting = list(tables_that_fit(rows, mask))
    assert tuple(rows) in fitting
    for place, row in enumerate(rows):
        for column, count in enumerate([*row, sum(row)]):
            if is_small(count):
                values = {[*table[place], sum(table[place])][column] for table in fitting}
                assert len(values) > 1, (rows, mask, place, column)


@settings(max_examples=80)
@given(WIDE)
def test_no_small_cell_is_shown_and_no_line_has_a_single_gap(rows):
    mask = mask_of(rows)
    with_totals = [[*row, sum(row)] for row in rows]
    for row, hidden in zip(with_totals, mask, strict=True):
        assert all(hide for count, hide in zip(row, hidden, strict=True) if is_small(count))
        assert sum(hidden) != 1
    for counts, column in zip(zip(*with_totals, strict=True), zip(*mask, strict=True), strict=True):
        # What a sum gives away of a single gap may only be that there is nobody.
        alone = [count for count, hide in zip(counts, column, strict=True) if hide]
        assert len(alone) != 1 or len(rows) == 1 or alone == [0]


@given(WIDE, st.tuples(*[st.booleans()] * 4))
@settings(max_examples=50)
def test_what_is_hidden_in_the_sum_is_hidden_in_every_part(rows, forced):
    for hidden in mask_of(rows, forced=forced):
        assert all(hide for hide, force in zip(hidden, forced, strict=True) if force)


@pytest.mark.parametrize(
    ("rows", "marks"),
    [
        ([], []),
        ([(10, 0, 20), (5, 5, 90)], ["....", "...."]),
        # A nought is enough to keep its neighbour, in two rows.
        ([(0, 3, 200), (0, 8, 90), (6, 7, 50)], ["**..", "....", "**.."]),
        # Two rows that keep each other.
        ([(3, 4, 90), (2, 2, 80), (9, 9, 9)], ["**..", "**..", "...."]),
        # A total that is small takes its row along, and another total.
        ([(0, 0, 3), (6, 0, 30), (50, 50, 50)], ["****", "*.**", "...."]),
        ([(1, 0, 0)], ["****"]),
    ],
)
def test_as_little_is_hidden_as_it_takes(rows, marks):
    assert ["".join("*" if hide else "." for hide in hidden) for hidden in mask_of(rows)] == marks


@given(st.lists(st.integers(0, 30), max_size=12))
def test_counts_with_a_known_sum(counts):
    hidden = hidden_counts(counts)
    assert all(hide for count, hide in zip(counts, hidden, strict=True) if 0 < count < ENOUGH)
    assert sum(hidden) != 1 or len(counts) == 1
    assert any(hidden) == any(0 < count < ENOUGH for count in counts)


def test_the_smallest_other_count_keeps_a_single_one():
    assert hidden_counts([12, 3, 9, 40]) == (False, True, True, False)
    assert hidden_counts([12, 9], forced=(True, True)) == (True, True)
