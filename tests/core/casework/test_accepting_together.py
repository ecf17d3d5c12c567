"""A hand-over is accepted, given back and taken back at once: one wins, the others are told, nothing is lost."""

from collections.abc import Callable
from itertools import permutations

import pytest
from django.db import transaction

from core.casework import actions
from core.common.errors import Conflict
from core.reports.models import Report
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support.waiting import Other

pytestmark = pytest.mark.usefixtures("fresh_database")

REASON = "Jalan ini dipelihara kota, bukan kabupaten."
WAYS: dict[str, Callable] = {
    "accept": lambda cast, number: in_seat(cast.lebak, lambda: actions.accept(number, cast.lebak.siti)),
    "hand_back": lambda cast, number: in_seat(
        cast.lebak, lambda: actions.hand_back(number, cast.lebak.joko, text=REASON)
    ),
    "recall": lambda cast, number: in_seat(cast.tangerang, lambda: actions.recall(number, cast.tangerang.siti)),
}
# Where the report is afterwards.
LEADS_TO = {"accept": "t3602", "hand_back": "t3671", "recall": "t3671"}


def in_seat(office, act: Callable) -> object:
    """What the action gives, or its refusal."""
    with office.seat():
        try:
            return act()
        except Conflict as refused:
            return refused


def sent(cast) -> str:
    number = cast.tangerang.file().number
    with cast.tangerang.seat():
        actions.transfer(number, cast.tangerang.siti, to="36.02")
    return number


def stands_once(cast, number: str, schema: str) -> None:
    with province_seat():
        fact = Fact.objects.get(number=number)
    assert (fact.tenant, fact.state, fact.pending_to) == (schema, "submitted", None)
    for office in (cast.tangerang, cast.lebak):
        with office.seat():
            report = Report.objects.get(number=number)
            assert report.state == ("submitted" if office.schema == schema else "transferred")


def verified(fresh_database) -> None:
    for code in ("36.71", "36.02"):
        answer = fresh_database.laksa("audit", "verify", "--tenant", code)
        assert answer.returncode == 0, answer.stdout


def test_whoever_comes_second_is_refused_with_what_has_happened(cast, fresh_database):
    """Every pair, both waiting for the same lock."""
    owner = fresh_database.owner()
    for first, second in permutations(WAYS, 2):
        number = sent(cast)
        with cast.lebak.seat(), transaction.atomic():
            # Under the lock that all of them need: the first waits for it, then the second, or for what the first has.
            Report.objects.select_for_update().get(number=number)
            others = []
            for name in (first, second):
                others.append(Other(lambda name=name, number=number: WAYS[name](cast, number)))
                others[-1].wait_until_it_waits(owner, sessions=len(others))
        done, refused = (other.result() for other in others)
        assert isinstance(done, Report), (first, second, done)
        assert isinstance(refused, Conflict), (first, second, refused)
        assert refused.code in ("not_waiting", "wrong_state", "accepted")
        stands_once(cast, number, LEADS_TO[first])
    verified(fresh_database)


def test_three_at_once_one_wins(cast, fresh_database):
    for _round in range(6):
        number = sent(cast)
        others = {name: Other(lambda act=act, number=number: act(cast, number)) for name, act in WAYS.items()}
        results = {name: other.result() for name, other in others.items()}
        (won,) = [name for name, result in results.items() if isinstance(result, Report)]
        assert all(isinstance(result, Conflict) for name, result in results.items() if name != won)
        stands_once(cast, number, LEADS_TO[won])
    verified(fresh_database)
