"""Each attack runs through the web's own login, in the seat of a city, against real tables."""

import pytest

# The city that attacks and the city it attacks, both ways round.
PAIRS = [("t3671", "t3602"), ("t3602", "t3671")]


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0]}-against-{pair[1]}")
def pair(request: pytest.FixtureRequest, db: None) -> tuple[str, str]:
    """The attacking city and the other one."""
    return request.param


@pytest.fixture(autouse=True)
def _no_collected_files(settings, tmp_path) -> None:
    """Whitenoise looks at STATIC_ROOT whenever a client starts; what a running server has there is not ours."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def attack_urls(settings) -> None:
    """Hosts of cities answer with the views of `tests.attacks.urls`, behind the real middleware."""
    settings.ROOT_URLCONF = "tests.attacks.urls"


@pytest.fixture
def hosts_forgotten():
    """What the process remembers of hosts belongs to the database of one test."""
    from tenants import hosts

    hosts.forget()
    yield
    hosts.forget()
