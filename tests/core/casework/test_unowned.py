"""What a unit has that nobody there can answer is shown to the coordinator, until it is nobody's no more."""

import pytest

from core.accounts.models import User
from core.casework import actions, queries
from core.catalogue.models import Unit
from core.common.errors import NotFound


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def unowned(office) -> list[str]:
    numbers = sorted(report.number for report in queries.desk_list(office.siti, "unowned").reports)
    assert queries.desk_counts(office.siti)["unowned"] == len(numbers)
    return numbers


@pytest.fixture
def report(office):
    return office.file("dispatched").report


def test_a_unit_with_its_people_owns_what_it_has(office, report):
    office.file("submitted")
    assert unowned(office) == []


def test_everybody_who_could_answer_has_left(office, report):
    User.objects.filter(username="dewi").update(is_active=False)
    assert unowned(office) == []  # the head is there
    User.objects.filter(username="rahmat").update(is_active=False)  # the field officer is still there
    assert unowned(office) == [report.number]
    actions.redispatch(report.number, office.siti, unit="dlh")
    assert unowned(office) == []


def test_a_unit_that_works_no_more(office, report):
    Unit.objects.filter(code="dishub").update(is_active=False)
    assert unowned(office) == [report.number]


def test_a_unit_nobody_belongs_to_may_be_given_a_report_and_it_shows(office):
    number = office.file("verified").number
    empty = Unit.objects.filter(is_active=True).exclude(code__in=("dishub", "dlh")).first()
    actions.dispatch(number, office.siti, unit=empty.code)
    assert unowned(office) == [number]


def test_what_has_lost_its_unit_shows(office, report):
    report.unit = None
    report.save(update_fields=["unit"])
    assert unowned(office) == [report.number]


@pytest.mark.parametrize("who", ["dewi", "rahmat", "leader"])
def test_only_a_coordinator_has_this_queue(office, report, who):
    assert "unowned" not in queries.desk_counts(office.people[who])
    with pytest.raises(NotFound):
        queries.desk_list(office.people[who], "unowned")
