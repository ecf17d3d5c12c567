"""In a real browser on a real server: the Ombudsman finds an overdue report of Kab. Lebak, opens it through the
crossing, asks the city, which sees who looked and answers on its desk; the Ombudsman closes the request."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.backdating import backdated
from tests.browser.walking import press, sign_in
from tests.support.owner import owner_login

pytestmark = pytest.mark.browser


@pytest.fixture
def new_page(browser):
    """Pages of people who share no cookies, on a phone."""
    contexts = []

    def make():
        context = browser.new_context(
            locale="id-ID", timezone_id="Asia/Jakarta", viewport={"width": 360, "height": 740}
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def overdue(cast, fresh_database) -> str:
    """A report of Lebak received 60 days ago and lying at its unit since: its limits are long over."""
    with owner_login(fresh_database.variables["DATABASE_URL"]), backdated():
        return cast.lebak.file("dispatched", at=datetime.now(UTC) - timedelta(days=60)).number


def test_an_overdue_report_is_found_opened_asked_about_answered_and_closed(cast, site, overdue, new_page):
    officer = new_page()
    sign_in(officer, site.url("", "/ombudsman/"), cast.province.lead.user.username)
    officer.goto(site.url("", "/ombudsman/lewat-batas/"))
    press(officer, overdue, "link")
    assert "akan mencatat bahwa Anda membukanya" in officer.locator("main").inner_text()
    press(officer, "Buka laporan")
    assert "Lampu jalan di depan pasar padam" in officer.locator("main").inner_text()

    press(officer, "Tulis permintaan ke daerah", "link")
    officer.locator("input[name=kind][value=clarification]").check()
    officer.get_by_label("Perihal").fill("Lampu padam dua bulan")
    officer.get_by_label("Isi", exact=True).fill("Mohon jelaskan mengapa laporan ini belum dijawab.")
    press(officer, "Kirim ke daerah")
    sent = officer.locator("main").inner_text()
    assert "Menunggu jawaban" in sent
    assert "Kabupaten Lebak" in sent
    request_url = officer.url

    city = new_page()
    sign_in(city, site.url("kab-lebak", "/petugas/"), cast.lebak.siti.user.username)
    city.goto(site.url("kab-lebak", f"/petugas/laporan/{overdue}/"))
    assert f"Ombudsman: {cast.province.lead.user}" in city.locator("main").inner_text()
    city.goto(site.url("kab-lebak", "/petugas/ombudsman/"))
    press(city, "Lampu padam dua bulan", "link")
    city.get_by_label("Jawaban kepada Ombudsman").fill("Lampu baru dipasang lusa.")
    press(city, "Kirim jawaban")
    assert "Sudah dijawab" in city.locator("main").inner_text()

    officer.goto(request_url)
    assert "Lampu baru dipasang lusa." in officer.locator("main").inner_text()
    officer.locator("input[name=verdict][value=done]").check()
    press(officer, "Tutup", exact=True)
    assert "Ditutup Ombudsman: Dilaksanakan" in officer.locator("main").inner_text()

    city.reload()
    assert "Ditutup Ombudsman: Dilaksanakan" in city.locator("main").inner_text()
    another = new_page()
    sign_in(another, site.url("kota-tangerang", "/petugas/ombudsman/"), cast.tangerang.siti.user.username)
    another.goto(site.url("kota-tangerang", "/petugas/ombudsman/"))
    assert "Tidak ada permintaan" in another.locator("main").inner_text()
