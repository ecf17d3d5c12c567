"""What the province publishes by kind and topic stands still for a day, and names misconduct nowhere."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight import periods
from oversight.models import PublishedDay
from oversight.publication import published
from oversight.tallies import ALL
from tenants.seats import province_seat
from tests.oversight.ledger_rows import TANGERANG, Ledger, wib

WIB = ZoneInfo("Asia/Jakarta")
NOW = wib("2026-04-20", "12:00")


def tell(ledger: Ledger, times: int, **more) -> None:
    for _report in range(times):
        ledger.tell(TANGERANG, ("submitted", wib("2026-04-13")), total=wib("2026-06-01"), **more)


def read(now=NOW, tenant: str = TANGERANG) -> dict:
    with province_seat():
        return dict(published(now, WIB, tenant))


def test_nothing_moves_until_the_next_midnight(ledger: Ledger) -> None:
    tell(ledger, 8)
    first = read()
    tell(ledger, 7, kind="information")
    assert read(NOW + timedelta(hours=11, minutes=59)) == first
    assert read(NOW + timedelta(hours=11, minutes=59), ALL) != {}
    tomorrow = read(NOW + timedelta(hours=12))
    assert [(kind.code, kind.received) for kind in tomorrow["12-bulan"].kinds] == [
        ("complaint", 8),
        ("information", 7),
    ]
    with province_seat():
        assert PublishedDay.objects.filter(tenant=TANGERANG).count() == 1  # yesterday's is gone


def test_every_span_is_counted_at_the_same_moment(ledger: Ledger) -> None:
    tell(ledger, 8)
    found = read()
    assert list(found) == list(periods.NAMES)
    assert {each.at for each in found.values()} == {NOW}


def test_misconduct_is_a_complaint_among_the_kinds_and_in_no_topic(ledger: Ledger) -> None:
    tell(ledger, 20)
    tell(ledger, 3, kind="misconduct")
    for tenant in (TANGERANG, ALL):
        found = read(tenant=tenant)["12-bulan"]
        assert [(kind.code, kind.received) for kind in found.kinds] == [("complaint", 23)]
        assert found.whole.received == 23
        (topic,) = found.topics
        assert (topic.code, topic.received, topic.by_status["menunggu"]) == ("Perhubungan", None, None)


def test_one_query_once_the_day_has_begun(ledger: Ledger) -> None:
    tell(ledger, 8)
    read()
    with province_seat(), CaptureQueriesContext(connection) as queries:
        published(NOW, WIB, TANGERANG)
    assert len(queries) == 1
