"""A city's figures by unit and area: exact, from one statement, and hidden where they would point at people."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.cast import KELURAHAN

# Monday, 2 March 2026, 09.00 WIB; the whole of March is looked at.
RECEIVED = datetime(2026, 3, 2, 2, tzinfo=UTC)
START, END = datetime(2026, 2, 28, 17, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC)
NOW = datetime(2026, 3, 31, 2, tzinfo=UTC)
SUKARASA = KELURAHAN["t3671"]
BUARAN = "36.71.01.1004"


@pytest.fixture
def figures(cast):
    from core.casework.queries.performance import breakdowns, city_figures

    def read():
        with cast.tangerang.seat():
            parts = breakdowns({"": (START, END)}, {}, now=NOW)[""]
            return SimpleNamespace(**vars(parts), district=parts.district, whole=city_figures((START, END), now=NOW))

    return read


def test_on_time_is_met_of_met_late_and_open_past_due(cast, figures):
    office = cast.tangerang
    for state in ("answered", "closed", "rejected", "submitted", "dispatched"):
        office.file(state, at=RECEIVED)
    # 14 working days after 2 March, with Lebaran between, are over on 31 March: answered then it is late.
    from core.casework import actions

    with office.seat():
        late = office.file("in_progress", at=RECEIVED)
        actions.answer(late.number, office.dewi, text="Lampu sudah diganti.", at=NOW)
    office.file("submitted", at=NOW - timedelta(days=1))  # its time still runs
    whole = figures().whole
    assert (whole.met, whole.judged) == (3, 6)
    assert (whole.received, dict(whole.by_status)) == (7, {"menunggu": 3, "proses": 2, "selesai": 2})


def test_the_median_counts_working_days_of_the_national_calendar(cast, figures):
    from core.casework import actions

    office = cast.tangerang
    # From Friday, 13 March 09.00 to Monday: 1 working day; to 26 March: 4, for 18-24 March are days off.
    friday = datetime(2026, 3, 13, 2, tzinfo=UTC)
    for answered in (datetime(2026, 3, 16, 2, tzinfo=UTC), datetime(2026, 3, 26, 2, tzinfo=UTC)):
        with office.seat():
            filed = office.file("in_progress", at=friday)
            actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", at=answered)
    whole = figures().whole
    assert (whole.median_days, whole.measured) == (2.5, 2)


def test_units_and_areas_add_up_to_the_city(cast, figures):
    office = cast.tangerang
    for area in (SUKARASA, BUARAN):
        for _report in range(6):
            office.file("dispatched", at=RECEIVED, area=area)
    for _report in range(5):
        office.file("submitted", at=RECEIVED, kind="information", area="", address="")
    found = figures()
    assert [(unit.code, unit.name, unit.received) for unit in found.units] == [("dishub", "Dishub", 12), ("", "", 5)]
    assert [(group.code, group.name, group.received) for group in found.districts] == [
        ("36.71.01", "Tangerang", 12),
        ("", "", 5),
    ]
    assert [(group.code, group.received) for group in found.villages["36.71.01"]] == [(BUARAN, 6), (SUKARASA, 6)]
    assert found.whole.received == 17


def test_what_would_point_at_few_people_is_hidden_with_what_gives_it_away(cast, figures):
    office = cast.tangerang
    for area, times in ((SUKARASA, 3), (BUARAN, 7)):
        for _report in range(times):
            office.file("dispatched", at=RECEIVED, area=area)
    for _report in range(9):
        office.file("submitted", at=RECEIVED, kind="information", area="", address="")
    found = figures()
    village = {group.code: group for group in found.villages["36.71.01"]}
    assert (village[SUKARASA].received, village[BUARAN].received) == (None, None)
    assert village[SUKARASA].by_status["menunggu"] is None
    assert (village[SUKARASA].judged, village[BUARAN].judged) == (None, None)
    assert found.district("36.71.01").received == 10
    assert found.whole.received == 19
    assert not found.whole.has_hidden


def test_secret_reports_are_counted_and_transferred_ones_are_not(cast, figures):
    cast.tangerang.file("submitted", at=RECEIVED, visibility="secret")
    cast.tangerang.file("transferred", at=RECEIVED)
    assert figures().whole.received == 1


def test_a_secret_report_and_one_of_this_day_are_in_no_breakdown(cast, figures):
    for _report in range(6):
        cast.tangerang.file("dispatched", at=RECEIVED)
    before = figures()
    cast.tangerang.file("dispatched", at=RECEIVED, visibility="secret")
    cast.tangerang.file("submitted", at=RECEIVED, kind="misconduct", visibility="secret", identity="anonymous")
    cast.tangerang.file("submitted", at=NOW)
    after = figures()
    assert (before.whole.received, after.whole.received) == (6, 9)
    for name in ("listed", "units", "districts", "villages"):
        assert getattr(before, name) == getattr(after, name)
    assert after.listed.received == 6


def test_only_the_span_asked_for_and_only_this_city(cast, figures):
    for moment in (START - timedelta(seconds=1), START, END - timedelta(seconds=1), END):
        cast.tangerang.file(at=moment)
    cast.lebak.file(at=RECEIVED)
    assert figures().whole.received == 2


def test_without_reports_everything_is_nought(cast, figures):
    found = figures()
    assert (found.whole.received, found.whole.median_days, found.units, found.districts) == (0, None, (), ())


def test_two_statements_however_many_units_and_areas(cast, figures):
    figures()
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            figures()
        assert len([query for query in queries if "JOIN reports_report" in query["sql"]]) == 2
        assert len(queries) == 2
        for area in (SUKARASA, BUARAN):
            cast.tangerang.file("dispatched", at=RECEIVED, area=area)
