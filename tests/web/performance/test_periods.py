"""`/kinerja/` by year, quarter and month: the city's own figures of any of them, and nothing below the city."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.performance.test_performance_pages import DISTRICT, FILES, file_rows
from tests.web.province.test_front_page import text_of

# Last year is over, so each of its quarters has begun whatever day it is.
YEAR = datetime.now(UTC).year - 1
QUARTERS = {1: 3, 2: 0, 3: 4, 4: 1}


@pytest.fixture
def reports(cast):
    """So many reports in the middle month of each quarter of last year, one of them secret."""
    for quarter, times in QUARTERS.items():
        for number in range(times):
            at = datetime(YEAR, 3 * quarter - 1, 10, 5, tzinfo=UTC)
            cast.tangerang.file("dispatched", at=at, visibility="public" if number else "secret")


def received(anybody, period: str) -> int:
    """How many reports the page of a period says the city has received."""
    words = text_of(anybody.get(f"/kinerja/?periode={period}").content.decode())
    if "Belum ada laporan yang masuk di Kota Tangerang" in words:
        return 0
    return int(words.split(" laporan masuk:")[0].split()[-1])


def test_quarters_add_up_to_their_year_and_months_to_their_quarter(reports, anybody):
    assert {quarter: received(anybody, f"{YEAR}-T{quarter}") for quarter in QUARTERS} == QUARTERS
    assert received(anybody, str(YEAR)) == sum(QUARTERS.values())
    assert [received(anybody, f"{YEAR}-{month:02}") for month in (7, 8, 9)] == [0, 4, 0]


def test_the_span_is_named_and_can_be_chosen(reports, anybody):
    page = anybody.get(f"/kinerja/?periode={YEAR}-T3&urut=masuk").content.decode()
    assert f"Kota Tangerang menerima 4 laporan pada triwulan III {YEAR}" in text_of(page)
    assert f'<option value="{YEAR}-T3" selected>Triwulan III {YEAR}</option>' in page
    assert f'href="?urut=masuk&amp;periode={YEAR}-T3" aria-current="true"' in page


def test_nothing_below_the_city_is_shown_of_it(reports, anybody):
    query = f"?periode={YEAR}-T3"
    for path in ("/kinerja/", DISTRICT):
        page = anybody.get(path + query).content.decode()
        assert "Rentang ini tidak dirinci" in text_of(page)
        assert "<table" not in page
        assert 'class="bar"' not in page
    for path in FILES:
        rows = file_rows(anybody.get(path + query))
        assert list(rows) == [""]
        assert rows[""][:2] == ["Kota Tangerang", "4"]


def test_it_costs_one_statement(reports, anybody):
    anybody.get("/kinerja/")
    with CaptureQueriesContext(connection) as queries:
        assert anybody.get(f"/kinerja/?periode={YEAR}").status_code == 200
    assert len(queries) == 1


@pytest.mark.parametrize("period", ["2015", f"{YEAR + 2}", f"{YEAR}-T5", f"{YEAR}-13", f"{YEAR}-T0", "2026-T"])
def test_a_span_there_is_not_is_the_default_one(anybody, period):
    page = anybody.get(f"/kinerja/?periode={period}").content.decode()
    assert 'periode=12-bulan" aria-current="true"' in page


def test_of_reports_of_today_alone_no_empty_tables_are_shown(cast, anybody):
    """Also on the first day of a month, when the month has no day before."""
    cast.tangerang.file("submitted")
    page = anybody.get("/kinerja/?periode=semua").content.decode()
    assert "1 laporan tidak dirinci: laporan rahasia, dan yang masuk hari ini." in text_of(page)
    assert "<table" not in page
