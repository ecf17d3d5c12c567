"""How a report ended, in words that fit (case 54), to its reporter and to everybody; and where it goes on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.casework import actions
from tenants import sites
from tests.web.citizen.forms import text_of

TRACKED = "/lacak/laporan/"


@pytest.fixture
def pages(client) -> Callable:
    """What a report's reporter reads, and what everybody does."""

    def pages(filed, host: str = "kota-tangerang.localhost") -> tuple[str, str]:
        client.post("/lacak/", {"number": filed.number, "code": filed.code}, HTTP_HOST=host)
        own = client.get(TRACKED, HTTP_HOST=host)
        return text_of(own), text_of(client.get(f"/laporan/{filed.number}/", HTTP_HOST=host))

    return pages


def test_done(office, pages) -> None:
    own, public = pages(office.file("closed"))
    assert "Laporan Anda selesai ditangani" in own
    assert "Laporan ini selesai ditangani" in public
    assert "Lampu sudah diganti." in public


def test_closed_by_itself(office, pages) -> None:
    filed = office.file("answered", at=timezone.now() - timedelta(days=60))
    with office.seat():
        actions.check(filed.number, office.joko)
        actions.auto_close(filed.number)
    own, public = pages(filed)
    assert "Laporan Anda ditutup karena tidak ada tanggapan lagi" in own
    assert "Selesai: ditutup karena tidak ada tanggapan lagi" in own
    assert "sampai batas waktunya pelapor tidak menanggapi" in public
    assert "Anda tidak menanggapi" not in public


def test_resolved_outside(office, pages) -> None:
    filed = office.file("verified")
    with office.seat():
        actions.resolve_outside(filed.number, office.siti, text="PLN sudah menyalakannya kemarin.")
    own, public = pages(filed)
    assert "Sudah selesai di luar layanan ini" in own
    assert "PLN sudah menyalakannya kemarin." in own
    assert "Sudah selesai di luar layanan ini" in public
    assert "PLN sudah" not in public


def test_referred_to_an_agency(office, pages) -> None:
    filed = office.file("verified")
    with office.seat():
        actions.refer(filed.number, office.siti, agency="Balai Jalan Nasional", text="Jalan itu jalan nasional.")
    own, public = pages(filed)
    assert "Laporan Anda diteruskan ke instansi lain" in own
    assert "Selesai: diteruskan ke instansi lain" in own
    assert "Diteruskan ke Balai Jalan Nasional, yang berwenang." in own
    assert "Jalan itu jalan nasional." in own
    assert "Tidak dapat ditindaklanjuti" not in own
    assert "Diteruskan ke Balai Jalan Nasional, yang berwenang." in public
    assert "jalan nasional." not in public


def test_lapsed(office, pages) -> None:
    filed = office.file("needs_info", at=timezone.now() - timedelta(days=60))
    with office.seat():
        actions.lapse(filed.number)
    own, public = pages(filed)
    assert "Laporan Anda dianggap dicabut" in own
    assert "Selesai: dianggap dicabut karena tidak dilengkapi" in own
    assert "Buat laporan baru" in own
    assert "Laporan ini dianggap dicabut" in public
    assert "Di tiang nomor berapa?" not in public


def test_merged_into_a_public_report_leads_there(office, pages, client) -> None:
    filed, survivor = office.file("verified"), office.file("in_progress")
    with office.seat():
        actions.merge(filed.number, office.siti, into=survivor.number)
    own, public = pages(filed)
    assert "Laporan Anda digabung dengan laporan lain" in own
    assert f"Laporan itu: {survivor.number} Proses: sedang dikerjakan" in own
    assert f"Laporan itu: {survivor.number}" in public
    with office.seat():
        actions.answer(survivor.number, office.dewi, text="Semua lampu di jalan itu menyala.")
    own, _public = pages(filed)
    assert "Jawabannya: Semua lampu di jalan itu menyala." in own
    assert filed.number not in client.get(f"/laporan/{survivor.number}/").content.decode()


@pytest.mark.parametrize("becomes_secret_later", [False, True])
def test_merged_into_a_secret_report_shows_only_how_that_stands(office, pages, becomes_secret_later: bool) -> None:
    visibility = "public" if becomes_secret_later else "secret"
    filed = office.file("verified", visibility=visibility)
    survivor = office.file("in_progress", visibility=visibility, description="Rahasia besar di gudang itu.")
    with office.seat():
        actions.merge(filed.number, office.siti, into=survivor.number)
        if becomes_secret_later:
            actions.correct(survivor.number, office.siti, visibility="secret")
        actions.answer(survivor.number, office.dewi, text="Jawaban yang rahasia.")
    for page in pages(filed):
        assert survivor.number not in page
        assert "Jawaban yang rahasia." not in page
        assert "Rahasia besar" not in page
    own, _public = pages(filed)
    assert "Laporan itu dirahasiakan. Tahapnya sekarang: Proses: sudah dijawab OPD" in own


def test_the_number_leads_on_from_the_old_host(cast, office, pages, client) -> None:
    filed = office.file("transferred")
    own, public = pages(filed)
    assert "Laporan Anda dialihkan ke Kabupaten Lebak" in own
    assert "Laporan ini dialihkan ke Kabupaten Lebak" in public
    assert "Cabut laporan ini" not in own
    there = sites.address(cast.lebak.host)
    page = client.get(TRACKED).content.decode()
    assert f'href="{there}/lacak/?nomor={filed.number}"' in page
    page = client.get(f"/laporan/{filed.number}/").content.decode()
    assert f'href="{there}/laporan/{filed.number}/"' in page
    assert "Dukung laporan ini" not in page
    own, public = pages(filed, cast.lebak.host)
    assert "Masuk dari Kota Tangerang" in own
    assert "Masuk dari Kota Tangerang" in public
    assert "Menunggu verifikasi" in public


def test_lists_and_figures_count_it_only_where_it_went(cast, office, client) -> None:
    filed = office.file("transferred")
    for path in ("/", "/laporan/", "/laporan/?status=selesai", "/peta/"):
        assert filed.number not in client.get(path).content.decode()
    assert "Laporan masuk 0" in text_of(client.get("/"))
    there = client.get("/laporan/", HTTP_HOST=cast.lebak.host)
    assert filed.number in there.content.decode()
    assert "Laporan masuk 1" in text_of(client.get("/", HTTP_HOST=cast.lebak.host))


def test_lists_say_how_each_ended(office, client) -> None:
    filed = office.file("verified")
    office.file("closed")
    with office.seat():
        actions.refer(filed.number, office.siti, agency="PT KAI Daop 1", text="Palang itu milik KAI.")
    words = text_of(client.get("/laporan/"))
    assert "Selesai: diteruskan ke instansi lain" in words
    assert "Tidak dapat ditindaklanjuti" not in words


def test_what_was_erased_is_said_to_be(office, pages) -> None:
    filed = office.file("closed")
    with office.seat():
        actions.anonymise(filed.number, office.siti, cause="request")
    own, public = pages(filed)
    assert "Isi, foto, dan identitas laporan ini sudah dihapus untuk seterusnya." in own
    assert "Isi, letak, dan foto laporan ini sudah dihapus untuk seterusnya." in public
    assert "Buka lagi laporan" not in own
    assert "Seberapa puas" not in own


@pytest.mark.parametrize(
    ("state", "own", "public"), [("in_progress", 6, 5), ("closed", 7, 5), ("merged", 7, 4), ("transferred", 7, 4)]
)
def test_an_end_costs_one_query_at_most(client, office, state: str, own: int, public: int) -> None:
    """The window for opening it again, the survivor, or the other city. What is not published is not asked for."""
    filed = office.file(state)
    client.post("/lacak/", {"number": filed.number, "code": filed.code})
    for path, count in ((TRACKED, own), (f"/laporan/{filed.number}/", public)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        found = [query["sql"] for query in asked if not query["sql"].startswith("SET ")]
        assert len(found) == count, found
