"""A citizen's whole way in a real browser: code by mail, report, passkey, and in again without mail or password."""

import re
from pathlib import Path

import pytest

from core.accounts import citizens
from tests.support import sites
from tests.support.cast import Cast

pytestmark = pytest.mark.browser
ADDRESS = "ratna@example.id"
CITY = "kota-tangerang"


@pytest.fixture
def demo_site(fresh_database, tmp_path: Path, request: pytest.FixtureRequest):
    """A server whose mail is shown at /dev/mail/, and the worker that sends it there."""
    fresh_database.variables["LAKSA_DEMO"] = "1"
    site = request.getfixturevalue("site")
    with sites.working(fresh_database.variables, tmp_path):
        yield site


@pytest.fixture
def device(page):
    """The page, on a device with a fingerprint reader that always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def code_for(page, site, slug: str = CITY) -> str:
    """The newest code in the demo's mail, read in another tab once it has come."""
    tab = page.context.new_page()
    tab.goto(site.url(slug, "/dev/mail/"))
    while not tab.locator("article").count():
        tab.wait_for_timeout(200)
        tab.reload()
    code = re.search(r"\b\d{4} \d{4}\b", tab.inner_text("article")).group(0)
    tab.close()
    return code


def sign_in_by_mail(page, site, slug: str = CITY) -> None:
    page.fill("#id_email", ADDRESS)
    page.get_by_role("button", name="Kirim kode").click()
    page.wait_for_url("**/akun/masuk/warga/kode/**")
    page.fill("#id_code", code_for(page, site, slug))
    page.get_by_role("button", name="Masuk", exact=True).click()


def test_a_passkey_opens_the_account_on_its_own_host_only(device, demo_site) -> None:
    page, site = device, demo_site
    page.goto(site.url(CITY, "/akun/masuk/warga/"))
    sign_in_by_mail(page, site)
    page.wait_for_url(site.url(CITY, "/saya/"))

    page.goto(site.url(CITY, "/saya/akun/kunci/"))
    page.fill("#id_name", "HP saya")
    page.get_by_role("button", name="Buat kunci").click()
    page.wait_for_url(site.url(CITY, "/saya/akun/"))
    assert "HP saya" in page.inner_text("main")
    assert "Belum pernah dipakai." in page.inner_text("main")

    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(site.url(CITY, "/"))
    page.goto(site.url(CITY, "/akun/masuk/warga/?next=/saya/akun/"))
    page.get_by_role("button", name="Masuk dengan kunci sandi (passkey)").click()
    page.wait_for_url(site.url(CITY, "/saya/akun/"))
    assert ADDRESS in page.inner_text("main")
    assert "Terakhir dipakai" in page.inner_text("main")

    page.goto(site.url("kab-lebak", "/akun/masuk/warga/"))
    page.get_by_role("button", name="Masuk dengan kunci sandi (passkey)").click()
    page.get_by_text("Kunci sandi tidak terbaca.").wait_for()

    page.goto(site.url(CITY, "/saya/akun/"))
    page.get_by_role("link", name="Hapus HP saya").click()
    page.get_by_role("button", name="Hapus kunci").click()
    page.wait_for_url(site.url(CITY, "/saya/akun/"))
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(site.url(CITY, "/"))
    page.goto(site.url(CITY, "/akun/masuk/warga/"))
    page.get_by_role("button", name="Masuk dengan kunci sandi (passkey)").click()
    page.get_by_text("Kunci sandi ini tidak dikenal di sini.").wait_for()


def test_a_passkey_of_an_officer_opens_nothing(device, demo_site, cast: Cast) -> None:
    """Even a key that stands in the database of an account of the office, which no page puts there."""
    page, site = device, demo_site
    page.goto(site.url(CITY, "/akun/masuk/warga/"))
    sign_in_by_mail(page, site)
    page.wait_for_url(site.url(CITY, "/saya/"))
    page.goto(site.url(CITY, "/saya/akun/kunci/"))
    page.fill("#id_name", "Kunci")
    page.get_by_role("button", name="Buat kunci").click()
    page.wait_for_url(site.url(CITY, "/saya/akun/"))
    with cast.tangerang.seat():
        account = citizens.find(ADDRESS)
        account.email_hash = account.sealed_email = None
        account.save()
    page.context.clear_cookies()
    page.goto(site.url(CITY, "/akun/masuk/warga/"))
    page.get_by_role("button", name="Masuk dengan kunci sandi (passkey)").click()
    page.get_by_text("Kunci sandi ini tidak dikenal di sini.").wait_for()
    page.goto(site.url(CITY, "/petugas/"))
    assert "/akun/masuk/?next=" in page.url


def test_what_was_typed_is_there_again_after_signing_in(page, demo_site) -> None:
    site = demo_site
    page.goto(site.url(CITY, "/lapor/"))
    page.select_option("#id_category", "pju-padam")
    page.fill("#id_description", "Lampu jalan di depan pasar padam sejak kemarin malam.")
    page.get_by_role("link", name="Masuk", exact=True).first.click()
    sign_in_by_mail(page, site)
    page.wait_for_url(site.url(CITY, "/lapor/"))
    assert page.input_value("#id_description") == "Lampu jalan di depan pasar padam sejak kemarin malam."
    assert page.input_value("#id_category") == "pju-padam"


def test_without_scripts_the_code_is_the_way_in(browser, demo_site, tmp_path: Path) -> None:
    site = demo_site
    context = browser.new_context(locale="id-ID", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site.url(CITY, "/akun/masuk/warga/"))
    assert not page.is_visible("text=Masuk dengan kunci sandi")
    sign_in_by_mail(page, site)
    page.wait_for_url(site.url(CITY, "/saya/"))
    page.goto(site.url(CITY, "/saya/akun/kunci/"))
    assert "Peramban ini tidak dapat membuat kunci sandi" in page.inner_text("main")
    assert not page.is_visible("#id_name")
    context.close()
