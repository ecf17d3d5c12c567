"""The admin's pages about units, settings, days off and limits, and the history of the office."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.casework import office as changes
from core.catalogue.models import Category, RejectionReason, Unit
from core.catalogue.settings import city_settings
from core.deadlines.models import LocalDayOff
from core.reports.models import Report
from tenants.law.memory import current_law


@pytest.fixture
def admin(desk):
    return desk("admin")


def working_day(after: int = 20):
    day = timezone.localdate() + timedelta(days=after)
    while not current_law().calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def test_a_unit_is_added_renamed_closed_and_opened_again(admin, office):
    new = {"name": "Dinas Pariwisata", "short_name": "Dispar", "type": "dinas"}
    assert admin.post("/petugas/opd-baru/", new).url == "/petugas/opd/dispar/"
    renamed = {**new, "name": "Dinas Pariwisata dan Budaya"}
    assert admin.post("/petugas/opd/dispar/", renamed).status_code == 302
    assert admin.post("/petugas/opd/dispar/tutup/", {"successor": ""}).url == "/petugas/opd/"
    assert admin.post("/petugas/opd/dispar/buka/").status_code == 302
    with office.seat():
        unit = Unit.objects.get(code="dispar")
    assert (unit.name, unit.is_active) == ("Dinas Pariwisata dan Budaya", True)


def test_closing_a_unit_that_leads_categories_asks_for_a_successor(admin, office):
    answer = admin.post("/petugas/opd/dishub/tutup/", {"successor": ""})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Pilih OPD penerus, atau ganti dulu OPD kategorinya." in page
    assert 'href="#id_successor"' in page


def test_the_list_shows_how_far_the_reports_have_moved(admin, office):
    number = office.file("dispatched").number
    admin.post("/petugas/opd/dishub/tutup/", {"successor": "dlh"})
    assert "0 dari 1 laporan sudah berpindah" in admin.get("/petugas/opd/").content.decode()
    with office.seat():
        changes.empty_closed_units.func(office.schema)
        assert Report.objects.get(number=number).unit.code == "dlh"
    page = admin.get("/petugas/opd/").content.decode()
    assert "laporan sudah berpindah" not in page
    assert "OPD yang ditutup" in page


@pytest.mark.parametrize(
    "path",
    ["opd/tidak-ada/", "pengaturan/alasan/tidak-ada/", "pengaturan/kategori/tidak-ada/"],
)
def test_what_is_not_there_is_not_found(admin, path):
    assert admin.get(f"/petugas/{path}").status_code == 404
    assert admin.post(f"/petugas/{path}").status_code == 404


def test_settings_are_saved_and_a_mistake_keeps_what_was_typed(admin, office):
    good = {"reopen_days": "21", "digest_at": "06:45", "letterhead_name": "Pemerintah Kota Tangerang"}
    assert admin.post("/petugas/pengaturan/", good).status_code == 302
    with office.seat():
        now = city_settings()
    assert (now.independent_check, now.reopen_days) == (False, 21)
    answer = admin.post("/petugas/pengaturan/", {**good, "reopen_days": "banyak"})
    assert answer.status_code == 400
    assert 'value="banyak"' in answer.content.decode()
    assert 'value="06:45"' in admin.get("/petugas/pengaturan/").content.decode()


def test_a_reason_is_added_and_taken_off_the_list(admin, office):
    words = {"name": "Di luar kota", "sentence": "Tempatnya di luar kota ini, jadi kami tidak dapat menanganinya."}
    assert admin.post("/petugas/pengaturan/alasan/", words).status_code == 302
    assert admin.post("/petugas/pengaturan/alasan/di-luar-kota/", words).status_code == 302
    with office.seat():
        assert not RejectionReason.objects.get(code="di-luar-kota").is_active
    assert admin.post("/petugas/pengaturan/alasan/", {"name": "", "sentence": "pendek"}).status_code == 400


def test_a_category_gets_another_unit(admin, office):
    answer = admin.post("/petugas/pengaturan/kategori/pju-padam/", {"lead_unit": "dlh", "keywords": "lampu, pju"})
    assert answer.status_code == 302
    with office.seat():
        found = Category.objects.select_related("lead_unit").get(code="pju-padam")
    assert (found.lead_unit.code, found.keywords) == ("dlh", ["lampu", "pju"])
    assert admin.post("/petugas/pengaturan/kategori/pju-padam/", {"lead_unit": "x"}).status_code == 400


def test_a_day_off_is_shown_with_its_effect_before_it_is_saved(admin, office):
    office.file()
    day = working_day(2)
    typed = {"day": day.isoformat(), "name": "Hari jadi kota", "basis": "Keputusan Wali Kota 100/2026"}
    preview = admin.post("/petugas/hari-libur/", typed).content.decode()
    assert "Batas waktu 1 laporan yang berjalan bergeser." in preview
    assert f'value="{day.isoformat()}"' in preview
    with office.seat():
        assert not LocalDayOff.objects.exists()
    assert admin.post("/petugas/hari-libur/", {**typed, "save": "1"}).url == f"/petugas/hari-libur/?tahun={day.year}"
    page = admin.get(f"/petugas/hari-libur/?tahun={day.year}").content.decode()
    assert "Hari jadi kota" in page
    assert admin.post(f"/petugas/hari-libur/{day.isoformat()}/cabut/").status_code == 302
    assert "Yang sudah dicabut" in admin.get(f"/petugas/hari-libur/?tahun={day.year}").content.decode()
    assert admin.post(f"/petugas/hari-libur/{day.isoformat()}/cabut/").status_code == 302


@pytest.mark.parametrize("day", ["besok", "2026-13-01", "2020-01-06"])
def test_there_is_nothing_to_withdraw(admin, day):
    assert admin.post(f"/petugas/hari-libur/{day}/cabut/").status_code == 404


def saturday():
    today = timezone.localdate()
    return today + timedelta(days=5 - today.weekday())


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (lambda: "", "Isi tanggal lengkap: tanggal, bulan, dan tahun."),
        (lambda: "x", "Isi tanggal lengkap: tanggal, bulan, dan tahun."),
        (lambda: f"{timezone.localdate().year + 6}-06-01", "Tanggal ini terlalu jauh. Periksa tahunnya."),
        (saturday, "Hari ini sudah libur: akhir pekan atau libur nasional."),
    ],
    ids=["empty", "no date", "far away", "off anyway"],
)
def test_a_day_that_cannot_be_is_named_at_its_field(admin, day, sentence):
    answer = admin.post("/petugas/hari-libur/", {"day": day(), "name": "HUT Kota", "basis": "Keputusan 1"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_day"' in page
    assert sentence in page


@pytest.mark.parametrize("year", ["abc", "99999", "0001", "²026", "1900", ""])
def test_a_strange_year_shows_this_one(admin, year):
    page = admin.get("/petugas/hari-libur/", {"tahun": year}).content.decode()
    assert f"Hari libur {timezone.localdate().year}" in page


def test_the_deadlines_in_force_stand_there_with_their_basis(admin):
    page = admin.get("/petugas/batas-waktu/").content.decode()
    assert "UU 25/2009" in page
    assert "belum dicocokkan dengan naskah resmi" in page


def test_admin_and_leader_read_what_the_office_changed(admin, desk):
    admin.post("/petugas/pengaturan/", {"reopen_days": "21", "digest_at": "07:30"})
    for client in (admin, desk("leader")):
        page = client.get("/petugas/riwayat-kantor/").content.decode()
        assert "Pengaturan diubah" in page
        assert "Hari untuk membuka lagi: 14 → 21" in page
        assert "Rina Marlina" in page
    assert desk("siti").get("/petugas/riwayat-kantor/").status_code == 403


def test_a_long_history_has_pages(admin, office, monkeypatch):
    from web.desk.admin import history

    monkeypatch.setattr(history, "SHOWN", 2)
    for days in (15, 16, 17):
        admin.post("/petugas/pengaturan/", {"reopen_days": days, "digest_at": "07:30"})
    first = admin.get("/petugas/riwayat-kantor/").content.decode()
    assert "16 → 17" in first
    assert "14 → 15" not in first
    assert "14 → 15" in admin.get("/petugas/riwayat-kantor/?sebelum=2").content.decode()
    assert admin.get("/petugas/riwayat-kantor/?sebelum=x").status_code == 200


@pytest.mark.parametrize("name", ["siti", "leader", "dewi"])
def test_nobody_else_changes_the_office(desk, name):
    client = desk(name)
    for path in ("opd-baru/", "opd/dishub/", "opd/dishub/tutup/", "opd/dishub/buka/", "pengaturan/",
                 "pengaturan/alasan/", "pengaturan/kategori/pju-padam/", "hari-libur/"):  # fmt: skip
        assert client.post(f"/petugas/{path}", {"save": "1"}).status_code == 403
