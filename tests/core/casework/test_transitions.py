"""The transition table, state by state and person by person: what is allowed, and how everything else is refused.

The expectations are written out here and not taken from `core.reports.workflow`.
"""

from collections.abc import Callable

import pytest
from django.db import transaction

from core.accounts.actors import REPORTER, SYSTEM, Actor
from core.casework import actions
from core.common.errors import Conflict, Forbidden, NotFound
from core.reports import workflow
from core.reports.kinds import OPEN, State
from core.reports.models import Report
from tests.support import contents

TEXT = "Kami periksa hari ini."
CALLS: dict[str, Callable[[str, Actor], Report]] = {
    "ask": lambda number, actor: actions.ask(number, actor, text=TEXT),
    "verify": lambda number, actor: actions.verify(number, actor),
    "reject": lambda number, actor: actions.reject(number, actor, reason="tidak-jelas"),
    "dispatch": lambda number, actor: actions.dispatch(number, actor, unit="dlh"),
    "send_back": lambda number, actor: actions.send_back(number, actor, note=TEXT),
    "start": lambda number, actor: actions.start(number, actor),
    "answer": lambda number, actor: actions.answer(number, actor, text=TEXT),
    "close": lambda number, actor: actions.close(number, actor),
}
OFFICE = {"siti", "joko"}
# action: (states, who, where it leads). Dishub has the report from `dispatched` on, and Dewi answered it.
ALLOWED: dict[str, tuple[set[str], set[str], str]] = {
    "ask": ({"submitted"}, OFFICE, "needs_info"),
    "verify": ({"submitted"}, OFFICE, "verified"),
    "reject": ({"submitted", "needs_info", "verified"}, OFFICE, "rejected"),
    "dispatch": ({"verified"}, OFFICE, "dispatched"),
    "send_back": ({"dispatched", "in_progress"}, {"dewi", "rahmat"}, "verified"),
    "start": ({"dispatched"}, {"dewi", "rahmat", "agus"}, "in_progress"),
    "answer": ({"dispatched", "in_progress"}, {"dewi", "rahmat"}, "answered"),
    "close": ({"answered"}, OFFICE, "closed"),
}
SEES_ALL = {"siti", "joko", "leader"}
DISHUB = {"dewi", "rahmat", "agus"}
AT_DISHUB = {"dispatched", "in_progress", "answered", "closed"}


def expected(state: str, action: str, who: str) -> str | type[Exception]:
    """The state it leads to, or the class of the refusal."""
    states, people, target = ALLOWED[action]
    if who not in ("reporter", "system") and who not in SEES_ALL and not (who in DISHUB and state in AT_DISHUB):
        return NotFound
    if who not in people:
        return Forbidden
    return target if state in states else Conflict


def outcome(action: str, number: str, actor: Actor) -> str | type[Exception]:
    """What really happens, undone afterwards if it succeeded. A refusal has to undo its own work."""
    before = transaction.savepoint()
    try:
        report = CALLS[action](number, actor)
    except (NotFound, Forbidden, Conflict) as refused:
        transaction.savepoint_commit(before)
        return type(refused)
    transaction.savepoint_rollback(before)
    return report.state


@pytest.mark.parametrize("state", State.values)
def test_everybody_may_what_the_table_says_and_a_refusal_changes_nothing(cast, state):
    office = cast.tangerang
    number = office.file(state).number
    people = office.people | {"reporter": REPORTER, "system": SYSTEM}
    with office.seat():
        before = contents.digests(office.tenant)
        happened = {(action, who): outcome(action, number, actor) for action in CALLS for who, actor in people.items()}
        assert contents.digests(office.tenant) == before
    assert happened == {(action, who): expected(state, action, who) for action in CALLS for who in people}


@pytest.mark.parametrize("state", State.values)
def test_the_code_lets_the_reporter_answer_or_add_while_the_report_is_open(cast, state):
    office = cast.tangerang
    filed = office.file(state)
    with office.seat():
        if state == State.NEEDS_INFO:
            assert actions.reply(filed.number, filed.code, text=TEXT).state == "submitted"
            return
        if state in OPEN:
            added = actions.reply(filed.number, filed.code, text=TEXT)
            assert (added.state, [row.text for row in added.messages.all()]) == (state, [TEXT])
            return
        before = contents.digests(office.tenant)
        with pytest.raises(Conflict) as refused:
            actions.reply(filed.number, filed.code, text=TEXT)
        assert refused.value.code == "wrong_state"
        assert contents.digests(office.tenant) == before


@pytest.mark.parametrize(
    "code", ["0000000000000000", "1234", "", None, 5, "１２３４５６７８９０１２３４５６", "\ud800"]
)
def test_a_wrong_code_is_the_same_as_no_report(cast, code):
    office = cast.tangerang
    filed = office.file("needs_info")
    with office.seat():
        before = contents.digests(office.tenant)
        with pytest.raises(NotFound) as wrong:
            actions.reply(filed.number, code, text=TEXT)
        with pytest.raises(NotFound) as absent:
            actions.reply("3671-26-999999-X", filed.code, text=TEXT)
        assert (wrong.value.code, str(wrong.value)) == (absent.value.code, str(absent.value))
        assert contents.digests(office.tenant) == before


def test_the_code_of_another_report_does_not_open_this_one(cast):
    office = cast.tangerang
    asked, other = office.file("needs_info"), office.file("needs_info")
    with office.seat(), pytest.raises(NotFound):
        actions.reply(asked.number, other.code, text=TEXT)


def test_the_one_who_answered_does_not_close(cast):
    office = cast.tangerang
    filed = office.file("answered")
    with office.seat():
        unit = filed.report.unit_id
        both = Actor("staff", office.dewi.user, frozenset({"coordinator"}), {unit: frozenset({"handle_unit"})})
        before = contents.digests(office.tenant)
        with pytest.raises(Forbidden) as refused:
            actions.close(filed.number, both)
        assert refused.value.code == "same_person"
        assert contents.digests(office.tenant) == before
        assert workflow.available(both, filed.report) == []
        assert actions.close(filed.number, office.siti).state == "closed"


def test_roles_in_another_city_count_for_nothing(cast):
    filed = cast.tangerang.file("submitted")
    with cast.lebak.seat(), pytest.raises(NotFound):
        actions.verify(filed.number, cast.lebak.siti)


@pytest.mark.parametrize("number", ["", None, 7, "3671-26-000001", "3671\x00", "\ud800", "x" * 5000, ["3671"]])
@pytest.mark.parametrize("action", CALLS)
def test_what_is_no_number_is_not_found(cast, action, number):
    with cast.tangerang.seat(), pytest.raises(NotFound):
        CALLS[action](number, cast.tangerang.siti)


def test_a_number_is_understood_however_it_is_typed(cast):
    office = cast.tangerang
    filed = office.file()
    with office.seat():
        assert actions.verify(filed.number.lower().replace("-", " "), office.siti).number == filed.number


@pytest.mark.parametrize("state", State.values)
def test_the_buttons_offered_are_the_actions_allowed(cast, state):
    office = cast.tangerang
    report = office.file(state).report
    for who, actor in office.people.items():
        offered = set(workflow.available(actor, report))
        allowed = {action for action in CALLS if not isinstance(expected(state, action, who), type)}
        assert (who, offered) == (who, allowed)


def test_the_table_has_no_line_that_is_not_tested_here():
    assert set(workflow.TRANSITIONS) == {*CALLS, "reply"}
