"""The transition table, state by state and person by person: what is allowed, and how everything else is refused.

The expectations are written out here and not taken from `core.reports.workflow`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from django.db import transaction

from core.accounts import citizens
from core.accounts.actors import REPORTER, SYSTEM, Actor
from core.casework import actions, queries
from core.casework.actions.transferring import destinations
from core.catalogue.models import CitySettings
from core.common.errors import Refused
from core.reports import workflow
from core.reports.kinds import State
from core.reports.models import Report
from tests.support import contents, verified
from tests.support.cast import Filed, Office, add_photo

TEXT = "Kami periksa hari ini."


@dataclass(frozen=True)
class Scene:
    """A report in some state, and what actions need: its photo, another report, and a photo nobody has used."""

    filed: Filed
    own_photo: UUID
    survivor: str
    photo: str

    @property
    def number(self) -> str:
        return self.filed.number


CALLS: dict[str, Callable[[Scene, Actor], Report]] = {
    "ask": lambda at, actor: actions.ask(at.number, actor, text=TEXT),
    "record_reply": lambda at, actor: actions.record_reply(at.number, actor, text=TEXT),
    "withdraw_question": lambda at, actor: actions.withdraw_question(at.number, actor, text=TEXT),
    "go_on_without": lambda at, actor: actions.go_on_without(at.number, actor, text=TEXT),
    "verify": lambda at, actor: actions.verify(at.number, actor),
    "reject": lambda at, actor: actions.reject(at.number, actor, reason="tidak-jelas"),
    "refer": lambda at, actor: actions.refer(at.number, actor, agency="PLN", text=TEXT),
    "transfer": lambda at, actor: actions.transfer(at.number, actor, to=destinations()[0].code),
    "accept": lambda at, actor: actions.accept(at.number, actor),
    "hand_back": lambda at, actor: actions.hand_back(at.number, actor, text=TEXT),
    "recall": lambda at, actor: actions.recall(at.number, actor),
    "merge": lambda at, actor: actions.merge(at.number, actor, into=at.survivor),
    "resolve_outside": lambda at, actor: actions.resolve_outside(at.number, actor, text=TEXT),
    "dispatch": lambda at, actor: actions.dispatch(at.number, actor, unit="dlh"),
    "redispatch": lambda at, actor: actions.redispatch(at.number, actor, unit="dlh"),
    "send_back": lambda at, actor: actions.send_back(at.number, actor, note=TEXT),
    "start": lambda at, actor: actions.start(at.number, actor),
    "answer": lambda at, actor: actions.answer(at.number, actor, text=TEXT),
    "rework": lambda at, actor: actions.rework(at.number, actor, note=TEXT),
    "close": lambda at, actor: actions.close(at.number, actor),
    "correct": lambda at, actor: actions.correct(at.number, actor, kind="aspiration"),
    "redact": lambda at, actor: actions.redact(at.number, actor, text=TEXT),
    "hide_photo": lambda at, actor: actions.hide_photo(at.number, actor, photo=at.own_photo),
    "message": lambda at, actor: actions.message(at.number, actor, text=TEXT),
    "note": lambda at, actor: actions.note(at.number, actor, text=TEXT),
    "extend": lambda at, actor: actions.extend(at.number, actor, days=3, text=TEXT),
    "add_part": lambda at, actor: actions.add_part(at.number, actor, unit="dpupr", note=TEXT),
    "finish_part": lambda at, actor: actions.finish_part(at.number, actor, note=TEXT),
    "return_part": lambda at, actor: actions.return_part(at.number, actor, note=TEXT),
    "withdraw_part": lambda at, actor: actions.withdraw_part(at.number, actor, unit="dlh", note=TEXT),
    "work_photos": lambda at, actor: actions.work_photos(at.number, actor, attachments=[at.photo]),
    "follow_up": lambda at, actor: actions.follow_up(at.number, actor, text=TEXT),
    "check": lambda at, actor: actions.check(at.number, actor),
    "anonymise": lambda at, actor: actions.anonymise(at.number, actor, cause="request"),
}  # fmt: skip
OPEN = {"submitted", "needs_info", "verified", "dispatched", "in_progress", "answered"}
AT_UNIT = {"dispatched", "in_progress"}
ENDED = {"closed", "rejected", "withdrawn", "merged", "transferred"}
ALIVE = OPEN | ENDED - {"transferred"}
OFFICE, UNIT, FIELD = {"siti", "joko"}, {"dewi", "rahmat"}, {"agus"}
SAME = ""
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
NOT_FOUND, FORBIDDEN, WRONG_STATE = "NotFound not_found", "Forbidden forbidden", "Conflict wrong_state"


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


def outcome(call: Callable[[], Report]) -> str:
    """What really happens, undone afterwards if it succeeded. A refusal has to undo its own work."""
    before = transaction.savepoint()
    try:
        report = call()
    except Refused as refused:
        transaction.savepoint_commit(before)
        return f"{type(refused).__name__} {refused.code}"
    transaction.savepoint_rollback(before)
    return report.state


def set_scene(office: Office, state: str) -> Scene:
    with office.seat():
        filed = office.file(state, photos=1)
        return Scene(filed, filed.report.attachments.get().pk, office.file().number, str(add_photo().pk))


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


# -- Units that have a part ------------------------------------------------------------------------------------------

# Dishub answers, DLH has a part of it. Budi is its officer; Ratri heads it, Dimas works there on the spot.
DLH_MAY = {"finish_part", "return_part", "note"}
WITH_PART: dict[str, dict[str, str]] = {
    "budi": {"finish_part": SAME, "return_part": SAME, "note": SAME},
    "ratri": {"finish_part": SAME, "return_part": SAME, "note": SAME},
    "dimas": {},
    # Only those who have a part can end it; whoever answers has to wait for it.
    "dewi": {
        "send_back": "verified", "start": "in_progress", "answer": "Conflict parts_open", "message": SAME,
        "note": SAME, "work_photos": SAME,
    },
    "siti": {
        # To the unit that has the part: it then has the whole.
        "redispatch": SAME, "add_part": SAME, "withdraw_part": SAME, "merge": "merged",
        "resolve_outside": "closed",
    },
}  # fmt: skip


@pytest.fixture
def shared(cast) -> tuple[Office, Scene, dict[str, Actor]]:
    """A report at Dishub of which DLH has a part, and the people of both."""
    office = cast.tangerang
    scene = set_scene(office, "dispatched")
    with office.seat():
        actions.add_part(scene.number, office.siti, unit="dlh", note="Mohon angkut rantingnya.")
        (dlh,) = office.budi.unit_roles
        people = {
            "budi": office.budi,
            "ratri": Actor("staff", office.nobody.user, frozenset(), {dlh: frozenset({"head_unit"})}),
            "dimas": Actor("staff", office.nobody.user, frozenset(), {dlh: frozenset({"field_unit"})}),
            "dewi": office.dewi,
            "siti": office.siti,
        }
    return office, scene, people


def test_who_has_a_part_ends_it_and_nothing_else(shared):
    office, scene, people = shared
    with office.seat():
        before = contents.digests(office.tenant)
        for who in ("budi", "ratri", "dimas"):
            happened = {action: outcome(lambda: call(scene, people[who])) for action, call in CALLS.items()}  # noqa: B023
            assert (who, happened) == (
                who, {action: "dispatched" if action in WITH_PART[who] else FORBIDDEN for action in CALLS},
            )  # fmt: skip
        assert contents.digests(office.tenant) == before


@pytest.mark.parametrize("who", ["dewi", "siti"])
def test_a_part_that_is_not_finished_keeps_the_answer_back(shared, who):
    office, scene, people = shared
    with office.seat():
        for action, said in WITH_PART[who].items():
            assert (action, outcome(lambda: CALLS[action](scene, people[who]))) == (action, said or "dispatched")  # noqa: B023
        actions.finish_part(scene.number, office.budi, note="Ranting sudah diangkut.")
        if who == "dewi":
            assert CALLS["answer"](scene, office.dewi).state == "answered"


def test_a_part_is_ended_once(shared):
    office, scene, _people = shared
    with office.seat():
        actions.finish_part(scene.number, office.budi, note="Sudah.")
        before = contents.digests(office.tenant)
        assert outcome(lambda: CALLS["finish_part"](scene, office.budi)) == "Conflict no_part"
        assert outcome(lambda: CALLS["return_part"](scene, office.budi)) == "Conflict no_part"
        assert contents.digests(office.tenant) == before


def test_a_coordinator_takes_a_part_back_and_the_answer_may_be_given(shared):
    office, scene, _people = shared
    with office.seat():
        report = actions.withdraw_part(scene.number, office.siti, unit="dlh", note="Tidak perlu lagi.")
        part = report.dispatches.get(is_part=True)
        assert (part.ending, part.return_note, report.part_units) == ("withdrawn", "Tidak perlu lagi.", [])
        assert outcome(lambda: CALLS["finish_part"](scene, office.budi)) == NOT_FOUND
        assert CALLS["answer"](scene, office.dewi).state == "answered"
        assert verified.faults(office.tenant, report.number) == []


def test_the_unit_that_gets_the_whole_has_its_part_in_it(shared):
    office, scene, _people = shared
    with office.seat():
        report = actions.redispatch(scene.number, office.siti, unit="dlh")
        assert report.unit.code == "dlh"
        assert [(row.unit.code, row.is_part, row.ending) for row in report.dispatches.all()] == [
            ("dishub", False, "replaced"), ("dlh", True, "replaced"), ("dlh", False, ""),
        ]  # fmt: skip
        assert actions.answer(scene.number, office.budi, text=TEXT).state == "answered"
        assert verified.faults(office.tenant, report.number) == []


def test_a_part_is_its_units_turn_until_it_is_ended(shared):
    office, scene, _people = shared
    with office.seat():
        assert [notice.event for notice in queries.notices_for(office.budi)] == ["part"]
        assert queries.desk_counts(office.budi)["mine"] == 1
        actions.start(scene.number, office.dewi)
        assert queries.desk_counts(office.budi)["mine"] == 1
        actions.finish_part(scene.number, office.budi, note="Sudah.")
        assert queries.notices_for(office.budi) == []
        assert queries.desk_counts(office.budi)["mine"] == 0


def test_a_part_that_was_returned_is_out_of_sight(shared):
    office, scene, _people = shared
    with office.seat():
        actions.return_part(scene.number, office.budi, note="Bukan kami.")
        assert {outcome(lambda: call(scene, office.budi)) for call in CALLS.values()} == {NOT_FOUND}  # noqa: B023


@pytest.mark.parametrize("unit", ["dishub", "dlh"])
def test_a_unit_has_one_part_of_a_report(shared, unit):
    office, scene, _people = shared
    with office.seat():
        before = contents.digests(office.tenant)
        assert outcome(lambda: actions.add_part(scene.number, office.siti, unit=unit, note=TEXT)) == "Invalid invalid"
        assert contents.digests(office.tenant) == before


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
