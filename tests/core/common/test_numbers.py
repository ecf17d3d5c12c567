"""Report numbers catch every single typo; codes are read however people write them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.common.errors import Invalid
from core.common.numbers import format_code, make_number, parse_code, parse_number, receipt_code

CITIES = st.sampled_from(["36.01", "36.02", "36.03", "36.04", "36.71", "36.72", "36.73", "36.74", "11.01", "94.71"])


@pytest.mark.parametrize(
    ("city", "year", "serial", "number"),
    [
        ("36.71", 2026, 123, "3671-26-000123-L"),
        ("36.71", 2026, 1_000_000, "3671-26-1000000-W"),
    ],
)
def test_make_number(city: str, year: int, serial: int, number: str) -> None:
    assert make_number(city, year, serial) == number
    assert parse_number(number) == number


@pytest.mark.parametrize(
    ("city", "year", "serial"),
    [("3671", 2026, 1), ("36.7", 2026, 1), ("36.71", 26, 1), ("36.71", 2026, 0), ("36.71", 2026, 10**10)],
)
def test_a_number_of_nonsense_is_a_fault_of_the_program(city: str, year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="No report number"):
        make_number(city, year, serial)


@pytest.mark.parametrize(
    "typed",
    [
        "3671-26-000123-l",
        " 3671 26 000123 L ",
        "367126000123L",
        "3671\u201326\u2014000123\u2212L",
        "3671-26-000123-\u200bL\n",
        "3671--26 - 000123-L",
    ],
)
def test_typing_is_forgiven(typed: str) -> None:
    assert parse_number(typed) == "3671-26-000123-L"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "3671-26-123-L",
        "3671-26-000123",
        "3671-26-0000123-L",
        "3671/26/000123/L",
        "\u0663671-26-000123-L",
        "3671-26-000123-\u00df",
        "x" * 1_000_000,
        None,
        367126000123,
        ["3671-26-000123-L"],
        "\ud800",
    ],
)
def test_what_is_no_number_is_told_how_one_looks(typed: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_number(typed)
    assert refused.value.code == "number_malformed"
    assert "3671-26-000123-L" in str(refused.value.errors["number"][0])


def test_a_typo_is_told_as_one_at_the_field() -> None:
    with pytest.raises(Invalid) as refused:
        parse_number("3671-26-000124-L", field="q")
    assert refused.value.code == "number_mistyped"
    assert list(refused.value.errors) == ["q"]


@given(CITIES, st.integers(2020, 2099), st.integers(1, 9_999_999), st.data())
def test_any_single_mistyped_character_is_caught(city: str, year: int, serial: int, data: st.DataObject) -> None:
    number = make_number(city, year, serial)
    assert parse_number(number) == number
    position = data.draw(st.sampled_from([place for place, one in enumerate(number) if one != "-"]))
    others = [one for one in string.digits + string.ascii_uppercase if one != number[position]]
    other = data.draw(st.sampled_from(others))
    with pytest.raises(Invalid):
        parse_number(number[:position] + other + number[position + 1 :])


def test_receipt_codes_are_sixteen_digits_and_differ() -> None:
    codes = {receipt_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 16 and code.isascii() and code.isdigit() for code in codes)


def test_a_code_is_shown_in_fours() -> None:
    assert format_code("0234567890123456") == "0234-5678-9012-3456"


@pytest.mark.parametrize(
    "typed", ["0234567890123456", "0234-5678-9012-3456", " 0234 5678 9012 3456\n", "0234\u20135678 90123456"]
)
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert parse_code(typed) == "0234567890123456"


@pytest.mark.parametrize(
    "typed", ["", "023456789012345", "02345678901234567", "0234-5678-9012-345X", "\u0660" * 16, None, 1234567890123456]
)
def test_what_is_no_code_is_told_so(typed: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_code(typed)
    assert (refused.value.code, [str(one) for one in refused.value.errors["code"]]) == (
        "code_malformed",
        ["Kode tanda terima terdiri dari 16 angka, misalnya 1234-5678-9012-3456."],
    )
