"""The main job, in a real browser on a real server: filed in Kota Tangerang, answered there, seen by the Ombudsman."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.walking import sign_in
from tests.support import cast as people
from tests.support.databases import command_environment

pytestmark = pytest.mark.browser

SHARED_BOUNDARIES = Path(__file__).parents[2].parent / "shared" / "data"
SUKAASIH = (-6.1702, 106.6403)


def _laksa(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *arguments],
        env=command_environment(variables),
        capture_output=True,
        text=True,
        timeout=120,
    )


def _received(page, site) -> int:
    page.goto(site.url("", "/ombudsman/kota-tangerang/"))
    text = page.locator("main").inner_text()
    found = re.search(r"Laporan masuk\s+(\d+)", text)
    assert found, text
    return int(found.group(1))


def test_a_broken_street_light_is_reported_repaired_and_counted(cast, site, fresh_database, new_page, tmp_path):
    """Citizen -> coordinator -> Dishub -> coordinator -> citizen -> Ombudsman -> audit."""
    boundaries = SHARED_BOUNDARIES / "boundaries-banten-kelurahan.geojson"
    has_boundaries = boundaries.exists()
    if has_boundaries:
        assert _laksa(fresh_database.variables, "areas", "import", str(boundaries)).returncode == 0
    before, after = tmp_path / "before.jpg", tmp_path / "after.jpg"
    before.write_bytes(people.picture((200, 30, 30)).getvalue())
    after.write_bytes(people.picture((30, 160, 60)).getvalue())

    ombudsman = new_page()
    sign_in(ombudsman, site.url("", "/ombudsman/"), cast.province.assistant.user.username)
    count = _received(ombudsman, site)

    citizen = new_page()
    citizen.goto(site.url("kota-tangerang", "/lapor/"))
    citizen.get_by_label("Kategori", exact=True).select_option("pju-padam")
    citizen.get_by_label("Ceritakan apa yang terjadi").fill("Lampu jalan di depan masjid padam sejak Senin malam.")
    citizen.locator("summary", has_text="Koordinat").click()
    citizen.get_by_label("Lintang").fill(str(SUKAASIH[0]))
    citizen.get_by_label("Bujur").fill(str(SUKAASIH[1]))
    if not has_boundaries:
        citizen.locator("#id_area").select_option("36.71.01.1002")
    citizen.get_by_role("button", name="Lanjut: foto").click()
    citizen.locator("input[type=file]").first.set_input_files(before)
    citizen.get_by_role("button", name="Lanjut: siapa Anda").click()
    citizen.locator("input[name=identity][value=masked]").check()
    citizen.get_by_label("Nomor HP").fill("0812 3456 7890")
    citizen.locator("input[name=visibility][value=public]").check()
    citizen.get_by_role("button", name="Kirim laporan").click()
    citizen.wait_for_url("**/tanda-terima/**")
    receipt = citizen.locator("main").inner_text()
    number = re.search(r"3671-\d\d-\d{6}-[0-9A-Z]", receipt).group()
    code = re.search(r"\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}", receipt).group()

    coordinator = new_page()
    desk = site.url("kota-tangerang", f"/petugas/laporan/{number}/")
    sign_in(coordinator, site.url("kota-tangerang", "/petugas/"), cast.tangerang.siti.user.username)
    coordinator.goto(site.url("kota-tangerang", "/petugas/antrean/verify/"))
    coordinator.get_by_text(number).first.click()
    assert "Sukaasih" in coordinator.locator("main").inner_text()
    coordinator.get_by_role("button", name="Verifikasi").click()
    coordinator.get_by_role("button", name="Teruskan").click()
    assert "Dishub" in coordinator.locator("main").inner_text()

    officer = new_page()
    sign_in(officer, site.url("kota-tangerang", "/petugas/"), cast.tangerang.dewi.user.username)
    officer.goto(desk)
    officer.get_by_role("button", name="Mulai").click()
    officer.get_by_label("Jawaban").fill("Lampu sudah diganti dan menyala.")
    officer.locator("input[type=file]").first.set_input_files(after)
    officer.get_by_role("button", name=re.compile("Kirim jawaban|Jawab")).click()

    coordinator.goto(desk)
    assert "Lampu sudah diganti" in coordinator.locator("main").inner_text()
    coordinator.get_by_role("button", name=re.compile("Tutup|Selesai")).click()

    citizen.goto(site.url("kota-tangerang", "/lacak/"))
    citizen.get_by_label("Nomor laporan").fill(number.lower())
    citizen.get_by_label("Kode tanda terima").fill(code)
    citizen.get_by_role("button", name="Buka laporan").click()
    story = citizen.locator("main").inner_text()
    assert "Lampu sudah diganti dan menyala." in story
    assert "Selesai" in story

    assert _received(ombudsman, site) == count + 1

    clean = _laksa(fresh_database.variables, "audit", "verify")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    with fresh_database.owner() as owner, owner.cursor() as cursor:
        cursor.execute(
            "UPDATE t3671.reports_report SET description = 'Tidak ada apa-apa.' WHERE number = %s", [number]
        )
    edited = _laksa(fresh_database.variables, "audit", "verify")
    assert edited.returncode == 1
    assert number in edited.stdout
    assert "t3671.reports_report" in edited.stdout
    assert "description is not what the history says" in edited.stdout
