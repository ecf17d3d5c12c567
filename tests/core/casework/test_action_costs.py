"""How many statements each action costs, exactly. What begins and ends transactions is not counted.

Every state change locks the report and reads it, the last entry of its history and its clocks; it ends the old notice,
writes history, report and the notice of whoever is next as one, and the ledger: seven at most. The clocks that are met
or moved come as one, those that begin as one, the mails as one, and then the rows of its own.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions
from core.casework.actions import ByCode
from tests.support.cast import Filed, Office

TEXT = "Kami periksa hari ini."
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET ")
Call = Callable[[Office, Filed], object]


def cost(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len([query for query in captured if not query["sql"].startswith(MARKS)])


def key(filed: Filed) -> ByCode:
    return ByCode(filed.number, filed.code)


COSTS: list[tuple[str, str, Call, int]] = [
    ("ask", "submitted", lambda o, f: actions.ask(f.number, o.siti, text=TEXT), 12),
    ("reply", "needs_info", lambda o, f: actions.reply_by(key(f), text=TEXT), 11),
    ("record_reply", "needs_info", lambda o, f: actions.record_reply(f.number, o.siti, text=TEXT), 11),
    ("withdraw_question", "needs_info", lambda o, f: actions.withdraw_question(f.number, o.siti, text=TEXT), 11),
    ("go_on_without", "needs_info", lambda o, f: actions.go_on_without(f.number, o.siti, text=TEXT), 11),
    ("verify", "submitted", lambda o, f: actions.verify(f.number, o.siti), 10),
    ("reject", "submitted", lambda o, f: actions.reject(f.number, o.siti, reason="tidak-jelas"), 10),
    ("refer", "submitted", lambda o, f: actions.refer(f.number, o.siti, agency="PLN", text=TEXT), 11),
    ("resolve_outside", "submitted", lambda o, f: actions.resolve_outside(f.number, o.siti, text=TEXT), 11),
    ("dispatch", "verified", lambda o, f: actions.dispatch(f.number, o.siti, unit="dishub"), 10),
    ("redispatch", "dispatched", lambda o, f: actions.redispatch(f.number, o.siti, unit="dlh"), 9),
    ("send_back", "dispatched", lambda o, f: actions.send_back(f.number, o.dewi, note=TEXT), 9),
    ("add_part", "dispatched", lambda o, f: actions.add_part(f.number, o.siti, unit="dlh", note=TEXT), 8),
    ("start", "dispatched", lambda o, f: actions.start(f.number, o.agus), 8),
    ("answer", "in_progress", lambda o, f: actions.answer(f.number, o.dewi, text=TEXT), 12),
    ("follow_up", "answered", lambda o, f: actions.follow_up(f.number, o.dewi, text=TEXT), 10),
    ("check", "answered", lambda o, f: actions.check(f.number, o.siti), 7),
    ("rework", "answered", lambda o, f: actions.rework(f.number, o.siti, note=TEXT), 10),
    ("close", "answered", lambda o, f: actions.close(f.number, o.siti), 9),
    ("add_info", "answered", lambda o, f: actions.reply_by(key(f), text=TEXT), 10),
    ("withdraw", "dispatched", lambda o, f: actions.withdraw(key(f)), 11),
    ("reopen", "closed", lambda o, f: actions.reopen(key(f), text=TEXT), 13),
    ("rate", "closed", lambda o, f: actions.rate(key(f), score=4), 7),
    ("note", "dispatched", lambda o, f: actions.note(f.number, o.dewi, text=TEXT), 7),
    ("message", "dispatched", lambda o, f: actions.message(f.number, o.dewi, text=TEXT), 8),
    ("extend", "dispatched", lambda o, f: actions.extend(f.number, o.siti, days=3, text=TEXT), 9),
    ("correct", "dispatched", lambda o, f: actions.correct(f.number, o.siti, visibility="secret"), 6),
    ("recalculate", "dispatched", lambda o, f: actions.recalculate(f.number, cause="SKB"), 4),
    ("anonymise", "closed", lambda o, f: actions.anonymise(f.number, o.siti, cause="request"), 15),
]


@pytest.mark.parametrize(("name", "state", "call", "statements"), COSTS, ids=[name for name, *_rest in COSTS])
def test_an_action_costs_so_many_statements(cast, name, state, call, statements):
    office = cast.tangerang
    with office.seat():
        filed = office.file(state)
        assert cost(lambda: call(office, filed)) == statements


def test_merging_costs_both_sides_and_nothing_for_each_supporter(cast):
    office = cast.tangerang
    with office.seat():
        costs = []
        for supporters in (0, 5):
            survivor, merged = office.file("verified"), office.file("verified")
            for number in range(supporters):
                actions.support(merged.number, voter=str(number))
            costs.append(cost(lambda: actions.merge(merged.number, office.siti, into=survivor.number)))  # noqa: B023
        assert costs == [19, 19]
