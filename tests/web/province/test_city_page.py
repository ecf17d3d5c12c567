"""`/kota/<slug>/` and the files: one city for everybody, the same figures in both, small ones in neither."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger
from tests.web.province.test_front_page import table_rows, text_of


def lines(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def year(ledger: Ledger) -> Ledger:
    """Lebak: 12 complaints answered in time, 3 questions answered late, 6 wishes that wait."""
    today = timezone.now().replace(microsecond=0)
    received, due = today - timedelta(days=60), today - timedelta(days=30)

    def tell(times: int, kind: str, *after: tuple[str, int]) -> None:
        for _report in range(times):
            events = [("submitted", received), *((state, received + timedelta(days=days)) for state, days in after)]
            ledger.tell(LEBAK, *events, total=due, kind=kind)

    tell(12, "complaint", ("answered", 5))
    tell(3, "information", ("answered", 40))
    tell(6, "aspiration")
    return ledger


def test_the_sentence_the_kinds_and_the_sum(year, anybody_now):
    page = anybody_now.get("/kota/kab-lebak/").content.decode()
    words = text_of(page)
    assert "Kab. Lebak menjawab 57 % dari 21 laporan tepat waktu dalam 12 bulan terakhir" in words
    assert "21 laporan masuk: 6 menunggu, 15 proses, 0 selesai." in words
    rows = table_rows(page, "table-jenis")
    assert rows["Seluruh Kab. Lebak"][:6] == ["21", "6", "15", "0", "57 %", "21"]
    # Three questions are few; the six wishes would give them away.
    assert rows["Permintaan informasi"][0] == rows["Aspirasi"][0] == "*"
    assert rows["Pengaduan, termasuk berkadar pengawasan"][0] == "12"
    assert rows["Permintaan informasi"][4:6] == ["*", "*"]


def test_the_file_holds_what_the_page_holds(year, anybody_now):
    rows = lines(anybody_now.get("/kota/kab-lebak/unduh.csv"))
    assert {row["golongan"] for row in rows} == {"semua", "jenis", "bidang", "bulan"}
    assert len([row for row in rows if row["golongan"] == "bulan"]) == 24
    whole = rows[0]
    assert (whole["masuk"], whole["menunggu"], whole["proses"], whole["selesai"]) == ("21", "6", "15", "0")
    kinds = {row["kode"]: row["masuk"] for row in rows if row["golongan"] == "jenis"}
    assert kinds["information"] == kinds["aspiration"] == "*"


def test_a_quarter_has_figures_of_the_whole_city_alone(year, anybody_now):
    received = timezone.localtime(timezone.now() - timedelta(days=60))
    quarter = f"{received.year}-T{(received.month + 2) // 3}"
    page = anybody_now.get(f"/kota/kab-lebak/?periode={quarter}").content.decode()
    words = text_of(page)
    assert "Kab. Lebak menjawab 57 % dari 21 laporan tepat waktu pada triwulan" in words
    assert "Rentang ini tidak dirinci" in words
    assert 'id="table-jenis"' not in page
    assert len(table_rows(page, "table-bulan")) == 12
    rows = lines(anybody_now.get(f"/kota/kab-lebak/unduh.csv?periode={quarter}"))
    assert (rows[0]["rentang"], rows[0]["masuk"]) == (quarter, "21")
    assert {row["golongan"] for row in rows} == {"semua", "bulan"}


def test_the_comparison_as_a_file(year, anybody_now):
    answer = anybody_now.get("/unduh/perbandingan.csv?periode=12-bulan")
    rows = {row["nama"]: row for row in lines(answer)}
    assert list(rows) == ["Kabupaten Lebak", "Kota Tangerang", "Seluruh Banten"]
    lebak = rows["Kabupaten Lebak"]
    assert (lebak["masuk"], lebak["tepat_waktu_persen"], lebak["jatuh_tempo"]) == ("21", "57", "21")
    assert (lebak["lewat_batas_sekarang"], lebak["terbuka_sekarang"]) == ("6", "21")
    assert rows["Seluruh Banten"]["masuk"] == "21"
    assert 'filename="perbandingan-banten-12-bulan.csv"' in answer["Content-Disposition"]


def test_names_lead_to_the_page_and_back(year, anybody_now):
    assert 'href="/kota/kab-lebak/"' in anybody_now.get("/").content.decode()
    page = anybody_now.get("/kota/kab-lebak/?periode=semua&urut=masuk").content.decode()
    assert 'href="/?urut=masuk&amp;periode=semua"' in page


def test_before_the_first_report_the_page_answers(ledger, anybody_now):
    words = text_of(anybody_now.get("/kota/kota-tangerang/").content.decode())
    assert "Belum ada laporan yang masuk di Kota Tangerang dalam 12 bulan terakhir" in words


@pytest.mark.parametrize("query", ["urut=x&periode=y", "urut=%00", "periode=30-hari&urut=hari-kerja"])
def test_whatever_the_address_asks_the_pages_answer(anybody, query):
    for path in ("/kota/kab-lebak/", "/kota/kab-lebak/unduh.csv", "/unduh/perbandingan.csv"):
        assert anybody.get(f"{path}?{query}").status_code == 200


def test_a_city_there_is_not_is_not_found(anybody):
    assert anybody.get("/kota/kota-khayal/").status_code == 404
    assert anybody.get("/kota/kota-khayal/unduh.csv").status_code == 404


def test_months_are_drawn_on_one_scale(year, anybody_now):
    today = timezone.now()
    for _report in range(30):
        year.answered(TANGERANG, today - timedelta(days=60), today - timedelta(days=58), total=today)
    page = anybody_now.get("/?urut=masuk").content.decode()
    words = text_of(page)
    assert "Kolom penuh = 30 laporan di setiap kotak." in words
    # 21 of 30 on a height of 60.
    assert 'width="10" height="60"' in page
    assert 'width="10" height="42"' in page


def test_without_outlines_the_list_stands_alone(year, anybody_now):
    page = anybody_now.get("/").content.decode()
    assert 'class="lands"' not in page
    assert "Tepat waktu per kabupaten/kota" in text_of(page)
