"""Erasing what stayed in a former city: what the desk says of the other copies, and what pages say afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions
from core.reports.models import Report
from tests.web.citizen.forms import text_of
from tests.web.desk.test_desk_procedure import page_of, panels

HERE = "Isi, letak, dan foto laporan ini tidak ditampilkan lagi di sini."


@pytest.fixture
def gone(office, cast):
    """A public report of Kota Tangerang that is Kabupaten Lebak's now."""
    filed = office.file("verified", photos=1)
    with office.seat():
        actions.transfer(filed.number, office.siti, to="36.02")
    return filed


def test_the_coordinator_of_the_former_city_reads_that_only_the_copy_goes_and_erases_it(office, desk, gone):
    client = desk("siti")
    page = client.get(f"{page_of(gone.number)}?tindakan=anonymise")
    assert panels(page).keys() == {"recall", "anonymise"}
    assert "Laporannya sudah dialihkan ke Kabupaten Lebak dan isinya tetap ada di sana" in text_of(page)
    typed = {"cause": "request", "serial": gone.number}
    page = client.post(f"{page_of(gone.number)}anonymise/", typed, follow=True)
    found = text_of(page)
    assert "Salinan isi laporan ini dan identitas pelapornya sudah dihapus di sini untuk seterusnya." in found
    assert gone.report.description not in found
    assert "Yang tersimpan tentang pelapor sudah dihapus." in found
    assert panels(page).keys() == {"recall"}
    assert client.post(f"{page_of(gone.number)}anonymise/", typed).status_code == 409
    history = text_of(desk("leader").get("/petugas/riwayat-kantor/"))
    assert f"Isi laporan {gone.number}, yang dialihkan ke Kabupaten Lebak, dihapus di sini" in history
    assert "Siti Aminah" in history


def test_the_present_city_reads_what_becomes_of_the_copies(office, cast, desk):
    """Kota Tangerang has it from Kabupaten Lebak."""
    filed = cast.lebak.file("verified")
    with cast.lebak.seat():
        actions.transfer(filed.number, cast.lebak.siti, to="36.71")
    with office.seat():
        actions.reject(filed.number, office.siti, reason="tidak-jelas", note="Maaf.")
    client = desk("siti")
    assert "Laporan ini pernah ada di Kabupaten Lebak. Bila pelapor yang meminta, salinan di sana ikut dihapus." in (
        text_of(client.get(f"{page_of(filed.number)}?tindakan=anonymise"))
    )
    typed = {"cause": "request", "serial": filed.number.split("-")[2]}
    assert client.post(f"{page_of(filed.number)}anonymise/", typed).status_code == 302
    found = text_of(client.get(page_of(filed.number)))
    assert "Yang tersimpan tentang pelapor sudah dihapus." in found
    assert "Buka identitas" not in found
    with cast.lebak.seat():
        assert Report.objects.get(number=filed.number).erased_at


def test_of_a_report_that_never_went_anywhere_nothing_is_said_and_nothing_asked(office, desk):
    number = office.file("closed").number
    client = desk("siti")
    page = f"{page_of(number)}?tindakan=anonymise"
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        found = text_of(client.get(page))
    assert not any("'receive'" in query["sql"] for query in asked)
    assert "pernah ada di" not in found
    assert "Yang dihapus hanya salinan di sini" not in found


def test_the_public_reads_nothing_of_it_in_the_former_city_and_is_led_on(client, office, gone):
    for erase in (False, True):
        if erase:
            with office.seat():
                actions.anonymise(gone.number, office.siti, cause="request")
        page = client.get(f"/laporan/{gone.number}/", HTTP_HOST=office.host)
        found = text_of(page)
        assert HERE in found
        assert gone.report.description not in found
        assert "Lanjutkan di Kabupaten Lebak" in found


def test_the_reporter_reads_that_it_is_erased_here(client, office, gone):
    with office.seat():
        actions.anonymise(gone.number, office.siti, cause="request")
    client.post("/lacak/", {"number": gone.number, "code": gone.code}, HTTP_HOST=office.host)
    found = text_of(client.get("/lacak/laporan/", HTTP_HOST=office.host))
    assert "Isi, foto, dan identitas laporan ini sudah dihapus di sini untuk seterusnya." in found
    assert "Lanjutkan di Kabupaten Lebak" in found
