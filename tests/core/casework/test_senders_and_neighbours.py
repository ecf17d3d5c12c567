"""Repeats are told without telling who: the same sender, the same words, and what is open around a report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.casework import queries
from core.reports.models import Report
from tests.support.cast import EMAIL

NOW = timezone.now()


def sender(office, name, number) -> tuple[int, list[str]]:
    report = Report.objects.get(number=number)
    found = queries.same_sender(office.people[name], report, now=NOW)
    return found.count, [other.number for other in found.newest]


def test_a_sender_is_found_by_phone_or_by_e_mail(cast):
    office = cast.tangerang
    by_phone = office.file(email=EMAIL).number
    same_phone = office.file(at=NOW - timedelta(hours=2)).number
    same_mail = office.file(at=NOW - timedelta(hours=1), phone="081200000001", email=EMAIL).number
    office.file(phone="081200000002")
    with office.seat():
        assert sender(office, "siti", by_phone) == (2, [same_mail, same_phone])
        assert sender(office, "siti", same_mail) == (1, [by_phone])


def test_two_without_e_mail_are_not_the_same_sender(cast):
    office = cast.tangerang
    numbers = [office.file(phone=f"08120000000{serial}").number for serial in (1, 2)]
    with office.seat():
        assert sender(office, "siti", numbers[0]) == (0, [])


def test_only_the_last_thirty_days_count(cast):
    office = cast.tangerang
    number = office.file(at=NOW).number
    office.file(at=NOW - timedelta(days=31))
    recent = office.file(at=NOW - timedelta(days=29)).number
    with office.seat():
        assert sender(office, "siti", number) == (1, [recent])


def test_many_are_counted_and_the_newest_three_are_named(cast):
    office = cast.tangerang
    numbers = [office.file(at=NOW - timedelta(minutes=90 - minute)).number for minute in range(8)]
    with office.seat():
        assert sender(office, "siti", numbers[7]) == (7, numbers[6:3:-1])


def test_an_anonymous_report_has_no_sender(cast):
    office = cast.tangerang
    office.file(identity="anonymous")
    number = office.file(identity="anonymous").number
    with office.seat():
        assert sender(office, "siti", number) == (0, [])


@pytest.mark.parametrize(("name", "count"), [("siti", 2), ("dewi", 1), ("agus", 1), ("leader", 1)])
def test_a_masked_report_never_stands_beside_a_name(cast, name, count):
    """Beside a named report by the same sender it would give away whose it is."""
    office = cast.tangerang
    named = office.file("dispatched").number
    office.file("dispatched", at=NOW - timedelta(days=1))
    masked = office.file("dispatched", identity="masked").number
    with office.seat():
        assert sender(office, name, named)[0] == count
        assert sender(office, name, masked)[0] == (2 if name == "siti" else 0)


def test_another_units_reports_are_not_counted(cast):
    office = cast.tangerang
    mine = office.file("dispatched").number
    office.file()
    with office.seat():
        assert sender(office, "siti", mine)[0] == 1
        assert sender(office, "dewi", mine) == (0, [])


def test_the_same_words_are_found_whoever_sent_them(cast):
    office = cast.tangerang
    first = office.file(identity="anonymous").number
    second = office.file(at=NOW - timedelta(days=1), phone="081200000009").number
    office.file(description="Lampu jalan di depan pasar padam sejak kemarin malam!")
    with office.seat():
        found = queries.same_text(office.siti, Report.objects.get(number=first), now=NOW)
        assert (found.count, [other.number for other in found.newest]) == (1, [second])


@pytest.mark.parametrize(
    ("lat", "lon", "metres"),
    [(0.0, 106.63, 0), (0.0, 106.6325, 278), (0.0, 106.6328, None), (0.0026, 106.63, 289), (0.0020, 106.6320, None)],
)
def test_neighbours_are_open_reports_within_three_hundred_metres(cast, lat, lon, metres):
    """On the equator, whose latitude is 0 and no missing value."""
    office = cast.tangerang
    number, other, ended = office.file().number, office.file().number, office.file("closed").number
    with office.seat():
        Report.objects.filter(number__in=[number, ended]).update(lat=0.0, lon=106.63)
        Report.objects.filter(number=other).update(lat=lat, lon=lon)
        found = queries.neighbours(office.siti, Report.objects.get(number=number))
        assert [(near.number, round(near.distance_m)) for near in found] == (
            [] if metres is None else [(other, metres)]
        )


def test_neighbours_cost_one_question_and_none_without_a_pin(cast, django_assert_num_queries):
    office = cast.tangerang
    number = office.file("dispatched").number
    office.file("dispatched")
    with office.seat():
        report = Report.objects.get(number=number)
        with django_assert_num_queries(0):
            assert queries.neighbours(office.siti, report) == []
        Report.objects.update(lat=-6.17, lon=106.63)
        report.refresh_from_db()
        for name, count in (("siti", 1), ("dewi", 1), ("budi", 0)):
            with django_assert_num_queries(1):
                assert len(queries.neighbours(office.people[name], report)) == count
