"""The office's mails in a real browser: the example follows what is typed, and every page fits a phone."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from core.notifications import addresses
from core.notifications.models import BadAddress, Mail
from tests.support.cast import PASSWORD, SECRET

pytestmark = pytest.mark.browser
EDIT = "/petugas/surel/teks/answer/id/semua/"


@pytest.fixture
def sign_in(page, site):
    """The page, in which somebody of Kota Tangerang has signed in."""

    def make(name: str):
        page.goto(site.url("kota-tangerang", "/petugas/"))
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.fill("[name=code]", format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/petugas/*/**")
        return page

    return make


def fits(page) -> bool:
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            return False
    return True


def test_the_example_follows_what_is_typed_and_every_page_fits(cast, site, sign_in):
    office = cast.tangerang
    with office.seat():
        report = office.file("needs_info", name="Ratna", phone="", email="ratna@example.id").report
        Mail.objects.filter(report=report, event="ask").update(
            status="bounced", last_error="550 5.1.1", address_hash=addresses.hash_of("ratna@example.id"), next_at=None
        )
        BadAddress.objects.create(address_hash=addresses.hash_of("ratna@example.id"), since=timezone.now())
    page = sign_in("rina")
    for path in ("/petugas/surel/", "/petugas/surel/terkirim/", EDIT):
        page.goto(site.url("kota-tangerang", path))
        assert fits(page), path
    page.fill("[name=body]", "Salam dari {kota}.\n\n{pesan}")
    page.locator("#contoh", has_text="Salam dari Kota Tangerang.").wait_for()
    page.fill("[name=body]", "Halo {siapa}, apa kabar?")
    page.locator("#contoh", has_text="Tanda {siapa} tidak dikenal di sini.").wait_for()
    page.fill("[name=body]", "Salam dari {kota}.\n\n{pesan}")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Teks surel disimpan").wait_for()
    assert fits(page)


def test_a_coordinator_sees_that_the_reporter_cannot_be_reached(cast, site, sign_in):
    office = cast.tangerang
    with office.seat():
        report = office.file("needs_info", name="Ratna", phone="", email="ratna@example.id").report
        digest = addresses.hash_of("ratna@example.id")
        Mail.objects.filter(report=report).update(status="bounced", last_error="550 5.1.1", address_hash=digest)
        BadAddress.objects.create(address_hash=digest, since=timezone.now())
    page = sign_in("siti")
    page.goto(site.url("kota-tangerang", f"/petugas/laporan/{report.number}/"))
    assert fits(page)
    page.get_by_text("Surel pelapor tidak dapat dikirimi.").wait_for()
    page.get_by_role("button", name="Kirim lagi: Petugas bertanya").click()
    page.get_by_text("Surel dikirim lagi dalam beberapa saat.").wait_for()
