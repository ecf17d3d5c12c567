"""A report walked through every end in a real browser on a real server: desk, reporter, worker and both cities."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from config import worker
from core.casework.periodic.sweeping import end_silent
from tenants.jobs import enqueue
from tests.browser.walking import act, sign_in, step, track
from tests.support import cast as people

pytestmark = pytest.mark.browser

CITY, LEBAK = "kota-tangerang", "kab-lebak"
ANSWER = "Lampu sudah diganti dan menyala."


@pytest.fixture
def at_desk(cast, site, new_page) -> Callable:
    """Somebody of the office, signed in by password and code; gives the way to act on a report."""
    pages: dict[tuple[str, str], object] = {}

    def at_desk(name: str, slug: str = CITY) -> Callable[..., str]:
        office = cast.tangerang if slug == CITY else cast.lebak
        if (name, slug) not in pages:
            pages[name, slug] = page = new_page()
            sign_in(page, site.url(slug, "/petugas/"), office.people[name].user.username)
        page = pages[name, slug]

        def take(number: str, action: str, **typed: str) -> str:
            return act(page, site.url(slug, f"/petugas/laporan/{number}/"), action, **typed)

        take.page = page
        return take

    return at_desk


@pytest.fixture
def reporter(site, new_page) -> Callable:
    """A reporter who opens a report by number and code: the page, and what it says."""

    def reporter(filed, slug: str = CITY) -> tuple[object, str]:
        page = new_page()
        return page, track(page, site.url(slug, "/lacak/"), filed.number, filed.code)

    return reporter


@pytest.fixture
def public(site, new_page) -> Callable[..., str]:
    """What everybody reads of a report."""

    def public(filed, slug: str = CITY) -> str:
        page = new_page()
        page.goto(site.url(slug, f"/laporan/{filed.number}/"))
        return page.locator("main").inner_text()

    return public


def test_checked_closed_rated_reopened_and_closed_again(cast, at_desk, reporter, public, tmp_path) -> None:
    after = tmp_path / "sesudah.jpg"
    after.write_bytes(people.picture((30, 160, 60)).getvalue())
    filed = cast.tangerang.file("verified", identity="anonymous", photos=1)
    siti, dewi = at_desk("siti"), at_desk("dewi")
    assert "Dishub" in siti(filed.number, "dispatch", unit="dishub")
    dewi(filed.number, "start")
    dewi(filed.number, "answer", text=ANSWER, photo=after)
    siti(filed.number, "check")
    siti(filed.number, "close")

    page, words = reporter(filed)
    assert "Laporan Anda selesai ditangani" in words
    assert "Sebelum dan sesudah" in words
    words = step(page, "rate", score="2", text="Malamnya padam lagi.")
    assert "Penilaian Anda: Kurang puas." in words
    words = step(page, "reopen", text="Lampunya padam lagi sejak semalam.")
    assert "Laporan Anda dibuka lagi dan dilihat koordinator." in words
    assert "Dijawab lagi paling lambat" in words

    siti(filed.number, "dispatch", unit="dishub")
    dewi(filed.number, "answer", text="Kabelnya sudah diganti juga.")
    siti(filed.number, "close")
    page.reload()
    words = step(page, "rate", score="4")
    assert "Penilaian Anda: Sangat puas." in words
    words = public(filed)
    assert "Laporan ini selesai ditangani" in words
    assert "Kabelnya sudah diganti juga." in words
    assert "padam lagi" not in words


def test_ends_that_come_of_silence_and_the_reporters_own(cast, at_desk, reporter, public) -> None:
    """Time is moved by filing long ago; the worker does the rest. One reporter takes the report back."""
    long_ago = timezone.now() - timedelta(days=60)
    city = cast.tangerang
    answered, asked = city.file("answered", at=long_ago), city.file("needs_info", at=long_ago)
    at_desk("joko")(answered.number, "check")
    with city.seat():
        enqueue(end_silent)
    worker.run_all()

    _page, words = reporter(answered)
    assert "Laporan Anda ditutup karena tidak ada tanggapan lagi" in words
    assert "Buka lagi laporan ini" in words
    _page, words = reporter(asked)
    assert "Laporan Anda dianggap dicabut" in words
    assert "Laporan ini dianggap dicabut" in public(asked)

    filed = city.file("in_progress")
    page, _words = reporter(filed)
    words = step(page, "withdraw", text="Sudah menyala sendiri.")
    assert "Anda mencabut laporan ini" in words
    assert "Pelapor mencabut laporan ini" in public(filed)


def test_ends_the_coordinator_decides(cast, site, at_desk, reporter, public) -> None:
    siti = at_desk("siti")
    refused, referred, outside, merged, survivor = (cast.tangerang.file("submitted") for _ in range(5))

    siti(refused.number, "reject", reason="tidak-jelas", note="Tulis nomor tiangnya, ya.")
    page, words = reporter(refused)
    assert "Laporan ini tidak dapat ditindaklanjuti" in words
    assert "Tulis nomor tiangnya, ya." in words
    assert "Tulis nomor tiangnya" not in public(refused)

    siti(referred.number, "refer", agency="PT PLN (Persero) UP3 Cikokol", text="Tiang itu milik PLN.")
    page, words = reporter(referred)
    assert "Diteruskan ke PT PLN (Persero) UP3 Cikokol, yang berwenang" in words
    assert "Tiang itu milik PLN." in words
    assert _is_pdf(page, "Pemberitahuan hasil laporan (PDF)")
    assert _is_pdf(siti.page, "Penerusan laporan (PDF)")

    siti(outside.number, "resolve_outside", text="Warga sudah memperbaikinya.")
    _page, words = reporter(outside)
    assert "Sudah selesai di luar layanan ini" in words
    assert "Warga sudah memperbaikinya." in words

    siti(merged.number, "merge", into=survivor.number)
    siti(survivor.number, "verify")
    page, words = reporter(merged)
    assert "Laporan Anda digabung dengan laporan lain" in words
    page.get_by_role("link", name=survivor.number).click()
    assert page.url == site.url(CITY, f"/laporan/{survivor.number}/")


def _is_pdf(page, name: str) -> bool:
    """Whether the link of this name, followed in this browser, answers with a PDF."""
    address = page.get_by_role("link", name=name).get_attribute("href")
    return page.evaluate("async (address) => (await (await fetch(address)).text()).startsWith('%PDF')", address)


def test_another_city_takes_it_over_and_answers(cast, site, fresh_database, at_desk, reporter, public) -> None:
    filed = cast.tangerang.file("submitted", identity="anonymous")
    at_desk("siti")(filed.number, "transfer", to="36.02", note="Tiangnya di Malingping.")
    page, words = reporter(filed)
    assert "Laporan Anda dialihkan ke Kabupaten Lebak" in words
    page.get_by_role("link", name="Lanjutkan di Kabupaten Lebak").click()
    assert page.url == site.url(LEBAK, f"/lacak/?nomor={filed.number}")
    assert page.get_by_label("Nomor laporan").input_value() == filed.number
    page.get_by_label("Kode tanda terima").fill(filed.code)
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_url("**/lacak/laporan/")
    assert "Masuk dari Kota Tangerang" in page.locator("main").inner_text()

    siti, dewi = at_desk("siti", LEBAK), at_desk("dewi", LEBAK)
    siti(filed.number, "verify")
    siti(filed.number, "dispatch", unit="dishub")
    dewi(filed.number, "answer", text=ANSWER)
    siti(filed.number, "close")
    page.reload()
    words = page.locator("main").inner_text()
    assert "Laporan Anda selesai ditangani" in words
    assert ANSWER in words
    assert "Laporan ini dialihkan ke Kabupaten Lebak" in public(filed)
    assert "Laporan ini selesai ditangani" in public(filed, LEBAK)
    verified = fresh_database.laksa("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
