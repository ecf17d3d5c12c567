"""A shuffle gives each number one place, comes back by the key, and shows nothing of the order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.common.permutation import restored, shuffled

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("size", [1, 2, 3, 5, 16, 17, 100, 1000])
def test_every_number_has_one_place_within_the_size(size: int) -> None:
    assert sorted(shuffled(value, size, KEY) for value in range(size)) == list(range(size))


@given(st.data(), st.integers(1, 2**62 - 1))
def test_it_comes_back(data: st.DataObject, size: int) -> None:
    value = data.draw(st.integers(0, size - 1))
    assert restored(shuffled(value, size, KEY), size, KEY) == value


def test_neighbours_are_no_neighbours_and_another_key_is_another_order() -> None:
    ours, theirs = ([shuffled(value, 999_999, key) for value in range(500)] for key in (KEY, OTHER))
    assert not any(abs(one - next_) == 1 for one, next_ in pairwise(ours))
    assert len(set(ours) & set(theirs)) < 10
    # As many go up as down, and low and high come alike: what a fair shuffle does.
    rises = sum(one < next_ for one, next_ in pairwise(ours))
    assert 200 < rises < 300
    assert 200 < sum(value < 500_000 for value in ours) < 300


@pytest.mark.parametrize(("value", "size"), [(-1, 10), (10, 10), (0, 0), (0, 2**62)])
def test_what_lies_outside_is_a_fault_of_the_program(value: int, size: int) -> None:
    with pytest.raises(ValueError, match="too large to shuffle"):
        shuffled(value, size, KEY)
