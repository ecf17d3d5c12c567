"""Each attack runs through the web's own login, in the seat of a city, against real tables."""

import pytest

# The city that attacks and the city it attacks, both ways round.
PAIRS = [("t3671", "t3602"), ("t3602", "t3671")]


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0]}-against-{pair[1]}")
def pair(request: pytest.FixtureRequest, db: None) -> tuple[str, str]:
    """The attacking city and the other one."""
    return request.param
