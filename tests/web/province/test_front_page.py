"""The province's front page: the sentence, the cities on one scale, the table, and the way to one's own city."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger
from web.figures.multiples import month_label


def text_of(page: str) -> str:
    """The words of a page without its marks."""
    without = re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without)).replace("\N{NO-BREAK SPACE}", " ")


def table_rows(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of the table under this caption: what heads a row, and its cells."""
    table = re.search(rf'<caption id="{caption}">.*?</table>', page, re.S)[0]
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", table, re.S)
    cells = [[text_of(cell).strip() for cell in re.split(r"<td[^>]*>", row)] for row in rows]
    return {row[0]: row[1:] for row in cells}


@pytest.fixture
def history(ledger: Ledger) -> Ledger:
    """Lebak: 9 of 12 in time, 2 late, 1 open past due; the year before 10 of 10. Tangerang: 19 of 20, 1 running."""
    today = timezone.now().replace(microsecond=0)
    received, due = today - timedelta(days=100), today - timedelta(days=60)

    def answered(tenant: str, times: int, days: int, earlier: int = 0) -> None:
        for _time in range(times):
            start = received - timedelta(days=earlier)
            ledger.answered(tenant, start, start + timedelta(days=days), total=due - timedelta(days=earlier))

    answered(LEBAK, 9, 10)
    answered(LEBAK, 2, 50)
    ledger.tell(LEBAK, ("submitted", received), total=due)
    answered(LEBAK, 10, 10, earlier=365)
    answered(TANGERANG, 19, 5)
    answered(TANGERANG, 1, 60)
    ledger.tell(TANGERANG, ("submitted", today), total=today + timedelta(days=20))
    return ledger


def test_the_first_line_is_made_from_the_data(history, anybody_now):
    words = text_of(anybody_now.get("/").content.decode())
    assert "Kab. Lebak paling jarang tepat waktu: 75 % dari 12 laporan, turun 25 poin; 1 laporan lewat batas" in words
    assert (
        "Di seluruh Banten 33 laporan masuk dalam 12 bulan terakhir: 2 menunggu, 31 proses, 0 selesai."
        " Dijawab tepat waktu: 88 %; sekarang 1 laporan lewat batas."
    ) in words


def test_the_table_adds_up_and_has_the_number_of_cases_beside_each_figure(history, anybody_now):
    rows = table_rows(anybody_now.get("/").content.decode(), "figures-caption")
    assert list(rows) == ["Kota Tangerang", "Kab. Lebak", "Seluruh Banten"]
    assert rows["Kab. Lebak"][:7] == ["12", "1", "11", "0", "1", "75 %", "12"]
    assert rows["Kota Tangerang"][:7] == ["21", "1", "20", "0", "0", "95 %", "20"]
    assert rows["Seluruh Banten"][:7] == ["33", "2", "31", "0", "1", "88 %", "32"]
    assert [rows[name][8] for name in rows] == ["20", "11", "31"]


def test_bars_are_sorted_by_the_chosen_measure_on_one_scale(history, anybody_now):
    def bars(address: str) -> list[tuple[str, int]]:
        page = anybody_now.get(address).content.decode()
        drawn = re.findall(r'<svg class="bar".*?</svg>', page, re.S)
        return [
            (re.search(r"<title>(.*?):", bar)[1], int(re.search(r'class="bar-now"[^>]*width="(\d+)"', bar)[1]))
            for bar in drawn
        ]

    assert bars("/") == [("Kota Tangerang", 950), ("Kab. Lebak", 750)]
    assert bars("/?urut=lewat-batas") == [("Kab. Lebak", 1000), ("Kota Tangerang", 0)]
    assert bars("/?urut=masuk") == [("Kota Tangerang", 1000), ("Kab. Lebak", 571)]
    assert [name for name, _width in bars("/?urut=hari-kerja")] == ["Kab. Lebak", "Kota Tangerang"]


def test_every_drawing_is_well_formed_and_says_in_words_what_it_shows(history, anybody_now):
    received = timezone.localtime(timezone.now() - timedelta(days=100))
    month = month_label(f"{received:%Y-%m}")
    page = anybody_now.get("/").content.decode()
    drawings = re.findall(r"<svg(?: [^>]*)?>.*?</svg>", page, re.S)
    pictures = [ElementTree.fromstring(drawing) for drawing in drawings]
    spoken = [picture for picture in pictures if picture.get("role") == "img"]
    assert all(picture.get("aria-hidden") == "true" for picture in pictures if picture not in spoken)
    assert [picture.find("title").text.replace("\N{NO-BREAK SPACE}", " ") for picture in spoken] == [
        "Kota Tangerang: 95 % dari 20 laporan",
        "Kab. Lebak: 75 % dari 12 laporan, turun 25 poin",
        f"Tepat waktu: {month} 95 %, bulan lainnya terlalu sedikit laporan",
        "Kota Tangerang: 21 laporan (Menunggu 1, Proses 20, Selesai 0)",
        f"Tepat waktu: {month} 75 %, bulan lainnya terlalu sedikit laporan",
        "Kabupaten Lebak: 12 laporan (Menunggu 1, Proses 11, Selesai 0)",
    ]


def test_a_city_with_few_cases_is_shown_but_not_ranked(ledger: Ledger, anybody_now):
    today = timezone.now()
    for _time in range(3):
        ledger.answered(LEBAK, today - timedelta(days=9), today - timedelta(days=8), total=today)
    words = text_of(anybody_now.get("/").content.decode())
    assert "3 laporan masuk dalam 12 bulan terakhir, belum cukup untuk membandingkan kabupaten/kota" in words
    assert "Belum cukup laporan untuk membandingkan ketepatan waktu" in words
    assert "Kab. Lebak Belum cukup laporan untuk dibandingkan 100 % dari 3 laporan" in words


def test_before_the_first_report_the_page_says_what_to_do(anybody):
    words = text_of(anybody.get("/").content.decode())
    assert "Belum ada laporan yang masuk dalam 12 bulan terakhir" in words
    assert "Angka muncul di sini begitu laporan pertama masuk" in words
    assert "Lihat sebagai tabel" not in words


def test_every_city_is_a_link_to_its_own_site(anybody, settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "http", "8000"
    page = anybody.get("/").content.decode()
    assert 'href="http://kota-tangerang.localhost:8000/"' in page
    assert 'href="http://kab-lebak.localhost:8000/"' in page


def test_a_kelurahan_leads_to_its_city(anybody):
    words = text_of(anybody.get("/?cari=sukaasih").content.decode())
    assert "Sukaasih (kelurahan, Kec. Tangerang) : Kota Tangerang" in words
    words = text_of(anybody.get("/?cari=<b>atlantis</b>").content.decode())
    assert 'Tidak ada kecamatan atau kelurahan/desa bernama "&lt;b&gt;atlantis&lt;/b&gt;"' in words


@pytest.mark.parametrize(
    "query",
    [
        "urut=x&periode=y",
        "urut=&periode=",
        "cari=%00%00",
        "cari=" + "a" * 5000,
        "cari=%3Cscript%3E",
        "urut=masuk&urut=%FF",
    ],
)
def test_whatever_the_address_asks_the_page_answers(anybody, query):
    answer = anybody.get(f"/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_the_page_is_small_and_needs_no_script(history, anybody_now):
    import gzip

    page = anybody_now.get("/").content
    assert b"<script" not in page
    assert b" style=" not in page
    assert len(gzip.compress(page)) < 15_000
