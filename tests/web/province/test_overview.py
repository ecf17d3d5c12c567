"""What the Ombudsman sees of all cities, of one, and of the late reports; and that it costs the same for eight."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, REST_OF_BANTEN, TANGERANG, Ledger, record_now
from tests.web.province.test_front_page import table_rows, text_of

STATES = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")


def test_a_report_filed_in_a_city_grows_its_figures_by_one(signed_in, cast):
    client = signed_in("assistant")

    def figures() -> dict[str, list[str]]:
        return table_rows(client.get("/ombudsman/").content.decode(), "figures-caption")

    assert figures()["Kota Tangerang"][:5] == ["0", "0", "0", "0", "0"]
    cast.tangerang.file(state="in_progress")
    assert figures()["Kota Tangerang"][:5] == ["1", "0", "1", "0", "0"]
    assert figures()["Kab. Lebak"][:5] == ["0", "0", "0", "0", "0"]
    assert figures()["Seluruh Banten"][:5] == ["1", "0", "1", "0", "0"]


def test_every_state_has_its_column_and_the_columns_add_up(signed_in, cast):
    for state in STATES:
        cast.tangerang.file(state=state)
    cast.lebak.file(visibility="secret")
    rows = table_rows(signed_in("lead").get("/ombudsman/").content.decode(), "states-caption")
    assert rows == {
        "Kota Tangerang": ["1", "1", "1", "1", "1", "1", "1", "1", "0", "0", "8"],
        "Kab. Lebak": ["1", "0", "0", "0", "0", "0", "0", "0", "0", "0", "1"],
        "Seluruh Banten": ["2", "1", "1", "1", "1", "1", "1", "1", "0", "0", "9"],
    }


def test_one_city_with_its_figures_and_late_numbers_only(signed_in, db):
    past = timezone.now() - timedelta(days=3)
    own, other = record_now(LEBAK, "submitted", total=past), record_now(TANGERANG, "submitted", total=past)
    page = signed_in("head").get("/ombudsman/kab-lebak/").content.decode()
    words = text_of(page)
    assert "Kab. Lebak menerima 1 laporan; 1 laporan lewat batas" in words
    assert own in words
    assert other not in words
    assert "0 tepat waktu + 0 terlambat + 1 masih terbuka lewat batas" in words


def test_one_city_by_one_kind_alone_counts_and_lists_nothing_else(signed_in, db):
    past = timezone.now() - timedelta(days=3)
    asked = record_now(LEBAK, "submitted", total=past, kind="information")
    other = record_now(LEBAK, "submitted", total=past)
    page = signed_in("head").get("/ombudsman/kab-lebak/?jenis=information").content.decode()
    words = text_of(page)
    assert "Kab. Lebak menerima 1 laporan; 1 laporan lewat batas" in words
    assert asked in words
    assert other not in words


def test_the_list_of_late_reports_names_number_city_clock_and_days(signed_in, db):
    past = timezone.now() - timedelta(days=3)
    number = record_now(LEBAK, "submitted", verify=past, total=past - timedelta(days=2), area="36.02.01.2002")
    words = text_of(signed_in("head").get("/ombudsman/lewat-batas/").content.decode())
    assert "1 laporan lewat batas" in words
    row = words[words.index(number) :]
    assert row.startswith(f"{number} Kab. Lebak Jawaban: lewat 5 hari")
    assert "Verifikasi: lewat 3 hari" in row
    assert "Perhubungan Pengaduan Cilangkahan Kec. Malingping" in row


def test_no_word_of_a_report_and_nobodys_name_is_on_these_pages(signed_in, cast):
    number = cast.tangerang.file(description="Kata yang tidak boleh terbaca", name="Nama Pelapor").number
    late = record_now(TANGERANG, "submitted", total=timezone.now() - timedelta(days=1))
    client = signed_in("head")
    for path in ("/ombudsman/", "/ombudsman/kota-tangerang/", "/ombudsman/lewat-batas/"):
        page = client.get(path).content.decode()
        assert "terbaca" not in page
        assert "Nama Pelapor" not in page
        assert number not in page  # not late
        assert (late in page) == (path != "/ombudsman/")


def test_the_list_goes_on_page_by_page(signed_in, db):
    past = timezone.now() - timedelta(days=3)
    numbers = {record_now(LEBAK, "submitted", total=past) for _report in range(53)}
    client = signed_in("head")
    found: list[str] = []
    address = "/ombudsman/kab-lebak/?periode=bulan-ini"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r'<th scope="row"\s+class="number"><a [^>]*>(.*?)</a></th>', page)
        more = re.search(r'rel="next"[^>]*href="([^"]+)"', page)
        address = f"/ombudsman/kab-lebak/{more[1].replace('&amp;', '&')}" if more else ""
        assert not more or "periode=bulan-ini" in more[1]
    assert len(found) == 53
    assert set(found) == numbers
    assert 'rel="prev"' in page


@pytest.mark.parametrize("key", ["x", "%00", "9" * 40 + "_1"])
def test_an_address_that_was_tampered_with_shows_the_first_page(signed_in, db, key):
    number = record_now(LEBAK, "submitted", total=timezone.now() - timedelta(days=3))
    client = signed_in("head")
    for path in ("/ombudsman/lewat-batas/", "/ombudsman/kab-lebak/"):
        assert number in client.get(f"{path}?setelah={key}").content.decode()


def test_without_late_reports_the_pages_say_so(signed_in):
    client = signed_in("head")
    for path in ("/ombudsman/lewat-batas/", "/ombudsman/kab-lebak/"):
        assert "Semua laporan yang terbuka masih dalam batas waktunya." in client.get(path).content.decode()


def test_eight_cities_cost_as_many_queries_as_two(ledger: Ledger, signed_in):
    client = signed_in("head")
    paths = (
        "/",
        "/kota/kab-lebak/",
        "/kota/kab-lebak/unduh.csv",
        "/unduh/perbandingan.csv",
        "/ombudsman/",
        "/ombudsman/kab-lebak/",
        "/ombudsman/lewat-batas/",
    )

    def counts() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    counts()
    with_two = counts()
    past = timezone.now() - timedelta(days=30)
    for code in REST_OF_BANTEN:
        ledger.tell(ledger.city(code), ("submitted", past), total=past)
    assert counts() == with_two
    page = client.get("/ombudsman/lewat-batas/").content.decode()
    assert "6 laporan lewat batas" in text_of(page)
    # The session; the front page's comparison, months, outlines and what cities say; a city's page also the tables
    # published for the day; behind sign-in the person, on the overview also the cities whose past does not fit; a
    # city's page: how all stand, for the menu, its figures, its list.
    assert with_two == [5, 4, 3, 2, 4, 5, 4]
