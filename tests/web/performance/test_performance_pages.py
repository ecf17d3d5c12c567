"""`/kinerja/`: what anybody reads of units and areas, and that what is hidden is on no page and in no file."""

import csv
import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.cast import KELURAHAN
from tests.web.province.test_front_page import table_rows, text_of

SUKARASA = KELURAHAN["t3671"]
BUARAN = "36.71.01.1004"
DISTRICT = "/kinerja/kecamatan/36.71.01/"
FILES = ("/kinerja/unduh/opd.csv", "/kinerja/unduh/wilayah.csv")


def file_rows(answer) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {row[0]: row[1:] for row in rows[1:]}


@pytest.fixture
def reports(cast):
    """Eleven of Dishub answered in time (Sukarasa 6, Buaran Indah 5); three without a place, not handed over."""
    yesterday = timezone.now() - timedelta(days=1)
    for area, times in ((SUKARASA, 6), (BUARAN, 5)):
        for _report in range(times):
            cast.tangerang.file("answered", at=yesterday, area=area)
    for _report in range(3):
        cast.tangerang.file("submitted", at=yesterday, kind="information", area="", address="")


def test_the_sentence_and_the_sum_are_made_from_the_data(reports, anybody):
    words = text_of(anybody.get("/kinerja/").content.decode())
    assert "Kota Tangerang menjawab 100 % dari 11 laporan tepat waktu dalam 12 bulan terakhir" in words
    assert "14 laporan masuk: 3 menunggu, 11 proses, 0 selesai." in words
    assert "(nilai tengah dari 11 laporan yang dijawab)" in words


def test_what_is_few_is_hidden_in_chart_and_table_and_the_sum_is_whole(reports, anybody):
    rows = table_rows(anybody.get("/kinerja/").content.decode(), "table-opd")
    assert list(rows) == ["Dishub", "Belum diteruskan ke OPD", "Laporan publik"]
    assert rows["Belum diteruskan ke OPD"][:4] == ["*", "*", "*", "*"]
    assert rows["Dishub"][0] == "*"
    assert rows["Dishub"][4:6] == ["100 %", "11"]
    assert rows["Laporan publik"][:6] == ["14", "3", "11", "0", "100 %", "11"]


def test_a_kecamatan_leads_to_its_kelurahan(reports, anybody):
    page = anybody.get("/kinerja/?periode=semua").content.decode()
    assert f'href="{DISTRICT}?urut=tepat-waktu&amp;periode=semua"' in page
    rows = table_rows(anybody.get(DISTRICT).content.decode(), "table-kelurahan")
    # The kecamatan's own total is hidden (3 without a place could be worked out from it), so are all of its parts.
    assert list(rows) == ["Buaran Indah", "Sukarasa", "Seluruh Kec. Tangerang"]
    assert {row[0] for row in rows.values()} == {"*"}
    assert rows["Seluruh Kec. Tangerang"][4:6] == ["100 %", "11"]


def test_the_files_hide_what_the_page_hides(reports, anybody):
    units, areas = (file_rows(anybody.get(path)) for path in FILES)
    assert units["dishub"][1] == "*"
    assert areas["36.71.01"][1] == areas[SUKARASA][1] == areas[BUARAN][1] == "*"
    assert areas[SUKARASA][5:7] == ["100", "6"]
    answer = anybody.get(FILES[0])
    assert 'filename="kinerja-opd-kota-tangerang-12-bulan.csv"' in answer["Content-Disposition"]


def test_every_chart_says_what_it_shows_and_every_bar_has_words(reports, anybody):
    page = anybody.get("/kinerja/?urut=masuk").content.decode()
    charts = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg class=\"bar\".*?</svg>", page, re.S)]
    assert all(chart.find("title").text for chart in charts)
    page = anybody.get("/kinerja/").content.decode()
    assert "Tepat waktu: 100" in page
    assert "Dishub: 100\N{NO-BREAK SPACE}% dari 11 laporan" in page


@pytest.mark.parametrize("path", ["/kinerja/", DISTRICT, *FILES])
@pytest.mark.parametrize("query", ["", "periode=x&urut=y", "periode=%00", "periode=30-hari&urut=hari-kerja"])
def test_before_the_first_report_and_whatever_is_asked_the_page_answers(anybody, path, query):
    assert anybody.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/kinerja/kecamatan/36.02.01/", "/kinerja/kecamatan/x/", "/kinerja/unduh/x.csv"])
def test_what_there_is_not_is_not_found(anybody, path):
    assert anybody.get(path).status_code == 404


def test_two_queries_of_figures_a_page_however_many_reports(anybody, cast):
    paths = ("/kinerja/", DISTRICT, *FILES)

    def counts() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert anybody.get(path).status_code == 200
            found.append(len(queries))
        return found

    counts()
    assert counts() == [2, 2, 2, 2]
    for area in (SUKARASA, BUARAN):
        cast.tangerang.file("answered", area=area)
    assert counts() == [2, 2, 2, 2]
