"""The numbers that a city gives to its reports, which look as if they had no order."""

from core.common.numbers import make_number, serial_of


def nth_number(city_code: str, year: int, count: int) -> str:
    """The number of the `count`th report that a city receives in a year."""
    return make_number(city_code, year, serial_of(city_code, year, count))
