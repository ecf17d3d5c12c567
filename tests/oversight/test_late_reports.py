"""The list of open reports that have missed a limit: which, by which clock, in which order, page by page."""

from datetime import timedelta

import pytest

from oversight import lists, queries
from oversight.figures import ListedReport
from oversight.lists import Wanted
from tenants.seats import province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger, record_now, wib

NOW = wib("2026-04-20", "12:00")
RECEIVED = wib("2026-03-16")
VERIFY, FOLLOW_UP, TOTAL = (wib(day, "23:59:59") for day in ("2026-03-26", "2026-04-07", "2026-04-13"))


def late(**options) -> list[ListedReport]:
    with province_seat():
        return list(lists.reports(NOW, Wanted(), **options).reports)


def clocks(report: ListedReport) -> list[tuple[str, int]]:
    return [(clock.rule, clock.days_late) for clock in report.clocks]


def test_each_clock_is_late_until_its_own_moment(db):
    dues = {"verify": VERIFY, "first_follow_up": FOLLOW_UP, "total": TOTAL}
    road = ("submitted", "verified", "dispatched", "in_progress", "answered", "closed")
    numbers = {record_now(TANGERANG, *road[:length], **dues): road[length - 1] for length in range(1, len(road) + 1)}
    assert {numbers[report.number]: clocks(report) for report in late()} == {
        "submitted": [("verify", 25), ("first_follow_up", 13), ("total", 7)],
        "verified": [("first_follow_up", 13), ("total", 7)],
        "dispatched": [("first_follow_up", 13), ("total", 7)],
        "in_progress": [("total", 7)],
    }


def test_a_deadline_is_missed_only_after_its_last_second(db):
    record_now(LEBAK, "submitted", total=NOW)
    assert late() == []
    record_now(LEBAK, "submitted", total=NOW - timedelta(microseconds=1))
    assert [clocks(report) for report in late()] == [[("total", 0)]]


def test_a_row_says_where_and_what(db):
    number = record_now(LEBAK, "submitted", verify=VERIFY, kind="misconduct", area="36.02.01.2002")
    nowhere = record_now(TANGERANG, "submitted", verify=VERIFY + timedelta(hours=1))
    first, second = late()
    assert (first.number, first.place.slug, first.place.host) == (number, "kab-lebak", "kab-lebak.localhost")
    assert (first.state, first.kind, first.category_group) == ("submitted", "misconduct", "Perhubungan")
    assert (first.area, first.district) == ("Cilangkahan", "Malingping")
    assert (second.number, second.area, second.district) == (nowhere, "", "")


def test_days_late_are_counted_in_the_citys_zone(ledger: Ledger):
    due = wib("2026-04-19", "21:59:59")  # the end of the 19th in Jayapura, two hours earlier than in Jakarta
    ledger.tell(ledger.city("36.81", zone="Asia/Jayapura"), ("submitted", RECEIVED), total=due)
    with province_seat():
        (report,) = lists.reports(wib("2026-04-20", "22:30"), Wanted()).reports
    assert clocks(report) == [("total", 2)]  # already the 21st there


def test_the_longest_wait_comes_first_and_every_row_comes_once(db):
    dues = [TOTAL - timedelta(days=days) for days in (3, 1, 2, 2, 2)]
    told = [(due, record_now(LEBAK, "submitted", total=due)) for due in dues]
    record_now(TANGERANG, "submitted", total=TOTAL - timedelta(days=9))
    wanted = [number for _due, number in sorted(told)]
    found, key = [], ""
    with province_seat():
        for _page in range(3):
            page = lists.reports(NOW, Wanted(tenant=LEBAK), after=key, size=2)
            found += [report.number for report in page.reports]
            key = page.next_key
    assert (found, key) == (wanted, "")
    assert len(late()) == 6


@pytest.mark.parametrize("key", ["x", "1_", "_", "99999999999999999999_3602", "1_'; --", "\x00", "12_ab"])
def test_a_key_that_is_none_gives_the_first_page(db, key):
    number = record_now(LEBAK, "submitted", total=TOTAL)
    assert [report.number for report in late(after=key)] == [number]


def test_one_query_a_page(db, django_assert_num_queries):
    record_now(LEBAK, "submitted", total=TOTAL)
    with province_seat():
        lists.reports(NOW, Wanted())  # the first query also takes the seat
        with django_assert_num_queries(1):
            lists.reports(NOW, Wanted())
        with django_assert_num_queries(1):
            queries.standing(NOW)
