"""Addresses of many things of one kind on one page."""

from functools import cache

from django.urls import get_urlconf, reverse

_PLACE = "0"


def address(route: str, text: str) -> str:
    """What `reverse(route, args=[text])` gives, for texts that need no quoting in a path (numbers of reports, signed
    names of files) and routes whose only variable is a <str:…>; without going through the routes each time."""
    before, after = _frame(get_urlconf(), route)
    return f"{before}{text}{after}"


@cache
def _frame(urlconf: str | None, route: str) -> tuple[str, str]:
    before, _place, after = reverse(route, urlconf, args=[_PLACE]).rpartition(_PLACE)
    return before, after
