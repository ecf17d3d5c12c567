"""Constructed facts, exact figures: punctuality, median, states, what counts and what does not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from oversight import compacting, lists, queries
from oversight.figures import Comparison, Figures, Share
from oversight.lists import Wanted
from oversight.periods import ALL, MONTHS_12, period
from oversight.queries import Only
from tenants.law.memory import current_law
from tenants.seats import province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger, city_of, record_now, wib

WIB = ZoneInfo("Asia/Jakarta")
NOW = wib("2026-04-20", "12:00")
RECEIVED = wib("2026-03-16")
DUE = wib("2026-04-13", "23:59:59")  # 14 working days later


def compare(now: datetime = NOW, name: str = MONTHS_12) -> Comparison:
    with province_seat():
        return queries.comparison(now, period(name, now, WIB))


def tangerang(comparison: Comparison) -> Figures:
    city = city_of(comparison, "kota-tangerang")
    assert city is not None
    return city.now


def test_punctuality_median_and_states(ledger: Ledger):
    for answered in (wib("2026-03-26"), DUE, wib("2026-04-14", "00:00")):  # 3 days, 14 days in time, 15 days late
        ledger.answered(TANGERANG, RECEIVED, answered, total=DUE)
    waiting = ("submitted", RECEIVED)
    ledger.tell(TANGERANG, waiting, total=DUE)  # open past due
    ledger.tell(TANGERANG, waiting, ("rejected", wib("2026-03-17")), total=DUE)  # a reasoned refusal is an answer
    ledger.tell(TANGERANG, waiting, ("rejected", wib("2026-04-14")), total=DUE)
    ledger.tell(TANGERANG, waiting, ("withdrawn", wib("2026-03-17")), total=DUE)  # ended in time: not judged
    ledger.tell(TANGERANG, waiting, ("withdrawn", wib("2026-04-14")), total=DUE)  # ended late, unanswered
    ledger.tell(TANGERANG, ("submitted", wib("2026-04-17")), total=wib("2026-05-08"))  # still has time

    comparison = compare()
    figures = tangerang(comparison)
    assert (figures.met, figures.late, figures.open_late) == (3, 3, 1)
    assert (figures.on_time, figures.on_time.percent) == (Share(3, 7), 43)
    assert (figures.median_days, figures.measured) == (14, 3)
    assert {state: count for state, count in figures.by_state.items() if count} == {
        "submitted": 2,
        "answered": 3,
        "rejected": 2,
        "withdrawn": 2,
    }
    assert figures.by_status == {"menunggu": 2, "proses": 3, "selesai": 4}
    assert figures.received == 9
    city = city_of(comparison, "kota-tangerang")
    assert (city.open, city.overdue) == (5, 1)
    assert comparison.whole == figures
    assert city_of(comparison, "kab-lebak").now == Figures()


def test_an_even_number_of_answers_has_a_median_between_two(ledger: Ledger):
    for answered in (wib("2026-03-17"), wib("2026-03-26")):  # 1 and 3 working days
        ledger.answered(LEBAK, RECEIVED, answered, total=DUE)
    ledger.answered(TANGERANG, RECEIVED, wib("2026-03-16", "15:00"), total=DUE)  # the same day: 0
    ledger.answered(TANGERANG, RECEIVED, wib("2026-03-17"), total=DUE)
    comparison = compare()
    assert city_of(comparison, "kab-lebak").now.median_days == 2
    assert tangerang(comparison).median_days == 0.5
    assert (comparison.whole.median_days, comparison.whole.measured) == (1, 4)


def test_days_are_those_of_the_national_calendar_in_the_citys_zone(ledger: Ledger):
    pairs = [
        ("2026-04-11T10:00+07:00", "2026-04-13T10:00+07:00"),  # Saturday to Monday
        ("2026-03-15T20:00+00:00", "2026-03-17T18:00+00:00"),  # past midnight in Jakarta, morning in Jayapura
        ("2025-12-24T09:00+07:00", "2026-01-05T09:00+07:00"),  # over Christmas and New Year
        ("2026-03-13T23:30+07:00", "2026-04-20T11:00+07:00"),  # over Lebaran
    ]
    expected = {}
    with province_seat():
        calendar = current_law().calendar
    for zone in (ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")):
        for pair in pairs:
            received, answered = (datetime.fromisoformat(moment) for moment in pair)
            code = f"36.{80 + len(expected)}"
            ledger.answered(ledger.city(code, zone=zone.key), received, answered, total=answered)
            expected[code] = calendar.between(received.astimezone(zone).date(), answered.astimezone(zone).date())
    found = {city.place.code: city.now.median_days for city in compare().cities if city.now.measured}
    assert found == expected
    assert [found[code] for code in ("36.80", "36.81", "36.82")] == [1, 1, 5]


def test_the_span_before_is_counted_apart(ledger: Ledger):
    due = wib("2025-03-28", "23:59:59")
    for answered in (wib("2025-03-12"), wib("2025-04-20")):
        ledger.answered(LEBAK, wib("2025-03-10"), answered, total=due)
    ledger.answered(LEBAK, RECEIVED, wib("2026-03-17"), total=DUE)
    ledger.tell(LEBAK, ("submitted", wib("2024-01-10")), total=wib("2024-01-30"))  # before both spans
    first = wib("2025-05-01", "00:00")  # the edge of the two spans is the local midnight a month begins with
    ledger.tell(LEBAK, ("submitted", first), ("withdrawn", first), total=DUE)
    ledger.tell(LEBAK, ("submitted", first - timedelta(seconds=1)), ("withdrawn", first), total=DUE)
    lebak = city_of(compare(), "kab-lebak")
    assert (lebak.now.received, lebak.now.on_time) == (2, Share(1, 1))
    assert (lebak.before.received, lebak.before.on_time) == (3, Share(1, 2))
    assert (lebak.open, lebak.overdue) == (4, 1)  # whenever received
    everything = city_of(compare(name=ALL), "kab-lebak")
    assert (everything.now.received, everything.now.on_time, everything.before) == (6, Share(2, 4), None)
    year, month, quarter = (city_of(compare(name=name), "kab-lebak") for name in ("2025", "2025-04", "2025-T2"))
    assert (year.now.received, year.before.received) == (4, 1)
    assert (month.now.received, month.before.received) == (1, 2)
    assert (quarter.now.received, quarter.before.received) == (2, 2)


def test_sandbox_and_disabled_tenants_are_in_no_figure(ledger: Ledger):
    sandbox = ledger.city("36.99", is_sandbox=True)
    closed = ledger.city("36.98", is_enabled=False)
    for schema in (sandbox, closed, LEBAK):
        ledger.tell(schema, ("submitted", RECEIVED), total=DUE)
    comparison = compare()
    assert [city.place.code for city in comparison.cities] == ["36.02", "36.71"]
    assert (comparison.whole.received, comparison.open, comparison.overdue) == (1, 1, 1)


def test_open_reports_of_a_disabled_city_stay_in_sight(ledger: Ledger):
    for schema in (ledger.city("36.99", is_sandbox=True), ledger.city("36.98", is_enabled=False), LEBAK):
        ledger.tell(schema, ("submitted", RECEIVED), total=DUE)
    ledger.city("36.97", is_enabled=False)  # has nothing open
    assert [(city.place.code, city.open, city.overdue) for city in compare().closed] == [("36.98", 1, 1)]
    with province_seat():
        assert [(city.place.code, city.place.is_enabled, city.overdue) for city in queries.standing(NOW)] == [
            ("36.02", True, 1),
            ("36.71", True, 0),
            ("36.98", False, 1),
        ]
        listed = lists.reports(NOW, Wanted()).reports
    assert [(report.place.code, report.place.is_enabled) for report in listed] == [("36.02", True), ("36.98", False)]


def test_a_report_on_its_way_to_another_city_counts_in_none(db):
    record_now(LEBAK, "submitted", "transferred", total=DUE)
    comparison = compare(now=timezone.now())
    assert (comparison.whole.received, comparison.open) == (0, 0)


def test_one_statement_whatever_the_number_of_cities(ledger: Ledger, django_assert_num_queries):
    with province_seat():
        span = period(MONTHS_12, NOW, WIB)
        queries.comparison(NOW, span)  # the first time also takes the seat and reads the law
        with django_assert_num_queries(1):
            assert len(queries.comparison(NOW, span).cities) == 2
    for code in ("36.01", "36.03", "36.04", "36.72", "36.73", "36.74"):
        ledger.tell(ledger.city(code), ("submitted", RECEIVED), total=DUE)
    with province_seat():
        queries.standing(NOW)
        with django_assert_num_queries(1):
            comparison = queries.comparison(NOW, span)
    assert (len(comparison.cities), comparison.whole.received, comparison.overdue) == (8, 6, 6)


@pytest.mark.parametrize("name", [MONTHS_12, ALL, "2025"])
@pytest.mark.parametrize(
    "only", [Only(), Only(kind="information"), Only(kind="complaint", group="Perhubungan")], ids=str
)
def test_a_city_alone_has_the_figures_it_has_among_all(ledger: Ledger, name: str, only: Only):
    ledger.answered(LEBAK, RECEIVED, wib("2026-03-17"), total=DUE)
    ledger.tell(LEBAK, ("submitted", RECEIVED), total=DUE)
    ledger.tell(LEBAK, ("submitted", wib("2025-02-03")), total=wib("2025-02-20"), kind="information")
    ledger.tell(TANGERANG, ("submitted", RECEIVED), total=DUE, kind="information")
    nobody = ledger.city("36.97")
    span = period(name, NOW, WIB)
    for compact in (False, True):  # from deltas, then from tallies
        with province_seat():
            if compact:
                compacting.compact()
            among_all = queries.comparison(NOW, span, only).cities
            assert {city.place.schema_name for city in among_all} == {LEBAK, TANGERANG, nobody}
            assert [queries.city(NOW, span, only, city.place) for city in among_all] == list(among_all)
            before = queries.earlier(NOW, span, only, [LEBAK, nobody])
        expected = {city.place.schema_name: city.before for city in among_all} if span.before_first else {}
        assert before == {schema: expected[schema] for schema in (LEBAK, nobody) if schema in expected}
