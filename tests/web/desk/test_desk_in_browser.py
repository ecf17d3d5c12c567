"""The desk in a real browser: the road from verifying to closing without scripts on a phone, and what scripts add."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.support.cast import PASSWORD, SECRET, picture

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)


@pytest.fixture
def sign_in(browser, site):
    """A page in which one of the people of Kota Tangerang has signed in by password and code."""
    contexts = []

    def make(name: str, *, scripts: bool):
        context = browser.new_context(
            locale="id-ID", java_script_enabled=scripts, viewport={"width": 360, "height": 740}
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url("kota-tangerang", "/petugas/"))
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.fill("[name=code]", format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/petugas/antrean/**")
        return page

    yield make
    for context in contexts:
        context.close()


def fits(page) -> bool:
    """Whether nothing sticks out sideways, on a phone and on a desk. (What asks is no script of the page.)"""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            return False
    return True


def photo(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_from_verifying_to_closing_without_scripts(cast, sign_in):
    number = cast.tangerang.file(photos=1).number
    siti, dewi = sign_in("siti", scripts=False), sign_in("dewi", scripts=False)

    siti.get_by_role("link", name=number).click()
    siti.get_by_role("button", name="Verifikasi").click()
    siti.get_by_text("Laporan diverifikasi.").wait_for()
    siti.get_by_role("button", name="Teruskan ke OPD").click()  # to Dishub, as proposed
    siti.get_by_text("Sekarang giliran Dinas Perhubungan.").wait_for()

    dewi.reload()
    dewi.get_by_role("link", name=number).click()
    dewi.get_by_role("button", name="Mulai kerjakan").click()
    dewi.get_by_text("Tercatat: laporan sedang dikerjakan.").wait_for()
    files = [photo("sesudah.jpg", picture().getvalue()), photo("catatan.jpg", b"bukan foto")]
    dewi.set_input_files("[name=photos]", files)
    dewi.get_by_role("button", name="Jawab pelapor").click()
    errors = dewi.locator(".error-summary").inner_text()
    assert "Bagian ini wajib diisi." in errors
    assert "catatan.jpg: Berkas ini bukan foto" in errors
    dewi.locator(".kept-photo img").wait_for()
    assert fits(dewi)
    dewi.fill("#id_answer_text", "Lampu sudah diganti dan menyala.")
    dewi.get_by_role("button", name="Jawab pelapor").click()
    dewi.get_by_text("Jawaban terkirim.").wait_for()

    siti.reload()
    siti.locator(".timeline").get_by_text("Lampu sudah diganti dan menyala.").wait_for()
    assert siti.locator(".timeline img").count() == 1
    siti.get_by_role("button", name="Tutup sebagai selesai").click()
    siti.get_by_text("Laporan ini sudah berakhir").wait_for()


def test_pages_fit_and_keys_work(cast, sign_in):
    office = cast.tangerang
    with office.seat():
        numbers = [office.file(state).number for state in ("submitted", "submitted", "verified", "answered")]
    page = sign_in("siti", scripts=True)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    start = page.url
    for path in ("antrean/all/", "antrean/check/", "pemberitahuan/", *(f"laporan/{number}/" for number in numbers)):
        page.goto(re.sub("antrean/.*", path, start))
        assert (path, fits(page)) == (path, True)

    page.goto(re.sub("antrean/.*", "antrean/verify/", start))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/laporan/{numbers[1]}/")
    page.keyboard.press("u")
    page.wait_for_url("**/antrean/verify/")
    assert problems == []

    # A panel that stands closed gets its form when it is opened, ready to be typed into.
    page.goto(re.sub("antrean/.*", f"laporan/{numbers[0]}/", start))
    asked = page.locator("#tindakan-ask")
    asked.locator("summary").click()
    asked.locator("#id_ask_text:focus").wait_for()
    assert fits(page)
    page.keyboard.type("Di tiang nomor berapa?")
    asked.locator("[data-preview='#id_ask_text']").get_by_text("Di tiang nomor berapa?").wait_for()
    asked.get_by_role("button", name="Minta keterangan pelapor").click()
    page.get_by_text("Pertanyaan tercatat.").wait_for()
    assert problems == []


def test_a_form_is_opened_without_scripts(cast, sign_in):
    number = cast.tangerang.file().number
    page = sign_in("siti", scripts=False)
    page.get_by_role("link", name=number).click()
    page.locator("#tindakan-ask summary").click()
    page.locator("#tindakan-ask").get_by_role("link", name="Buka formulir").click()
    page.fill("#id_ask_text", "Di tiang nomor berapa?")
    page.get_by_role("button", name="Minta keterangan pelapor").click()
    page.get_by_text("Pertanyaan tercatat.").wait_for()
