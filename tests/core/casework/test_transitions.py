"""The transition table, state by state and person by person: what is allowed, and how everything else is refused.

The expectations are written out here and not taken from `core.reports.workflow`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.accounts import citizens
from core.accounts.actors import REPORTER, SYSTEM, Actor
from core.casework import actions
from core.catalogue.models import CitySettings
from core.reports import workflow
from core.reports.kinds import State
from core.reports.models import Report
from tests.core.casework.scenes import CALLS, FORBIDDEN, NOT_FOUND, SAME, TEXT, WRONG_STATE, outcome, set_scene
from tests.support import contents
from tests.support.cast import Filed, Office

OPEN = {"submitted", "needs_info", "verified", "dispatched", "in_progress", "answered"}
AT_UNIT = {"dispatched", "in_progress"}
ENDED = {"closed", "rejected", "withdrawn", "merged", "transferred"}
ALIVE = OPEN | ENDED - {"transferred"}
OFFICE, UNIT, FIELD = {"siti", "joko"}, {"dewi", "rahmat"}, {"agus"}
# action: (states, who, where it leads). Dishub has the report from `dispatched` on, and Dewi answered it.
ALLOWED: dict[str, tuple[set[str], set[str], str]] = {
    "ask": ({"submitted"}, OFFICE, "needs_info"),
    "record_reply": ({"needs_info"}, OFFICE, "submitted"),
    "withdraw_question": ({"needs_info"}, OFFICE, "submitted"),
    "go_on_without": ({"needs_info"}, OFFICE, "submitted"),
    "verify": ({"submitted"}, OFFICE, "verified"),
    "reject": ({"submitted", "needs_info", "verified"}, OFFICE, "rejected"),
    "refer": ({"submitted", "verified"}, OFFICE, "rejected"),
    "transfer": ({"submitted", "verified"}, OFFICE, "transferred"),
    "accept": ({"submitted"}, OFFICE, SAME),
    "hand_back": ({"submitted"}, OFFICE, "transferred"),
    "recall": ({"transferred"}, OFFICE, "submitted"),
    "merge": ({"submitted", "verified"} | AT_UNIT, OFFICE, "merged"),
    "resolve_outside": ({"submitted", "verified"} | AT_UNIT, OFFICE, "closed"),
    "dispatch": ({"verified"}, OFFICE, "dispatched"),
    "redispatch": (AT_UNIT, OFFICE, "dispatched"),
    "send_back": (AT_UNIT, UNIT, "verified"),
    "start": ({"dispatched"}, UNIT | FIELD, "in_progress"),
    "answer": (AT_UNIT, UNIT, "answered"),
    "rework": ({"answered"}, OFFICE, "in_progress"),
    "close": ({"answered"}, OFFICE, "closed"),
    "correct": (ALIVE, OFFICE, SAME),
    "redact": (ALIVE, OFFICE, SAME),
    "hide_photo": (ALIVE, OFFICE, SAME),
    "message": (OPEN, OFFICE | UNIT, SAME),
    "note": (OPEN, OFFICE | UNIT | FIELD, SAME),
    "extend": (OPEN, OFFICE, SAME),
    "add_part": (AT_UNIT, OFFICE, SAME),
    "finish_part": (AT_UNIT, set(), SAME),
    "return_part": (AT_UNIT, set(), SAME),
    "withdraw_part": (AT_UNIT | {"verified"}, OFFICE, SAME),
    "work_photos": (AT_UNIT, UNIT | FIELD, SAME),
    "follow_up": ({"answered"}, UNIT, SAME),
    "check": ({"answered"}, OFFICE, SAME),
    "anonymise": (ENDED, OFFICE, SAME),
}
# Allowed by the table, and refused for another reason that the report is in.
RULES = {
    ("needs_info", "extend"): "Conflict no_extension",  # the time stands still
    ("answered", "extend"): "Conflict no_extension",  # and is over here
    # No other city has handed it over.
    **{("submitted", action): "Conflict not_waiting" for action in ("accept", "hand_back")},
    # No other unit has a part of it.
    **{(state, "withdraw_part"): "Invalid invalid" for state in ("verified", "dispatched", "in_progress")},
}
SEES_ALL = {"siti", "joko", "leader"}
DISHUB = UNIT | FIELD
AT_DISHUB = AT_UNIT | {"answered", "closed"}


def expected(state: str, action: str, who: str) -> str:
    """The state it leads to, or the class and the code of the refusal."""
    states, people, target = ALLOWED[action]
    if who not in ("reporter", "system") and who not in SEES_ALL and not (who in DISHUB and state in AT_DISHUB):
        return NOT_FOUND
    if who not in people:
        return FORBIDDEN
    if state not in states:
        return WRONG_STATE
    return RULES.get((state, action), target or state)


@pytest.mark.parametrize("state", State.values)
def test_everybody_may_what_the_table_says_and_a_refusal_changes_nothing(cast, state):
    office = cast.tangerang
    scene = set_scene(office, state)
    people = office.people | {"reporter": REPORTER, "system": SYSTEM}
    with office.seat():
        before = contents.digests(office.tenant)
        happened = {
            (action, who): outcome(lambda: call(scene, actor))  # noqa: B023 (called at once)
            for action, call in CALLS.items()
            for who, actor in people.items()
        }
        assert contents.digests(office.tenant) == before
    assert happened == {(action, who): expected(state, action, who) for action in CALLS for who in people}


# -- What the reporter does ------------------------------------------------------------------------------------------

# action: (states, where it leads). Known by number and code, or by the account the report is in.
OF_THE_REPORTER: dict[str, tuple[set[str], str]] = {
    "reply": (OPEN, SAME),
    "withdraw": (OPEN, "withdrawn"),
    "reopen": ({"closed"}, "verified"),
    "rate": ({"closed"}, SAME),
}
KEY_CALLS: dict[str, Callable[[actions.ByCode | actions.ByAccount], Report]] = {
    "reply": lambda key: actions.reply_by(key, text=TEXT),
    "withdraw": lambda key: actions.withdraw(key, text=TEXT),
    "reopen": lambda key: actions.reopen(key, text=TEXT),
    "rate": lambda key: actions.rate(key, score=1),
}


@pytest.mark.parametrize("state", State.values)
def test_the_reporter_may_what_the_table_says_by_code_and_by_account_and_nobody_else_may(cast, state):
    office = cast.tangerang
    filed = office.file(state)
    with office.seat():
        own = citizens.open_account("ratna@example.id")
        Report.objects.filter(number=filed.number).update(submitted_by=own)
        keys = {
            "code": actions.ByCode(filed.number, filed.code),
            "account": actions.ByAccount(filed.number, own),
            "wrong code": actions.ByCode(filed.number, "0000000000000000"),
            "other account": actions.ByAccount(filed.number, citizens.open_account("lain@example.id")),
        }
        before = contents.digests(office.tenant)
        happened = {
            (action, name): outcome(lambda: call(key))  # noqa: B023 (called at once)
            for action, call in KEY_CALLS.items()
            for name, key in keys.items()
        }
        assert contents.digests(office.tenant) == before
    for action, (states, target) in OF_THE_REPORTER.items():
        leads_to = target or ("submitted" if state == "needs_info" else state)
        said = leads_to if state in states else WRONG_STATE
        assert (action, happened[action, "code"], happened[action, "account"]) == (action, said, said)
        assert happened[action, "wrong code"] == "NotFound unknown_number_or_code"
        assert happened[action, "other account"].startswith("NotFound ")


# -- What happens by itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State.values)
def test_nothing_happens_by_itself_before_its_time_or_in_another_state(cast, state):
    office = cast.tangerang
    filed = office.file(state)
    with office.seat():
        before = contents.digests(office.tenant)
        happened = {
            "lapse": outcome(lambda: actions.lapse(filed.number)),
            "auto_close": outcome(lambda: actions.auto_close(filed.number)),
            "accept_silently": outcome(lambda: actions.accept_silently(filed.number)),
            "recalculate": outcome(lambda: actions.recalculate(filed.number, cause="SKB")),
        }
        assert contents.digests(office.tenant) == before
    assert happened == {
        "lapse": "Conflict too_early" if state == "needs_info" else WRONG_STATE,
        "auto_close": "Conflict too_early" if state == "answered" else WRONG_STATE,
        "accept_silently": "Conflict not_waiting" if state == "submitted" else WRONG_STATE,
        "recalculate": state if state in OPEN else WRONG_STATE,  # by the same calendar: nothing to write
    }


# -- The independent check -------------------------------------------------------------------------------------------


def both_roles(office: Office, filed: Filed) -> Actor:
    """Dewi, who answered, if she were coordinator besides."""
    unit = filed.report.unit_id
    return Actor("staff", office.dewi.user, frozenset({"coordinator"}), {unit: frozenset({"handle_unit"})})


@pytest.mark.parametrize("action", ["close", "check"])
def test_the_one_who_answered_neither_checks_nor_closes(cast, action):
    office = cast.tangerang
    scene = set_scene(office, "answered")
    dewi = both_roles(office, scene.filed)
    with office.seat():
        before = contents.digests(office.tenant)
        assert outcome(lambda: CALLS[action](scene, dewi)) == "Forbidden same_person"
        assert contents.digests(office.tenant) == before
        assert action not in workflow.available(dewi, scene.filed.report)
        assert action not in workflow.operations(dewi, scene.filed.report)
        assert outcome(lambda: CALLS[action](scene, office.siti)) == {"close": "closed", "check": "answered"}[action]


@pytest.mark.parametrize("action", ["close", "check"])
def test_a_city_may_do_without_the_independent_check(cast, action):
    office = cast.tangerang
    with office.seat():
        CitySettings.objects.create(pk=1, independent_check=False)
        scene = set_scene(office, "answered")
        dewi = both_roles(office, scene.filed)
        assert "practice.check" not in {limit.key for limit in scene.filed.report.deadlines.all()}
        assert outcome(lambda: CALLS[action](scene, dewi)) == {"close": "closed", "check": "answered"}[action]


def test_an_answer_is_checked_once_until_it_is_added_to(cast):
    office = cast.tangerang
    scene = set_scene(office, "answered")
    with office.seat():
        actions.check(scene.number, office.siti)
        assert outcome(lambda: CALLS["check"](scene, office.joko)) == "Conflict checked"
        report = actions.follow_up(scene.number, office.rahmat, text=TEXT)
        assert (report.checked_at, report.checked_by, report.answered_by) == (None, None, office.rahmat.user)
        assert outcome(lambda: CALLS["check"](scene, office.joko)) == "answered"


# -- Whose it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["0000000000000000", "1234", "", None, 5, "１２３４５６７８９０１２３４５６", "\ud800"]
)
@pytest.mark.parametrize("action", KEY_CALLS)
def test_a_wrong_code_is_the_same_as_no_report(cast, action, code):
    office = cast.tangerang
    filed = office.file("closed" if action in ("reopen", "rate") else "needs_info")
    with office.seat():
        before = contents.digests(office.tenant)
        wrong = outcome(lambda: KEY_CALLS[action](actions.ByCode(filed.number, code)))
        absent = outcome(lambda: KEY_CALLS[action](actions.ByCode("3671-26-999999-X", filed.code)))
        assert wrong == absent == "NotFound unknown_number_or_code"
        assert contents.digests(office.tenant) == before


def test_the_code_of_another_report_does_not_open_this_one(cast):
    office = cast.tangerang
    asked, other = office.file("needs_info"), office.file("needs_info")
    with office.seat():
        said = outcome(lambda: actions.reply(asked.number, other.code, text=TEXT))
        assert said == "NotFound unknown_number_or_code"


def test_roles_in_another_city_count_for_nothing(cast):
    scene = set_scene(cast.tangerang, "submitted")
    with cast.lebak.seat():
        happened = {
            (action, who): outcome(lambda: call(scene, actor))  # noqa: B023 (called at once)
            for action, call in CALLS.items()
            for who, actor in cast.lebak.people.items()
        }
        assert set(happened.values()) == {NOT_FOUND}
        key = actions.ByCode(scene.number, scene.filed.code)
        said = {outcome(lambda: call(key)) for call in KEY_CALLS.values()}  # noqa: B023 (called at once)
        assert said == {"NotFound unknown_number_or_code"}


@pytest.mark.parametrize("number", ["", None, 7, "3671-26-000001", "3671\x00", "\ud800", "x" * 5000, ["3671"]])
def test_what_is_no_number_is_not_found(cast, number):
    office = cast.tangerang
    scene = set_scene(office, "submitted")
    nothing = replace(scene, filed=Filed(Report(number=number), ""))
    with office.seat():
        happened = {action: outcome(lambda: call(nothing, office.siti)) for action, call in CALLS.items()}  # noqa: B023
        assert happened == dict.fromkeys(CALLS, NOT_FOUND)


def test_a_number_is_understood_however_it_is_typed(cast):
    office = cast.tangerang
    filed = office.file()
    with office.seat():
        assert actions.verify(filed.number.lower().replace("-", " "), office.siti).number == filed.number


# -- Buttons and the table -------------------------------------------------------------------------------------------

# Lines that no one person takes by itself: the other side of a merger, and what the system does.
BESIDE: dict[str, tuple[set[str], set[str]]] = {
    "absorb": (OPEN, OFFICE),
    "follow": ({"merged"}, OFFICE),
    "receive": ({"transferred"}, {"system"}),
    "come_back": ({"transferred"}, {"system"}),
    # Only of what another city has handed over: see `test_accepting`.
    "let_go": (set(), {"system"}),
    "accept_silently": (set(), {"system"}),
    "lapse": ({"needs_info"}, {"system"}),
    "auto_close": ({"answered"}, {"system"}),
    "hand_over": (AT_UNIT | {"answered"}, {"system"}),
    "hand_over_part": (OPEN, {"system"}),
    "escalate": (OPEN, {"system"}),
    "recalculate": (OPEN, {"system"}),
    "reply": ({"needs_info"}, {"reporter"}),
    "add_info": (OPEN - {"needs_info"}, {"reporter"}),
    "withdraw": (OPEN, {"reporter"}),
    "reopen": ({"closed"}, {"reporter"}),
    "rate": ({"closed"}, {"reporter"}),
}


@pytest.mark.parametrize("state", State.values)
def test_the_buttons_offered_are_the_actions_allowed(cast, state):
    office = cast.tangerang
    report = office.file(state).report
    table = {action: (states, people) for action, (states, people, _target) in ALLOWED.items()} | BESIDE
    with office.seat():
        for who, actor in (office.people | {"reporter": REPORTER, "system": SYSTEM}).items():
            offered = {*workflow.available(actor, report), *workflow.operations(actor, report)}
            allowed = {action for action, (states, people) in table.items() if state in states and who in people}
            allowed -= {action for action in allowed if RULES.get((state, action)) == "Conflict not_waiting"}
            if who in DISHUB and state not in AT_DISHUB:
                allowed = set()
            assert (who, offered) == (who, allowed)


def test_the_table_has_no_line_that_is_not_tested_here():
    assert set(workflow.LINES) == {*CALLS, *BESIDE}
    assert set(CALLS) == set(ALLOWED)
