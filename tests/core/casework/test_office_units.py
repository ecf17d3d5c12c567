"""Units are added, renamed and closed; nothing stays with a closed one."""

import pytest

from core.audit.models import Entry
from core.casework import actions, office
from core.casework.verification import verify
from core.catalogue.models import Category, Unit
from core.common.errors import Conflict, Invalid
from core.notifications.models import Notice
from core.reports.models import Report
from core.routing.models import Dispatch
from tests.support.owner import owner_login


@pytest.fixture
def city(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def empty(city) -> dict[str, int]:
    return office.empty_closed_units.func(city.schema)


def report(number: str) -> Report:
    return Report.objects.select_related("unit").get(number=number)


def lead_elsewhere(code: str, other: str) -> None:
    Category.objects.filter(lead_unit__code=code).update(lead_unit=Unit.objects.get(code=other))


def waits_for(number: str) -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(report__number=number, handled_at=None).select_related("unit")
    return sorted((row.event, row.role, row.unit.code if row.unit else "") for row in rows)


def test_a_new_unit_has_a_code_of_its_own(city):
    first = office.open_unit(city.admin, name="Dinas Pariwisata", short_name="Dispar", type="dinas")
    second = office.open_unit(city.admin, name="Dinas Pariwisata Lain", short_name="Dispar!", type="dinas")
    assert (first.code, second.code) == ("dispar", "dispar-2")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"short_name": "dishub"}, "short_name"), ({"type": "kerajaan"}, "type")],
)
def test_what_is_no_unit_is_named_at_its_field(city, changes, field):
    with pytest.raises(Invalid) as refusal:
        office.open_unit(city.admin, **{"name": "Dinas Baru", "short_name": "Baru", "type": "dinas", **changes})
    assert list(refusal.value.errors) == [field]


def test_renaming_says_what_changed_and_the_type_stays_once_there_were_reports(city):
    office.change_unit("dishub", city.admin, name="Dinas Perhubungan Kota", short_name="Dishub", type="dinas")
    entry = Entry.objects.get(stream="kantor")
    assert entry.details["changes"] == {"name": ["Dinas Perhubungan", "Dinas Perhubungan Kota"]}
    city.file("dispatched")
    with pytest.raises(Invalid) as refusal:
        office.change_unit("dishub", city.admin, name="Dinas Perhubungan", short_name="Dishub", type="badan")
    assert list(refusal.value.errors) == ["type"]


def test_a_unit_that_leads_categories_is_not_closed_without_a_successor(city):
    with pytest.raises(Invalid) as refusal:
        office.close_unit("dishub", city.admin)
    assert list(refusal.value.errors) == ["successor"]
    for wrong in ("dishub", "dinas-mimpi", "a\x00"):
        with pytest.raises(Invalid):
            office.close_unit("dishub", city.admin, successor=wrong)
    assert Unit.objects.get(code="dishub").is_active


def test_reports_and_categories_go_to_the_successor(city):
    number = city.file("in_progress").number
    answered = city.file("answered").number
    office.close_unit("dishub", city.admin, successor="dlh")
    assert empty(city) == {"moved": 2, "failed": 0}
    moved = report(number)
    assert (moved.unit.code, moved.state) == ("dlh", "in_progress")
    assert waits_for(number) == [("hand_over", "", "dlh")]
    assert (report(answered).unit.code, report(answered).state) == ("dlh", "answered")
    assert waits_for(answered)[0][1:] == ("coordinator", "")
    assert not Category.objects.filter(lead_unit__code="dishub").exists()
    closing = Entry.objects.get(stream="kantor")
    assert (closing.details["to_code"], closing.details["reports"]) == ("dlh", 2)
    assert actions.answer(number, city.budi, text="Sudah kami tangani.").state == "answered"


def test_without_a_successor_the_coordinator_gets_them_back(city):
    number = city.file("dispatched").number
    lead_elsewhere("dishub", "dlh")
    office.close_unit("dishub", city.admin)
    empty(city)
    back = report(number)
    assert (back.unit, back.state) == (None, "verified")
    assert waits_for(number) == [("hand_over", "coordinator", "")]
    assert actions.dispatch(number, city.siti, unit="dlh").unit.code == "dlh"


def test_an_answered_one_waits_for_the_coordinator_and_work_to_be_done_again_goes_back_to_him(city):
    number = city.file("answered").number
    lead_elsewhere("dishub", "dlh")
    office.close_unit("dishub", city.admin)
    empty(city)
    assert report(number).state == "answered"
    again = actions.rework(number, city.siti, note="Lampunya masih padam.")
    assert (again.state, again.unit) == ("verified", None)


def test_a_part_goes_to_the_successor_with_its_note(city):
    number = city.file("dispatched").number
    actions.add_part(number, city.siti, unit="dpupr", note="Gali kabelnya.")
    lead_elsewhere("dpupr", "dlh")
    office.close_unit("dpupr", city.admin, successor="dlh")
    assert empty(city) == {"moved": 1, "failed": 0}
    part = Dispatch.objects.get(report__number=number, is_part=True, ended_at=None)
    assert (part.unit.code, part.note) == ("dlh", "Gali kabelnya.")
    assert report(number).part_units == [part.unit_id]
    assert actions.finish_part(number, city.budi, note="Sudah digali.").part_units == [part.unit_id]


def test_a_part_without_a_successor_ends_and_the_coordinator_is_told(city):
    number = city.file("dispatched").number
    actions.add_part(number, city.siti, unit="dpupr", note="Gali kabelnya.")
    lead_elsewhere("dpupr", "dlh")
    office.close_unit("dpupr", city.admin)
    empty(city)
    ended = Dispatch.objects.get(report__number=number, is_part=True)
    assert (ended.ending, report(number).part_units) == ("replaced", [])
    assert ("hand_over_part", "coordinator", "") in waits_for(number)
    assert actions.answer(number, city.dewi, text="Sudah menyala.").state == "answered"


def test_a_successor_that_has_a_part_already_has_it_once(city):
    number = city.file("dispatched").number
    actions.add_part(number, city.siti, unit="dlh", note="Pangkas pohonnya.")
    office.close_unit("dishub", city.admin, successor="dlh")
    empty(city)
    running = Dispatch.objects.filter(report__number=number, ended_at=None)
    assert [(row.unit.code, row.is_part) for row in running] == [("dlh", False)]
    assert actions.answer(number, city.budi, text="Sudah menyala.").state == "answered"


def test_the_successor_may_be_closed_too_before_the_job_ran(city):
    number = city.file("dispatched").number
    office.close_unit("dishub", city.admin, successor="dlh")
    office.close_unit("dlh", city.admin, successor="dpupr")
    empty(city)
    assert report(number).unit.code == "dpupr"


def test_what_was_handed_to_it_in_the_same_moment_is_found_by_the_next_run(city):
    office.close_unit("dishub", city.admin, successor="dlh")
    empty(city)
    Unit.objects.filter(code="dishub").update(is_active=True)
    number = city.file("dispatched").number
    Unit.objects.filter(code="dishub").update(is_active=False)
    assert empty(city) == {"moved": 1, "failed": 0}
    assert report(number).unit.code == "dlh"
    assert empty(city) == {"moved": 0, "failed": 0}


def test_a_closed_unit_takes_no_reports_and_no_people_and_can_be_opened_again(city):
    office.close_unit("dishub", city.admin, successor="dlh")
    number = city.file("verified").number
    with pytest.raises(Invalid):
        actions.dispatch(number, city.siti, unit="dishub")
    with pytest.raises(Invalid):
        office.set_roles("tono", city.admin, roles=[], unit_roles=[("dishub", "head_unit")])
    with pytest.raises(Conflict):
        office.close_unit("dishub", city.admin)
    office.reopen_unit("dishub", city.admin)
    assert actions.dispatch(number, city.siti, unit="dishub").unit.code == "dishub"


def test_history_ledger_and_rows_agree_after_a_unit_was_closed(fresh_database, cast):
    city = cast.tangerang
    with city.seat():
        number = city.file("in_progress").number
        actions.add_part(number, city.siti, unit="dpupr", note="Gali kabelnya.")
        city.file("answered")
        lead_elsewhere("dpupr", "dlh")
        office.close_unit("dpupr", city.admin, successor="disdik")
        office.close_unit("dishub", city.admin, successor="dlh")
        assert empty(city) == {"moved": 3, "failed": 0}
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert verify("36.71") == []


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        ("UPDATE t3671.audit_entry SET details = '{}' WHERE stream = 'kantor' AND seq = 1", "was changed"),
        ("UPDATE t3671.audit_entry SET actor_label = 'Siti' WHERE stream = 'kantor' AND seq = 2", "was changed"),
        ("DELETE FROM t3671.audit_entry WHERE stream = 'kantor' AND seq = 1", "is missing"),
        ("UPDATE t3671.audit_entry SET seq = 9 - seq WHERE stream = 'kantor'", "out of order"),
    ],
)
def test_verification_names_what_was_changed_in_the_history_of_the_office(fresh_database, cast, tamper, what):
    city = cast.tangerang
    with city.seat():
        office.open_unit(city.admin, name="Dinas Pariwisata", short_name="Dispar", type="dinas")
        office.close_unit("dispar", city.admin)
    with fresh_database.owner().cursor() as cursor:
        cursor.execute(tamper)
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        (problem, *_more) = verify("36.71")
    assert (problem.number, what in problem.what) == ("kantor", True)
