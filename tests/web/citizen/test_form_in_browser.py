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


def forward(page) -> None:
    """The button that leads to the next step."""
    page.locator("[data-step]:not([hidden]) [data-next]").click()


def stored(page) -> dict:
    """What the form keeps on this device, and in this tab."""
    return page.evaluate(
        """() => {
            const values = (storage) => JSON.parse(storage.getItem("laksa-draft-lapor") || '{"values": {}}').values;
            return { device: values(localStorage), tab: values(sessionStorage) };
        }"""
    )


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
    page.locator(".leaflet-control-attribution", has_text="Batas wilayah:").wait_for()

    room = page.locator("[data-map]").bounding_box()
    page.mouse.click(room["x"] + room["width"] / 2 + 30, room["y"] + room["height"] / 2)
    page.wait_for_function("document.getElementById('id_lon').value !== '106.61'")
    assert 106.60 < float(page.input_value("#id_lon")) < 106.64

    forward(page)
    big = photo("besar.jpg", b"\xff\xd8\xff" + b"x" * (15 * 1024 * 1024))
    page.set_input_files("#id_photos", [photo(), big])
    page.get_by_text("besar.jpg: Foto ini terlalu besar").wait_for()

    forward(page)
    page.check("input[name=identity][value=masked]")
    page.fill("#id_phone", "081298765432")
    page.check("input[name=identity][value=anonymous]")
    assert not page.is_visible("#id_phone")  # and what is hidden is not sent
    page.check("input[name=visibility][value=public]")
    assert stored(page)["device"]["identity"] == ["anonymous"]
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/lacak/tanda-terima/")
    assert "Kelurahan Sukarasa" in page.inner_text("main")
    assert stored(page) == {"device": {}, "tab": {}}
    open_by_code(page, mapped_site)


def test_one_step_at_a_time(page, site) -> None:
    page.goto(site.url("kota-tangerang", "/lapor/"))
    assert page.locator("#steps [aria-current=step]").inner_text() == "1. Apa dan di mana"
    assert not page.is_visible("#id_photos")

    forward(page)
    assert page.locator("[data-step-error]").all_inner_texts() == [
        "Tandai tempatnya pada peta, atau pilih kelurahan/desa.",
        "Pilih kategori.",
        "Ceritakan apa yang terjadi.",
    ]
    page.select_option("#id_area", "36.71.01.1001")
    page.fill("#id_description", "Ada ular di selokan dekat pos ronda kami.")
    page.locator(".suggestion-buttons button").first.wait_for()
    assert page.locator(".suggestion-buttons button").all_inner_texts() == [
        "Sarang tawon, ular, hewan liar",
        "Saluran air / drainase tersumbat",
    ]
    assert page.input_value("#id_category") == ""  # never forced
    page.get_by_role("button", name="Sarang tawon, ular, hewan liar").click()
    assert page.input_value("#id_category") == "hewan-berbahaya"
    assert page.locator("[data-step-error]").count() == 0

    forward(page)
    assert page.evaluate("document.activeElement.textContent") == "2. Foto"
    forward(page)
    assert page.is_visible("input[name=identity]")
    page.go_back()
    assert page.is_visible("#id_photos")
    page.locator("[data-step]:not([hidden]) [data-previous]").click()
    page.locator("#id_description").wait_for()


def test_what_is_typed_stays_on_the_device_and_contacts_never_do(page, site) -> None:
    address = site.url("kota-tangerang", "/lapor/")
    fill(page, address)
    page.select_option("#id_area", "36.71.01.1001")
    forward(page)
    forward(page)
    page.check("input[name=identity][value=named]")
    page.fill("#id_name", "Ratna Kusuma")
    page.fill("#id_phone", "081298765432")
    kept = {
        "kind": ["complaint"],
        "category": ["pju-padam"],
        "description": ["Lampu jalan di depan pasar padam sejak kemarin malam."],
        "area": ["36.71.01.1001"],
        "identity": ["named"],
    }
    assert stored(page) == {"device": kept, "tab": {}}

    other_tab = page.context.new_page()
    other_tab.goto(address)
    assert other_tab.input_value("#id_description") == kept["description"][0]
    other_tab.get_by_text("Isian Anda yang belum terkirim kami tampilkan lagi.").wait_for()
    other_tab.close()

    page.check("input[name=visibility][value=secret]")
    assert stored(page) == {"device": {}, "tab": kept | {"visibility": ["secret"]}}

    page.goto(address)
    page.get_by_role("button", name="Hapus isian dari perangkat ini").click()
    page.wait_for_function("document.getElementById('id_description').value === ''")
    assert stored(page) == {"device": {}, "tab": {}}


def test_similar_reports_are_offered_and_supported_from_the_form(page, mapped_site) -> None:
    from tests.support import cast

    filed = cast.make().tangerang.file("verified", lat=-6.17, lon=106.61)
    page.goto(mapped_site.url("kota-tangerang", "/lapor/?lat=-6.1701&lon=106.61&category=pju-padam"))
    page.get_by_role("button", name="Dukung laporan ini: Lampu penerangan").click()
    page.wait_for_url(f"**/laporan/{filed.number}/")
    assert "Dukungan Anda tercatat dan petugas melihat jumlahnya." in page.inner_text("main")
    assert "Didukung dari 1 perangkat atau akun." in page.inner_text("main")
    page.goto(mapped_site.url("kota-tangerang", "/peta/"))
    page.locator(".leaflet-marker-icon").click()
    page.get_by_role("link", name="Lampu penerangan jalan umum (PJU) padam").first.wait_for()
    assert filed.number in page.inner_text(".leaflet-popup-content")


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


def test_personal_data_is_warned_of_while_it_is_typed(page, site) -> None:
    page.goto(site.url("kota-tangerang", "/lapor/"))
    warning = page.locator("[data-personal=id_description]")
    page.fill("#id_description", "Lampu jalan di depan pasar padam, tiang nomor 12.")
    assert not warning.is_visible()
    page.fill("#id_description", "Lampu padam. Nama saya Ratna, hubungi 0812-9876-5432.")
    warning.get_by_text("nomor telepon").wait_for()
    assert warning.get_by_text("nama orang").is_visible()
    assert not warning.get_by_text("alamat surel").is_visible()
    page.fill("#id_description", "Lampu padam.")
    warning.wait_for(state="hidden")
    page.fill("#id_address", "Depan rumah Ibu Ratna")
    page.locator("[data-personal=id_address]").get_by_text("nama orang").wait_for()
