"""What the reporter lets pass comes to its end by itself: asked and silent, answered and silent."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.casework import actions
from core.casework.periodic import sweeping
from core.catalogue.models import CitySettings
from core.deadlines.models import Deadline, Escalation
from core.reports.models import Report

WIB = ZoneInfo("Asia/Jakarta")
RECEIVED = datetime(2026, 6, 1, 9, 0, tzinfo=WIB)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def ends(number: str, rule: str) -> datetime:
    return Deadline.objects.get(report__number=number, rule=rule).due_at


def stands(number: str) -> tuple[str, str]:
    return Report.objects.values_list("state", "outcome").get(number=number)


def test_what_is_not_completed_in_time_is_deemed_withdrawn(office):
    number = office.file("needs_info", at=RECEIVED).number
    end = ends(number, "completion")
    assert sweeping.close_silent(at=end) == sweeping.SweepCounts()
    assert sweeping.close_silent(at=end + SECOND) == sweeping.SweepCounts(done=1)
    assert stands(number) == ("withdrawn", "lapsed")
    assert sweeping.close_silent(at=end + SECOND) == sweeping.SweepCounts()


def test_an_answer_nobody_objects_to_closes_the_report(office):
    CitySettings.objects.create(independent_check=False)
    number = office.file("answered", at=RECEIVED).number
    end = ends(number, "auto_close")
    assert sweeping.close_silent(at=end) == sweeping.SweepCounts()
    assert sweeping.close_silent(at=end + SECOND) == sweeping.SweepCounts(done=1)
    assert stands(number) == ("closed", "auto")


def test_an_unchecked_answer_waits_for_its_check_which_escalates(office):
    number = office.file("answered", at=RECEIVED).number
    end = ends(number, "auto_close")
    assert sweeping.close_silent(at=end + SECOND) == sweeping.SweepCounts()
    assert stands(number) == ("answered", "")
    sweeping.sweep(at=end + SECOND)
    assert [row.level for row in Escalation.objects.filter(report__number=number)] == [2]
    actions.check(number, office.siti, at=end + SECOND)
    assert sweeping.close_silent(at=end + 2 * SECOND) == sweeping.SweepCounts(done=1)


def test_one_that_fails_stops_no_other(office):
    numbers = [office.file("needs_info", at=RECEIVED + n * SECOND).number for n in range(3)]
    # It is said to lie in another city: the ledger takes no entry of it.
    Report.objects.filter(number=numbers[0]).update(area_code="32.01.01.2001")
    end = ends(numbers[0], "completion")
    assert sweeping.close_silent(at=end + SECOND, batch=1) == sweeping.SweepCounts(done=2, failed=1)
    assert [stands(number)[0] for number in numbers] == ["needs_info", "withdrawn", "withdrawn"]


def test_the_offices_deadlines_are_not_ended_by_the_clock(office):
    number = office.file("dispatched", at=RECEIVED).number
    assert sweeping.close_silent(at=RECEIVED + timedelta(days=400)) == sweeping.SweepCounts()
    assert stands(number) == ("dispatched", "")
