"""The transition table for units that have a part of a report: who may end it, and what waits for it."""

import pytest

from core.accounts.actors import Actor
from core.casework import actions, queries
from tests.core.casework.scenes import CALLS, FORBIDDEN, NOT_FOUND, SAME, TEXT, Scene, outcome, set_scene
from tests.support import contents, verified
from tests.support.cast import Office

# Dishub answers, DLH has a part of it. Budi is its officer; Ratri heads it, Dimas works there on the spot.
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
