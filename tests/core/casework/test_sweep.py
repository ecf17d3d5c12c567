"""Late reports come to higher ears: to whom, when, once, and all of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.sentences import desk_sentence
from core.casework import actions, queries
from core.casework.periodic import sweeping
from core.deadlines.models import Escalation
from core.notifications.models import Mail, Notice
from core.reports.models import Report
from tenants.ledger.models import Fact
from tenants.seats import province_seat

WIB = ZoneInfo("Asia/Jakarta")


def wib(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB)


# A Monday. What is dispatched then has to be begun by Friday 12 June, 23:59:59.
RECEIVED = wib("2026-06-05", "06:00")
SATURDAY = wib("2026-06-13", "00:00")


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def at_unit(office) -> str:
    """The number of a report that Dishub has and is to begin by Friday 12 June."""
    number = office.file("dispatched", at=RECEIVED).number
    due = Report.objects.get(number=number).next_due_at
    assert due == wib("2026-06-12", "23:59:59.999999")
    return number


def steps(number: str) -> list[tuple]:
    rows = Escalation.objects.filter(report__number=number).order_by("round", "level")
    return [(row.round, row.level, row.unit.code if row.unit else "", row.at, row.next_at) for row in rows]


def said(number: str) -> list[str]:
    return [desk_sentence(row.action, row.details) for row in Entry.objects.filter(stream=number, action="escalate")]


def dismiss(*names: str) -> None:
    User.objects.filter(username__in=names).update(is_active=False)


# -- To whom, and when ------------------------------------------------------------------------------------------------


def test_late_at_midnight_on_a_saturday_is_recorded_at_once(office):
    number = at_unit(office)
    assert sweeping.sweep(at=SATURDAY - timedelta(seconds=1)) == sweeping.SweepCounts()
    assert sweeping.sweep(at=SATURDAY) == sweeping.SweepCounts(done=1)
    # Monday 15, Wednesday 17 and Thursday 18 June are the three working days; the 16th is a holiday.
    assert steps(number) == [(1, 1, "dishub", SATURDAY, wib("2026-06-18", "23:59:59.999999"))]
    assert said(number) == ["Lewat batas: dinaikkan ke kepala Dishub"]
    assert not Mail.objects.exists()
    with province_seat():
        assert Fact.objects.get(number=number).escalation_level == 1


def test_from_the_head_to_the_coordinator_to_the_ombudsman_once_each(office):
    number = at_unit(office)
    moments = [SATURDAY]
    sweeping.sweep(at=SATURDAY)
    for _ in range(2):
        next_at = Escalation.objects.latest("level").next_at
        assert sweeping.sweep(at=next_at - timedelta(seconds=1)) == sweeping.SweepCounts()
        assert sweeping.sweep(at=next_at) == sweeping.SweepCounts(done=1)
        assert sweeping.sweep(at=next_at) == sweeping.SweepCounts()
        moments.append(next_at)
    assert [(level, at) for _round, level, _unit, at, _next in steps(number)] == list(
        zip((1, 2, 3), moments, strict=True)
    )
    assert sweeping.sweep(at=SATURDAY + timedelta(days=400)) == sweeping.SweepCounts()
    assert said(number) == [
        "Lewat batas: dinaikkan ke kepala Dishub",
        "Lewat batas: dinaikkan ke koordinator",
        "Lewat batas: dinaikkan ke Ombudsman",
    ]
    with province_seat():
        assert Fact.objects.get(number=number).escalation_level == 3


def test_what_no_unit_has_begins_with_the_coordinator(office):
    number = office.file("submitted", at=RECEIVED).number
    due = Report.objects.get(number=number).next_due_at
    sweeping.sweep(at=due + timedelta(seconds=1))
    assert [(level, unit) for _round, level, unit, *_rest in steps(number)] == [(2, "")]
    assert said(number) == ["Lewat batas: dinaikkan ke koordinator"]


def test_an_answer_that_is_not_checked_waits_for_the_coordinator(office):
    number = office.file("answered", at=RECEIVED).number
    due = Report.objects.get(number=number).next_due_at
    sweeping.sweep(at=due + timedelta(seconds=1))
    assert [(level, unit) for _round, level, unit, *_rest in steps(number)] == [(2, "")]


def test_a_head_whose_account_is_closed_is_passed_over(office):
    number = at_unit(office)
    dismiss("rahmat")
    sweeping.sweep(at=SATURDAY)
    assert [level for _round, level, *_rest in steps(number)] == [2]
    assert said(number) == ["Lewat batas: dinaikkan ke koordinator, karena kepala Dishub belum ada"]
    assert Entry.objects.get(action="escalate").details["passed_over"] == [1]


def test_without_head_and_coordinator_only_the_ombudsman_is_left(office):
    number = at_unit(office)
    dismiss("rahmat", "siti", "joko")
    sweeping.sweep(at=SATURDAY)
    assert [(level, next_at) for _round, level, _unit, _at, next_at in steps(number)] == [(3, None)]
    assert said(number) == ["Lewat batas: dinaikkan ke Ombudsman, karena kepala Dishub dan koordinator belum ada"]


def test_a_unit_without_any_head_begins_with_the_coordinator(office):
    number = office.file("verified", at=RECEIVED).number
    actions.dispatch(number, office.siti, unit="dlh", at=RECEIVED + timedelta(hours=2))
    sweeping.sweep(at=SATURDAY)
    assert [level for _round, level, *_rest in steps(number)] == [2]


def test_what_has_lost_its_unit_begins_with_the_coordinator(office):
    number = at_unit(office)
    Report.objects.filter(number=number).update(unit=None)
    sweeping.sweep(at=SATURDAY)
    assert [level for _round, level, *_rest in steps(number)] == [2]
    assert said(number) == ["Lewat batas: dinaikkan ke koordinator, karena kepala OPD belum ada"]


def test_late_again_after_having_been_on_time_is_a_new_round(office):
    number = at_unit(office)
    sweeping.sweep(at=SATURDAY)
    actions.start(number, office.dewi, at=SATURDAY + timedelta(days=2))
    assert sweeping.sweep(at=SATURDAY + timedelta(days=2)) == sweeping.SweepCounts()
    due = Report.objects.get(number=number).next_due_at
    sweeping.sweep(at=due + timedelta(seconds=1))
    assert [(number, level) for number, level, *_rest in steps(number)] == [(1, 1), (2, 1)]


def test_what_was_late_and_ended_goes_nowhere(office):
    number = at_unit(office)
    sweeping.sweep(at=SATURDAY)
    actions.answer(number, office.dewi, text="Sudah diganti.", at=SATURDAY + timedelta(hours=1))
    actions.close(number, office.siti, at=SATURDAY + timedelta(hours=2))
    assert sweeping.sweep(at=SATURDAY + timedelta(days=100)) == sweeping.SweepCounts()


# -- On the desk ------------------------------------------------------------------------------------------------------


def test_the_head_sees_it_on_the_desk_and_the_unit_does_not(office):
    number = at_unit(office)
    Notice.objects.update(handled_at=RECEIVED)
    sweeping.sweep(at=SATURDAY)
    shown = {
        who: [n.report.number for n in queries.notices_for(office.people[who])] for who in ("rahmat", "dewi", "siti")
    }
    assert shown == {"rahmat": [number], "dewi": [], "siti": []}


def test_the_coordinator_sees_it_once_and_it_is_counted(office):
    number = at_unit(office)
    dismiss("rahmat")
    before = queries.desk_counts(office.siti)["mine"]
    sweeping.sweep(at=SATURDAY)
    assert [(n.report.number, n.event) for n in queries.notices_for(office.siti)] == [(number, "escalate")]
    assert queries.desk_counts(office.siti)["mine"] == before + 1
    mine = queries.desk_list(office.siti, "all", queries.DeskFilters(mine="1")).reports
    assert [report.number for report in mine] == [number]
    late = office.file("submitted", at=RECEIVED).number
    sweeping.sweep(at=SATURDAY)
    assert sorted(n.report.number for n in queries.notices_for(office.siti)) == sorted([number, late])


# -- Every one of them ------------------------------------------------------------------------------------------------


def test_five_hundred_stuck_ones_first_in_order_keep_nobody_waiting(office):
    """They have reached the last step long ago; the one that has just become late is behind them all."""
    report = office.file("submitted", at=RECEIVED).report
    salt = {
        field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields if field.name != "id"
    }
    stuck = Report.objects.bulk_create(
        Report(**{**salt, "number": f"3671-26-{serial:06}-X", "next_due_at": RECEIVED})
        for serial in range(900_000, 900_500)
    )
    Escalation.objects.bulk_create(
        Escalation(report=row, round=1, level=3, at=RECEIVED + timedelta(days=1)) for row in stuck
    )
    number = at_unit(office)
    assert sweeping.sweep(at=SATURDAY) == sweeping.SweepCounts(done=2)
    assert [level for _round, level, *_rest in steps(number)] == [1]


def test_a_page_is_passed_by_its_key_and_what_fails_is_passed_over(office, monkeypatch):
    numbers = [at_unit(office) for _ in range(7)]
    # It is said to lie in another city: the ledger takes no entry of it.
    broken = Report.objects.get(number=numbers[2])
    Report.objects.filter(pk=broken.pk).update(area_code="32.01.01.2001")
    assert sweeping.sweep(at=SATURDAY, batch=3) == sweeping.SweepCounts(done=6, failed=1)
    assert {number for number in numbers if steps(number)} == {*numbers} - {broken.number}
    assert sweeping.sweep(at=SATURDAY, batch=3) == sweeping.SweepCounts(failed=1)


def test_a_batch_costs_the_same_however_many_reports_are_in_it(office):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            sweeping.sweep(at=SATURDAY)
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    at_unit(office)
    cost()  # what a process remembers is warm now
    at_unit(office)
    one = cost()
    for _ in range(5):
        at_unit(office)
    # The page, the locks with category and unit (3), the last entries, the steps so far, who is in charge (2), the
    # clocks; then entries, heads, ledger, steps, notices.
    assert (one, cost()) == (14, 14)
