"""`/data/`: files whose every column is described in both languages, and small figures that stay hidden."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """Lebak: 12 complaints and 3 questions, all answered in time; Tangerang: 20 complaints that wait."""
    today = timezone.now().replace(microsecond=0)
    received = today - timedelta(days=60)
    for kind, times in (("complaint", 12), ("information", 3)):
        for _report in range(times):
            events = (("submitted", received), ("answered", received + timedelta(days=3)))
            ledger.tell(LEBAK, *events, total=today, kind=kind)
    for _report in range(20):
        ledger.tell(TANGERANG, ("submitted", received), total=today + timedelta(days=9))
    return ledger


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_column_of_every_file_is_described(told, anybody_now):
    package = anybody_now.get("/data/datapackage.json").json()
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["titles"]["id"] == "Laporan masyarakat di Banten"
    assert {resource["name"] for resource in package["resources"]} == {
        f"{name}-{form}" for name in ("kabupaten-kota", "bulanan", "jenis", "bidang") for form in ("csv", "json")
    }
    for resource in package["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        answer = anybody_now.get(resource["path"].removeprefix("http://localhost"))
        found = rows(answer) if resource["format"] == "csv" else answer.json()
        assert found
        assert list(found[0]) == names
        assert all(field["descriptions"].keys() == {"id", "en"} for field in resource["schema"]["fields"])


def test_the_files_hold_the_figures_and_hide_the_small_ones(told, anybody_now):
    cities = {row["nama"]: row for row in rows(anybody_now.get("/data/kabupaten-kota.csv"))}
    assert (cities["Kabupaten Lebak"]["masuk"], cities["Kabupaten Lebak"]["tepat_waktu_persen"]) == ("15", "100")
    assert cities["Seluruh Banten"]["masuk"] == "35"
    kinds = {row["kode"]: row["masuk"] for row in rows(anybody_now.get("/data/jenis.csv"))}
    assert kinds == {"complaint": "*", "information": "*"}
    months = rows(anybody_now.get("/data/bulanan.csv"))
    assert len(months) == 48
    assert sorted(int(row["masuk"]) for row in months if row["masuk"] != "0") == [15, 20]


@pytest.mark.parametrize("path", ["x.csv", "jenis.xlsx", "jenis.exe"])
def test_a_file_there_is_not_is_not_found(anybody, path):
    assert anybody.get(f"/data/{path}").status_code == 404


def test_the_page_says_what_each_column_means(anybody):
    page = anybody.get("/data/").content.decode()
    assert "Nilai tengah hari kerja dari laporan diterima sampai jawaban pertama" in page
    assert 'href="/data/bulanan.csv?periode=12-bulan"' in page
