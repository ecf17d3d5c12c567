"""Search and filters of the public list, and the same reports on the map."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions
from core.common import remembered_answers
from tests.support.cast import add_photo
from tests.web.citizen.forms import chosen_in, links_of, text_of, thumbs_of, values_of

PIN = {"lat": -6.1700044, "lon": 106.6100046}


def shown(client, path: str, *numbers: str) -> list[str]:
    body = client.get(path).content.decode()
    return [number for number in numbers if f"/laporan/{number}/" in body]


def asked_by(client, path: str) -> int:
    client.get(path)
    remembered_answers.forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([query for query in captured if not query["sql"].startswith(("SET ", "SELECT set_config", "RESET"))])


@pytest.mark.parametrize("path", ["/laporan/", "/peta/"])
def test_words_number_and_kecamatan_narrow_both(client, office, path: str) -> None:
    first = office.file("verified", description="Lampu gapura padam sejak Senin malam.").number
    other = office.file("verified", area="36.71.02.1001").number
    assert shown(client, f"{path}?words=gapura", first, other) == [first]
    assert shown(client, f"{path}?words={other}", first, other) == [other]
    assert shown(client, f"{path}?area=36.71.02", first, other) == [other]
    assert shown(client, f"{path}?area=36.71.01.1001&words=padam", first, other) == [first]


def test_the_form_keeps_what_was_chosen_and_leads_on_with_it(client, office) -> None:
    for _ in range(21):
        office.file("verified")
    page = client.get("/laporan/?words=lampu&area=36.71.01&status=menunggu")
    assert values_of(page, "words") == ["lampu"]
    assert (chosen_in(page, "area"), chosen_in(page, "status")) == (["36.71.01"], ["menunggu"])
    (address,) = links_of(page, "next")
    assert address.startswith("/laporan/?words=lampu&status=menunggu&area=36.71.01&after=")
    assert 'href="/peta/?words=lampu&amp;status=menunggu&amp;area=36.71.01"' in page.content.decode()


def test_nothing_found_says_what_to_do(client, office) -> None:
    office.file("submitted")
    page = client.get("/laporan/?words=lampu")
    assert "Tidak ada laporan yang cocok" in text_of(page)
    assert "Kata dicari di teks laporan yang sudah diverifikasi." in text_of(page)


@pytest.mark.parametrize(
    "query", ["words=%00", "words='%3A*%20%26%20!", "words=" + "x" * 5000, "area=%00", "words=%F0%9F"]
)
def test_odd_filters_are_no_fault(client, office, query: str) -> None:
    office.file("verified", **PIN)
    for path in ("/laporan/", "/peta/", "/peta/laporan.json"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.usefixtures("boundaries")
def test_the_map_asks_for_its_own_points(client) -> None:
    body = client.get("/peta/?status=proses").content.decode()
    assert 'data-points="/peta/laporan.json?status=proses"' in body
    assert 'data-outline="/peta/batas/4.json"' in body
    assert "Peta memerlukan JavaScript. Laporannya sama dengan daftar di bawah." in body


def test_points_are_light_and_may_be_kept_a_minute(client, office) -> None:
    first, second = office.file("verified", **PIN).number, office.file("in_progress", **PIN).number
    office.file("submitted", **PIN)
    office.file("verified", visibility="secret", **PIN)
    got = client.get("/peta/laporan.json")
    assert got.headers["Cache-Control"] == "public, max-age=60"
    assert got.json() == {
        "address": "/laporan/",
        "names": ["Lampu penerangan jalan umum (PJU) padam"],
        "points": [[-6.17, 106.61, "proses", second, 0], [-6.17, 106.61, "menunggu", first, 0]],
    }
    assert client.get("/peta/laporan.json?status=menunggu").json()["points"] == [[-6.17, 106.61, "menunggu", first, 0]]
    assert client.get("/peta/laporan.json", HTTP_HOST="kab-lebak.localhost").json()["points"] == []


def test_queries_do_not_grow(client, office) -> None:
    paths = ("/laporan/?words=lampu&area=36.71.01", "/peta/", "/peta/laporan.json")
    office.file("verified", photos=1, **PIN)
    few = [asked_by(client, path) for path in paths]
    for _ in range(3):
        office.file("verified", photos=1, **PIN)
    assert few == [asked_by(client, path) for path in paths] == [3, 4, 2]


def test_home_shows_the_newest_results_with_small_photos(client, office) -> None:
    for _ in range(4):
        filed = office.file("in_progress", photos=1)
        with office.seat():
            actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=[add_photo().pk])
    page = client.get("/")
    assert text_of(page).count("Sebelum") == 4  # the heading and three pairs
    # Three pairs, and the first photos of four rows; all of them the small copy.
    assert len(thumbs_of(page)) == 10
    assert asked_by(client, "/") == 5


@pytest.mark.usefixtures("boundaries")
def test_home_has_a_map_where_there_is_something_to_show(client, office) -> None:
    assert "data-points" not in client.get("/").content.decode()
    office.file("verified", **PIN)
    assert 'data-points="/peta/laporan.json"' in client.get("/").content.decode()


def test_the_privacy_notice_names_purpose_and_basis_of_every_field(client) -> None:
    page = client.get("/privasi/")
    words = text_of(page)
    for name in ("Nama", "Nomor HP, e-mail", "Cerita, alamat atau patokan, pin, foto", "Alamat jaringan (IP)"):
        assert f"{name} Untuk apa" in words
    assert "UU 27/2022; UU 25/2009" in words
    assert asked_by(client, "/privasi/") == 0
    assert 'href="/privasi/"' in client.get("/").content.decode()
