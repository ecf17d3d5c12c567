"""Figures broken down, overdue reports by age, and the way from every count to the list of the numbers it counts."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger
from tests.web.province.test_front_page import table_rows, text_of
from web.figures.exports import answer


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """Lebak: 4 complaints in one kecamatan answered late, 3 questions elsewhere that wait past due; Tangerang: 2."""
    today = timezone.now().replace(microsecond=0)
    received, due = today - timedelta(days=60), today - timedelta(days=40)
    for _report in range(4):
        events = (("submitted", received), ("answered", today - timedelta(days=5)))
        ledger.tell(LEBAK, *events, total=due, area="36.02.01.2002")
    for days in (3, 20, 50):
        ledger.tell(LEBAK, ("submitted", received), total=today - timedelta(days=days), kind="information")
    for _report in range(2):
        ledger.tell(TANGERANG, ("submitted", received), total=today + timedelta(days=5))
    return ledger


@pytest.fixture
def client(told, signed_in):
    return signed_in("assistant")


def numbers(page: str) -> int:
    return len(re.findall(r'<th scope="row"\s+class="number">', page))


def test_every_table_adds_up_to_the_whole(client):
    page = client.get("/ombudsman/kab-lebak/rincian/").content.decode()
    for caption in ("jenis-caption", "bidang-caption", "opd-caption", "kecamatan-caption"):
        rows = table_rows(page, caption)
        whole = rows.pop("Jumlah")
        assert whole[0] == "7"
        assert sum(int(cells[0]) for cells in rows.values()) == 7
    assert set(table_rows(page, "kecamatan-caption")) == {"Malingping", "Tempat tidak disebut", "Jumlah"}
    everywhere = table_rows(client.get("/ombudsman/rincian/").content.decode(), "jenis-caption")
    assert [everywhere[name][0] for name in ("Pengaduan", "Permintaan informasi", "Jumlah")] == ["6", "3", "9"]


def test_every_count_leads_to_as_many_numbers(client):
    for path in ("/ombudsman/", "/ombudsman/kab-lebak/rincian/", "/ombudsman/rincian/", "/ombudsman/umur/"):
        page = client.get(path).content.decode()
        links = re.findall(r'<td class="num"><a href="([^"]+)">([\d.]+)</a>', page)
        assert links
        for address, count in links:
            found = client.get(address.replace("&amp;", "&"))
            assert numbers(found.content.decode()) == int(count), (path, address)


def test_a_list_says_how_late_and_what_it_is_narrowed_to(client):
    address = "/ombudsman/daftar/jawaban-terlambat/?kota=kab-lebak&kecamatan=36.02.01&periode=semua"
    words = text_of(client.get(address).content.decode())
    assert "Laporan yang terlambat dijawab" in words
    assert "Hanya: Kabupaten Lebak, Kec. Malingping" in words
    assert words.count("Jawaban: lewat 35 hari") == 4


def test_ages_of_what_is_overdue(client):
    rows = table_rows(client.get("/ombudsman/umur/").content.decode(), "umur-caption")
    assert rows["Kab. Lebak"] == ["1", "1", "1", "0", "3", "7"]
    assert rows["Seluruh Banten"] == ["1", "1", "1", "0", "3", "9"]


def test_cities_compared_by_one_kind_alone(client):
    page = client.get("/ombudsman/?jenis=information").content.decode()
    assert "Hanya: Permintaan informasi" in text_of(page)
    rows = table_rows(page, "figures-caption")
    assert [rows[name][0] for name in ("Kab. Lebak", "Kota Tangerang", "Seluruh Banten")] == ["3", "0", "3"]


def test_a_disabled_citys_open_reports_stay_in_sight(client, told):
    closed = told.city("36.72", is_enabled=False)
    told.tell(closed, ("submitted", timezone.now()), total=timezone.now() - timedelta(days=2))
    words = text_of(client.get("/ombudsman/").content.decode())
    assert "Kota Cilegon : 1 lewat batas dari 1 yang masih terbuka" in words
    page = client.get("/ombudsman/lewat-batas/?kota=kota-cilegon").content.decode()
    assert numbers(page) == 1
    assert "Kota Cilegon nonaktif" in text_of(page)
    assert "Kota Cilegon (nonaktif)" in text_of(page)


def test_the_same_table_in_three_forms(client):
    path = "/ombudsman/kab-lebak/rincian/jenis"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").content.decode("utf-8-sig"))))
    told = client.get(f"{path}.json").json()
    assert [(row["kode"], row["masuk"]) for row in rows] == [("complaint", "4"), ("information", "3"), ("", "7")]
    assert [(row["kode"], row["masuk"]) for row in told] == [("complaint", 4), ("information", 3), ("", 7)]
    sheet = zipfile.ZipFile(io.BytesIO(client.get(f"{path}.xlsx").content))
    assert "xl/worksheets/sheet1.xml" in sheet.namelist()
    listed = client.get("/ombudsman/daftar/lewat-batas/unduh.json?kota=kab-lebak").json()
    assert [(row["kode"], row["jawaban_hari"]) for row in listed] == [("36.02", 50), ("36.02", 20), ("36.02", 3)]


def test_no_cell_of_a_workbook_is_a_formula():
    made = answer("xlsx", "x", ("nama",), [("=HYPERLINK(1)",), ("https://example.id",), (3,)])
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "'=HYPERLINK(1)" in strings.replace("&#39;", "'")


@pytest.mark.parametrize(
    "path",
    [
        "/ombudsman/daftar/apa-saja/",
        "/ombudsman/daftar/masuk/unduh.exe",
        "/ombudsman/lewat-batas/?kota=kota-khayal",
        "/ombudsman/lewat-batas/?umur=9",
        "/ombudsman/daftar/masuk/?umur=1",
        "/ombudsman/kota-khayal/rincian/",
        "/ombudsman/rincian/kecamatan.csv",
        "/ombudsman/rincian/apa.csv",
    ],
)
def test_what_there_is_not_is_not_found(signed_in, path):
    assert signed_in("head").get(path).status_code == 404


@pytest.mark.parametrize("query", ["bidang=%00", "opd=%FF", "jenis=x&kecamatan=y", "periode=2026-T9", "setelah=%00"])
def test_whatever_the_address_asks_the_lists_answer(signed_in, query):
    client = signed_in("head")
    for path in ("/ombudsman/lewat-batas/", "/ombudsman/daftar/masuk/", "/ombudsman/rincian/", "/ombudsman/"):
        assert client.get(f"{path}?{query}").status_code == 200
