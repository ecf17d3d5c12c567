"""How many queries an endpoint costs, exactly, however long the list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.bodies import BODY

DESK = "/api/v1/desk/reports/"


@pytest.fixture
def count(caller: Client):
    """How many queries a call costs once host, areas and law are in the memory of the process."""
    caller.get("/api/v1/areas/")
    caller.post("/api/v1/reports/", BODY, content_type="application/json")

    def count(call) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = call()
        assert answer.status_code in (200, 201), answer.content
        return len(queries)

    return count


@pytest.fixture
def known(staff):
    """Somebody of an office, whose session has shown the second factor before."""

    def sign_in(office, name: str) -> Client:
        client = staff(office, name)
        assert client.get(DESK).status_code == 200
        return client

    return sign_in


def test_a_second_factor_is_looked_for_once_in_a_session(cast, staff, count) -> None:
    siti = staff(cast.tangerang, "siti")
    assert count(lambda: siti.get(DESK)) == 8  # three to remember it
    assert count(lambda: siti.get(DESK)) == 4


def test_creating(count, send) -> None:
    """A test's transaction adds the two of a savepoint each time; a real one begins and commits in their place."""
    assert count(send) == 7
    assert count(lambda: send("a-key")) == 12
    assert count(lambda: send("a-key")) == 1  # repeated: nothing is counted, nothing claimed
    contact = {"name": "Ratna", "phone": "081298765432"}
    assert count(lambda: send(identity="named", contact=contact)) == 7


@pytest.mark.parametrize("reports", [1, 20])
def test_lists_cost_the_same_however_long(cast, caller: Client, known, count, reports: int) -> None:
    for _ in range(reports):
        cast.tangerang.file("dispatched", photos=1)
    assert count(lambda: caller.get("/api/v1/reports/")) == 1
    siti, dewi = known(cast.tangerang, "siti"), known(cast.tangerang, "dewi")
    assert count(lambda: siti.get(DESK)) == 4
    assert count(lambda: dewi.get(DESK)) == 4


def test_one_report(cast, caller: Client, known, count) -> None:
    filed = cast.tangerang.file("closed", photos=2)
    pair = {"number": filed.number, "code": filed.code}
    for path, made in ((f"/api/v1/reports/{filed.number}/", 4), (f"/api/v1/reports/{filed.number}/timeline/", 6)):
        assert count(lambda path=path: caller.get(path)) == made  # the first asks whether it has changed
        assert count(lambda path=path: caller.get(path)) == 1
    assert count(lambda: caller.post("/api/v1/track/", pair, content_type="application/json")) == 7
    siti = known(cast.tangerang, "siti")
    assert count(lambda: siti.get(f"{DESK}{filed.number}/")) == 9


def test_choices(caller: Client, count) -> None:
    assert count(lambda: caller.get("/api/v1/categories/")) == 1
    assert count(lambda: caller.get("/api/v1/areas/")) == 0


def test_an_action(cast, known, count) -> None:
    filed = cast.tangerang.file()
    siti = known(cast.tangerang, "siti")
    verify = lambda: siti.post(f"{DESK}{filed.number}/verify/", {}, content_type="application/json")  # noqa: E731
    assert count(verify) == 15
