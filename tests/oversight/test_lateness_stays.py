"""A missed limit counts for the city that missed it: in the facts, in figures and in lists, stage by stage."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.casework import actions
from oversight import compacting, lists, queries
from oversight.figures import Figures
from oversight.lists import Wanted
from oversight.periods import ALL, period
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.oversight.ledger_rows import city_of
from tests.support import verified

WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def long_ago() -> datetime:
    """So long ago that the limits of a complaint have run out by the ledger's clock."""
    return timezone.now() - timedelta(days=60)


def fact(number: str) -> Fact:
    with province_seat():
        return Fact.objects.get(number=number)


def late(number: str) -> tuple:
    known = fact(number)
    return known.late_verify, known.late_first_follow_up, known.late_total


def figures(office) -> Figures:
    """By tallies and deltas, and by tallies alone: the same."""
    now = timezone.now()
    with province_seat():
        pending = queries.comparison(timezone.now(), period(ALL, now, WIB))
        compacting.compact(timezone.now() + timedelta(minutes=2))
        folded = queries.comparison(timezone.now(), period(ALL, now, WIB))
    found = [city_of(each, office.tenant.slug) for each in (pending, folded)]
    assert found[0].now == found[1].now
    return found[0].now


def counted(cast) -> dict[str, tuple]:
    """By city: reports, missed limits of verification and of the answer, and the numbers of those that are overdue."""
    found = {}
    for office in (cast.tangerang, cast.lebak):
        its = figures(office)
        found[office.schema] = its.received, its.verified.missed, its.answered.missed, numbers("lewat-batas", office)
    return found


def numbers(what: str, office) -> list[str]:
    now = timezone.now()
    with province_seat():
        wanted = Wanted(what, period=period(ALL, now, WIB), tenant=office.schema)
        return [row.number for row in lists.reports(now, wanted).reports]


def test_a_late_report_that_is_handed_over_stays_late_with_the_city_that_let_it_lie(cast, long_ago):
    number = cast.tangerang.file(at=long_ago).number
    with cast.tangerang.seat():
        actions.transfer(number, cast.tangerang.siti, to="36.02")
    assert late(number) == ("t3671", None, "t3671")
    with cast.lebak.seat():
        actions.verify(number, cast.lebak.siti)
        actions.dispatch(number, cast.lebak.siti, unit="dishub")
        actions.answer(number, cast.lebak.dewi, text="Sudah diperbaiki.")
    sender, receiver = figures(cast.tangerang), figures(cast.lebak)
    assert (sender.verified.missed, sender.answered.missed, sender.received) == (1, 1, 0)
    assert (receiver.verified.missed, receiver.answered.missed, receiver.received) == (0, 0, 1)
    # What only began there is judged there.
    assert (receiver.followed.met, receiver.followed.missed) == (1, 0)
    for what in ("verifikasi-terlambat", "jawaban-terlambat"):
        assert (numbers(what, cast.tangerang), numbers(what, cast.lebak)) == ([number], [])
    assert verified.faults(cast.lebak.tenant, number) == []


@pytest.mark.parametrize("way", ["hand_back", "recall"])
def test_a_report_that_comes_back_is_counted_as_before_it_went(cast, long_ago, way):
    """Late or not: once, by the city that has it, and what was late stays where it was."""
    late_number = cast.tangerang.file(at=long_ago).number
    timely = cast.tangerang.file().number
    before = counted(cast)
    for number in (late_number, timely):
        with cast.tangerang.seat():
            actions.transfer(number, cast.tangerang.siti, to="36.02")
    assert (figures(cast.tangerang).received, figures(cast.lebak).received) == (0, 2)
    for number in (late_number, timely):
        if way == "hand_back":
            with cast.lebak.seat():
                actions.hand_back(number, cast.lebak.siti, text="Jalan ini dipelihara kota, bukan kabupaten.")
        else:
            with cast.tangerang.seat():
                actions.recall(number, cast.tangerang.siti)
    assert counted(cast) == before == {"t3671": (2, 1, 1, [late_number]), "t3602": (0, 0, 0, [])}
    assert late(late_number) == ("t3671", None, "t3671")
    assert late(timely) == (None, None, None)


def test_an_open_report_that_came_late_is_not_overdue_in_the_innocent_city(cast, long_ago):
    number = cast.tangerang.file(at=long_ago).number
    assert numbers("lewat-batas", cast.tangerang) == [number]
    with cast.tangerang.seat():
        actions.transfer(number, cast.tangerang.siti, to="36.02")
    assert (numbers("lewat-batas", cast.tangerang), numbers("lewat-batas", cast.lebak)) == ([], [])
    with province_seat():
        compared = queries.comparison(timezone.now(), period(ALL, timezone.now(), WIB))
    assert (city_of(compared, "kab-lebak").open, city_of(compared, "kab-lebak").overdue) == (1, 0)


def test_a_report_handed_over_in_time_is_judged_where_it_is_then(cast):
    filed = cast.tangerang.file()
    with cast.tangerang.seat():
        actions.transfer(filed.number, cast.tangerang.siti, to="36.02")
    assert late(filed.number) == (None, None, None)
    with cast.lebak.seat():
        actions.verify(filed.number, cast.lebak.siti)
    assert (figures(cast.lebak).verified.met, figures(cast.tangerang).verified.missed) == (1, 0)


def test_a_late_complaint_called_misconduct_is_late_all_the_same(cast, long_ago):
    """Sixty days instead of fourteen: the figure does not improve."""
    filed = cast.tangerang.file("dispatched", at=long_ago, identity="masked", visibility="secret")
    before = figures(cast.tangerang).answered.missed
    with cast.tangerang.seat():
        actions.correct(filed.number, cast.tangerang.siti, kind="misconduct")
    assert late(filed.number)[2] == "t3671"
    assert figures(cast.tangerang).answered.missed == before == 1
    assert numbers("jawaban-terlambat", cast.tangerang) == [filed.number]
    assert verified.faults(cast.tangerang.tenant, filed.number) == []


def test_a_stage_that_is_done_too_late_is_the_citys_that_did_it(cast, long_ago):
    number = cast.tangerang.file("answered", at=long_ago).number
    assert late(number) == ("t3671", "t3671", "t3671")
    counted = figures(cast.tangerang)
    assert (counted.verified.late, counted.followed.late, counted.answered.late) == (1, 1, 1)


def test_the_ledger_is_told_the_nations_due_time_whatever_the_city_pauses(cast):
    """Pauses, extensions and days off of the city move its own clock alone."""
    office = cast.tangerang
    filed = office.file()
    before = fact(filed.number)
    told = (before.due_verify, before.due_total)
    with office.seat():
        actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?")
        assert (fact(filed.number).due_verify, fact(filed.number).due_total) == told
        later = timezone.now() + timedelta(days=9)
        actions.reply(filed.number, filed.code, text="Tiang nomor 7.", at=later)
        report = actions.extend(filed.number, office.siti, days=5, text="Menunggu suku cadang.", at=later)
        assert report.deadlines.get(rule="total").due_at > told[1]
    assert (fact(filed.number).due_verify, fact(filed.number).due_total) == told
