"""Cities by month, and one city by kind and topic as it is published on a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from oversight.histories import city_detail, histories, month_names
from oversight.periods import LAST_MONTH, MONTHS_12, THIS_MONTH, period
from tenants.seats import province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger, wib

WIB = ZoneInfo("Asia/Jakarta")
NOW = wib("2026-04-20", "12:00")


def tell(ledger: Ledger, times: int, received: datetime, *, days: int = 3, **more) -> None:
    """So many reports that were answered after so many days; due after thirty."""
    for _report in range(times):
        events = (("submitted", received), ("answered", received + timedelta(days=days)))
        ledger.tell(TANGERANG, *events, total=received + timedelta(days=30), **more)


def test_months_end_with_the_present_one_in_the_provinces_zone():
    assert month_names(wib("2026-01-01", "00:30"), WIB)[-2:] == ["2025-12", "2026-01"]
    assert month_names(NOW, WIB)[0] == "2024-05"
    assert len(month_names(NOW, WIB)) == 24


def test_each_city_has_twelve_months_and_the_twelve_before(ledger: Ledger):
    tell(ledger, 6, wib("2026-03-31", "23:00"))  # still March in Jakarta
    tell(ledger, 5, wib("2025-03-10"), days=40)
    with province_seat():
        found = histories(NOW, WIB, [TANGERANG, LEBAK])
    assert set(found) == {TANGERANG, LEBAK}
    history = found[TANGERANG]
    received = {month.code: month.received for month in (*history.before, *history.months) if month.received}
    assert received == {"2025-03": 5, "2026-03": 6}
    march = history.months[-2]
    assert (march.code, march.met, march.judged, march.measured) == ("2026-03", 6, 6, 6)
    assert (history.before[-2].code, history.before[-2].met, history.before[-2].judged) == ("2025-03", 0, 5)
    assert {month.received for month in found[LEBAK].months} == {0}


def test_a_month_of_a_whole_city_says_what_the_page_of_that_month_says(ledger: Ledger):
    tell(ledger, 3, wib("2026-03-02"))
    tell(ledger, 8, wib("2026-02-02"))
    with province_seat():
        months = histories(NOW, WIB, [TANGERANG, LEBAK])[TANGERANG].months
        march = city_detail(NOW, period(LAST_MONTH, NOW, WIB), WIB, "kota-tangerang").whole
    assert {month.code: month.received for month in months if month.received} == {"2026-03": 3, "2026-02": 8}
    assert (march.received, march.judged) == (months[-2].received, months[-2].judged) == (3, 3)


def test_a_city_by_kind_and_category_group(ledger: Ledger):
    tell(ledger, 7, wib("2026-04-13"))
    tell(ledger, 6, wib("2026-04-13"), kind="information")
    tell(ledger, 5, wib("2025-12-01"), kind="information")
    tell(ledger, 9, wib("2023-01-02"))
    with province_seat():
        month = city_detail(NOW, period(THIS_MONTH, NOW, WIB), WIB, "kota-tangerang")
        year = city_detail(NOW, period(MONTHS_12, NOW, WIB), WIB, "kota-tangerang")
        everything = city_detail(NOW, period("semua", NOW, WIB), WIB, "kota-tangerang")
    assert [(kind.code, kind.received) for kind in month.published.kinds] == [("complaint", 7), ("information", 6)]
    assert [(kind.code, kind.received) for kind in year.published.kinds] == [("complaint", 7), ("information", 11)]
    assert [(group.code, group.received) for group in year.published.topics] == [("Perhubungan", 18)]
    assert (month.whole.received, year.whole.received, everything.whole.received) == (13, 18, 27)
    assert month.history == year.history == everything.history


def test_a_city_that_does_not_count_is_none(ledger: Ledger):
    ledger.city("36.72", is_sandbox=True)
    ledger.city("36.73", is_enabled=False)
    with province_seat():
        found = [
            city_detail(NOW, period(MONTHS_12, NOW, WIB), WIB, slug) for slug in ("x", "kota-cilegon", "kota-serang")
        ]
        assert set(histories(NOW, WIB, [TANGERANG, LEBAK, "t3672", "t3673"])) == {TANGERANG, LEBAK}
    assert found == [None, None, None]


def test_a_city_without_reports_has_noughts(ledger: Ledger):
    with province_seat():
        found = city_detail(NOW, period(MONTHS_12, NOW, WIB), WIB, "kab-lebak")
    assert (found.whole.received, found.published.kinds, found.published.topics) == (0, (), ())
