"""Nobody works a hidden count out from several spans of time: every history that fits what is shown is tried."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.disclosure.published_tables import STATUSES, Count, Group, parts_of_spans
from tenants.disclosure.small_cells import is_small

MONTH, YEAR = "month", "year"
INSIDE = {MONTH: YEAR}
# Of two groups in two statuses: how many in the month, and in the rest of the year.
CELLS = st.tuples(*[st.integers(0, 6)] * 4)
Cells = tuple[tuple[int, int], tuple[int, int]]


def count(code: str, *statuses: int) -> Count:
    padded = (*statuses, *(0,) * (len(STATUSES) - len(statuses)))
    return Count(code, code, padded, met=0, judged=sum(padded), median_days=None, measured=0)


def published(month: Cells, rest: Cells) -> dict[str, dict[str, Group]]:
    year = [[one + other for one, other in zip(*rows, strict=True)] for rows in zip(month, rest, strict=True)]
    tables = {
        span: [count(code, *row) for code, row in zip("ab", rows, strict=True)]
        for span, rows in ((MONTH, month), (YEAR, year))
    }
    shown = parts_of_spans(tables, INSIDE)
    return {span: {group.code: group for group in groups} for span, groups in shown.items()}


def says(shown: dict[str, dict[str, Group]], span: str, place: int) -> tuple[int | None, int | None, int | None]:
    """What is shown of a group in a span: two statuses and their sum; a group that is not listed has nothing."""
    group = shown[span].get("ab"[place])
    return (0, 0, 0) if group is None else (*[group.by_status[status] for status in STATUSES[:2]], group.received)


def tables_with(sums: tuple[int, int]) -> Iterator[Cells]:
    for first, second in product(range(sums[0] + 1), range(sums[1] + 1)):
        yield (first, second), (sums[0] - first, sums[1] - second)


def fits(said: tuple[int | None, ...], cells: tuple[int, int]) -> bool:
    return all(each is None or each == value for each, value in zip(said, (*cells, sum(cells)), strict=True))


def histories_that_fit(month: Cells, rest: Cells) -> Iterator[tuple[Cells, Cells]]:
    """Every month and year with the known sums of the city in which everything shown is what is shown."""
    shown = published(month, rest)
    said = {(span, place): says(shown, span, place) for span in (MONTH, YEAR) for place in (0, 1)}
    sums = [tuple(sum(column) for column in zip(*table, strict=True)) for table in (month, rest)]
    for one in tables_with(sums[0]):
        if not all(fits(said[MONTH, place], one[place]) for place in (0, 1)):
            continue
        for other in tables_with(sums[1]):
            year = [tuple(sum(pair) for pair in zip(one[place], other[place], strict=True)) for place in (0, 1)]
            if all(fits(said[YEAR, place], year[place]) for place in (0, 1)):
                yield one, tuple(year)


@settings(max_examples=40)
@given(CELLS, CELLS)
def test_at_least_two_values_fit_each_small_count_of_each_span(month: tuple, rest: tuple) -> None:
    month, rest = (month[:2], month[2:]), (rest[:2], rest[2:])
    fitting = list(histories_that_fit(month, rest))
    year = tuple(
        tuple(sum(pair) for pair in zip(one, other, strict=True)) for one, other in zip(month, rest, strict=True)
    )
    assert (month, year) in fitting
    for span, table in enumerate((month, year)):
        for place, row in enumerate(table):
            for column, value in enumerate((*row, sum(row))):
                if is_small(value):
                    values = {(*found[span][place], sum(found[span][place]))[column] for found in fitting}
                    assert len(values) > 1, (month, rest, span, place, column)


def test_a_month_that_is_all_there_is_hides_in_the_year_what_it_hides_itself() -> None:
    shown = published(((3, 20), (9, 30)), ((0, 0), (0, 0)))
    assert shown[MONTH] == shown[YEAR]
    assert shown[MONTH]["a"].by_status["menunggu"] is None


def test_a_year_with_enough_besides_shows_what_its_month_hides() -> None:
    shown = published(((3, 20), (9, 30)), ((50, 60), (70, 80)))
    assert shown[MONTH]["a"].by_status["menunggu"] is None
    assert shown[YEAR]["a"].by_status["menunggu"] == 53
    assert not any(group.has_hidden for group in shown[YEAR].values())


@pytest.mark.parametrize("secret", [1, 3, 40])
def test_a_group_that_is_shown_nowhere_is_not_the_difference_between_sum_and_parts(secret: int) -> None:
    tables = {"": [count("a", 20, 9), count("b", 30, 8), count("rahasia", secret, 0)]}
    shown = parts_of_spans(tables, secret="rahasia")[""]
    assert [group.code for group in shown] == ["a", "b"]
    assert None in [group.by_status["menunggu"] for group in shown]
    assert None in [group.received for group in shown]
    assert None in [group.judged for group in shown]


def test_a_group_without_reports_in_a_span_is_not_listed_there() -> None:
    tables = {MONTH: [count("a", 20, 9)], YEAR: [count("a", 40, 19), count("b", 30, 8)]}
    shown = parts_of_spans(tables, INSIDE)
    assert [[group.code for group in groups] for groups in shown.values()] == [["a"], ["a", "b"]]
