"""The form in a real browser: with scripts it helps while one types, without them it works all the same."""

import json
from pathlib import Path

import pytest
import shapely

from tests.support.cast import picture

pytestmark = pytest.mark.browser


def box(code: str, west: float, east: float) -> dict:
    return {
        "type": "Feature",
        "properties": {"code": code, "level": 4, "parent": code.rpartition(".")[0]},
        "geometry": json.loads(shapely.to_geojson(shapely.box(west, -6.18, east, -6.16))),
    }


@pytest.fixture
def mapped_site(fresh_database, request, tmp_path: Path):
    """Kota Tangerang with one square kelurahan on its map, Kabupaten Lebak beside it."""
    features = [box("36.71.01.1001", 106.60, 106.64), box("36.02.01.2002", 106.64, 106.66)]
    path = tmp_path / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    imported = fresh_database.laksa("areas", "import", str(path))
    assert imported.returncode == 0, imported.stderr
    return request.getfixturevalue("site")


def fill(page, address: str) -> None:
    page.goto(address)
    page.select_option("#id_category", "pju-padam")
    page.fill("#id_description", "Lampu jalan di depan pasar padam sejak kemarin malam.")


def photo(name: str = "lampu.jpg", content: bytes | None = None) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content or picture().getvalue()}


def open_by_code(page, site) -> None:
    number, code = (page.locator(f"#{name}").text_content() for name in ("number", "code"))
    page.goto(site.url("kota-tangerang", "/lacak/"))
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_url("**/lacak/laporan/")
    assert "Lampu jalan di depan pasar padam" in page.inner_text("main")


def test_with_scripts(page, mapped_site) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -6.17, "longitude": 106.65})
    fill(page, mapped_site.url("kota-tangerang", "/lapor/"))

    page.get_by_role("button", name="Pakai posisi saya").click()
    answer = page.locator("#pin-answer")
    answer.get_by_role("link").wait_for()
    assert "Tempat ini berada di Kabupaten Lebak" in answer.inner_text()
    assert (
        answer.get_by_role("link").get_attribute("href").startswith(mapped_site.url("kab-lebak", "/lapor/?lat=-6.17"))
    )

    page.get_by_text("Koordinat", exact=True).click()
    page.fill("#id_lat", "-6.17")
    page.fill("#id_lon", "106.61")
    page.locator("#id_lon").blur()
    page.get_by_text("Pin berada di Kelurahan Sukarasa, Kecamatan Tangerang.").wait_for()
    assert "Batas wilayah:" in page.inner_text(".leaflet-control-attribution")

    room = page.locator("[data-map]").bounding_box()
    page.mouse.click(room["x"] + room["width"] / 2 + 30, room["y"] + room["height"] / 2)
    page.wait_for_function("document.getElementById('id_lon').value !== '106.61'")
    assert 106.60 < float(page.input_value("#id_lon")) < 106.64

    big = photo("besar.jpg", b"\xff\xd8\xff" + b"x" * (15 * 1024 * 1024))
    page.set_input_files("#id_photos", [photo(), big])
    page.get_by_text("besar.jpg: Foto ini terlalu besar").wait_for()

    page.check("input[name=identity][value=masked]")
    page.fill("#id_phone", "081298765432")
    page.check("input[name=identity][value=anonymous]")
    assert not page.is_visible("#id_phone")  # and what is hidden is not sent
    page.check("input[name=visibility][value=public]")
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/lacak/tanda-terima/")
    assert "Kelurahan Sukarasa" in page.inner_text("main")
    open_by_code(page, mapped_site)


def test_without_scripts(browser, site) -> None:
    context = browser.new_context(locale="id-ID", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    fill(page, site.url("kota-tangerang", "/lapor/"))
    page.set_input_files("#id_photos", photo())
    page.get_by_role("button", name="Kirim laporan").click()
    assert "Pilih siapa yang boleh mengetahui Anda." in page.inner_text(".error-summary")
    page.select_option("#id_area", "36.71.01.1001")
    page.check("input[name=identity][value=anonymous]")
    page.check("input[name=visibility][value=secret]")
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/lacak/tanda-terima/")
    open_by_code(page, site)
    assert page.locator("main img").count() == 1
    context.close()
