"""How many statements each action costs, exactly. What begins and ends transactions is not counted.

Every state change locks the report and reads it, the last entry of its history and its clocks, and writes history,
report, notices (the old one handled, a new one for whoever is next) and ledger: nine at most. The clocks that are met
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
    ("ask", "submitted", lambda o, f: actions.ask(f.number, o.siti, text=TEXT), 13),
    ("reply", "needs_info", lambda o, f: actions.reply_by(key(f), text=TEXT), 13),
    ("record_reply", "needs_info", lambda o, f: actions.record_reply(f.number, o.siti, text=TEXT), 13),
    ("withdraw_question", "needs_info", lambda o, f: actions.withdraw_question(f.number, o.siti, text=TEXT), 13),
    ("go_on_without", "needs_info", lambda o, f: actions.go_on_without(f.number, o.siti, text=TEXT), 13),
    ("verify", "submitted", lambda o, f: actions.verify(f.number, o.siti), 12),
    ("reject", "submitted", lambda o, f: actions.reject(f.number, o.siti, reason="tidak-jelas"), 11),
    ("refer", "submitted", lambda o, f: actions.refer(f.number, o.siti, agency="PLN", text=TEXT), 12),
    ("resolve_outside", "submitted", lambda o, f: actions.resolve_outside(f.number, o.siti, text=TEXT), 12),
    ("dispatch", "verified", lambda o, f: actions.dispatch(f.number, o.siti, unit="dishub"), 13),
    ("redispatch", "dispatched", lambda o, f: actions.redispatch(f.number, o.siti, unit="dlh"), 12),
    ("send_back", "dispatched", lambda o, f: actions.send_back(f.number, o.dewi, note=TEXT), 11),
    ("add_part", "dispatched", lambda o, f: actions.add_part(f.number, o.siti, unit="dlh", note=TEXT), 10),
    ("start", "dispatched", lambda o, f: actions.start(f.number, o.agus), 10),
    ("answer", "in_progress", lambda o, f: actions.answer(f.number, o.dewi, text=TEXT), 14),
    ("follow_up", "answered", lambda o, f: actions.follow_up(f.number, o.dewi, text=TEXT), 11),
    ("check", "answered", lambda o, f: actions.check(f.number, o.siti), 8),
    ("rework", "answered", lambda o, f: actions.rework(f.number, o.siti, note=TEXT), 12),
    ("close", "answered", lambda o, f: actions.close(f.number, o.siti), 10),
    ("add_info", "answered", lambda o, f: actions.reply_by(key(f), text=TEXT), 11),
    ("withdraw", "dispatched", lambda o, f: actions.withdraw(key(f)), 12),
    ("reopen", "closed", lambda o, f: actions.reopen(key(f), text=TEXT), 15),
    ("rate", "closed", lambda o, f: actions.rate(key(f), score=4), 8),
    ("note", "dispatched", lambda o, f: actions.note(f.number, o.dewi, text=TEXT), 8),
    ("message", "dispatched", lambda o, f: actions.message(f.number, o.dewi, text=TEXT), 9),
    ("extend", "dispatched", lambda o, f: actions.extend(f.number, o.siti, days=3, text=TEXT), 10),
    ("correct", "dispatched", lambda o, f: actions.correct(f.number, o.siti, visibility="secret"), 7),
    ("recalculate", "dispatched", lambda o, f: actions.recalculate(f.number, cause="SKB"), 4),
    ("anonymise", "closed", lambda o, f: actions.anonymise(f.number, o.siti, cause="request"), 16),
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
        assert costs == [21, 21]
