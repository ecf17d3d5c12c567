"""The law's pages on the province's host: read by all of the province, changed by operators with a decree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.audit.models import Entry
from tenants.law.memory import current_law, forget
from tenants.law.models import CalendarYear, DeadlineRule, Holiday
from tests.web.province.test_front_page import text_of

DECREE = "SKB 3 Menteri Nomor 5 Tahun 2026"


@pytest.fixture(autouse=True)
def _forget_law():
    yield
    forget()


@pytest.fixture
def operator(signed_in):
    return signed_in("operator")


def weekday(after: int = 30):
    day = timezone.localdate() + timedelta(days=after)
    while not current_law().calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def typed(day, **changes) -> dict[str, str]:
    values = {"day": day.isoformat(), "name": "Pemungutan suara", "kind": "public", "basis": DECREE, "confirmed": "on"}
    return {**values, **changes}


def test_a_day_off_is_shown_with_what_it_touches_before_it_is_saved(operator, cast):
    with cast.province.seat():
        day = weekday(2)
    cast.tangerang.file()
    preview = operator.post("/platform/kalender/", typed(day))
    page = text_of(preview.content.decode())
    assert preview.status_code == 200
    assert "1 laporan yang berjalan di 1 daerah dihitung lagi; 1 di antaranya mempunyai batas" in page
    with cast.province.seat():
        assert not Holiday.objects.filter(date=day).exists()
    saved = operator.post("/platform/kalender/", typed(day, save="1"))
    assert saved.url == f"/platform/kalender/?tahun={day.year}"
    page = text_of(operator.get(saved.url).content.decode())
    assert "Pemungutan suara" in page
    assert "Oki Setiawan" in page
    assert "menghitung lagi batas waktunya dalam 10 menit" in page


def test_a_day_off_is_moved_and_withdrawn(operator, cast):
    with cast.province.seat():
        first, second = weekday(30), weekday(40)
    operator.post("/platform/kalender/", typed(first, save="1"))
    moved = operator.post(f"/platform/kalender/{first}/pindah/", {"to": second.isoformat(), "basis": DECREE})
    assert moved.status_code == 302
    assert operator.post(f"/platform/kalender/{second}/cabut/", {"basis": DECREE}).status_code == 302
    assert operator.post(f"/platform/kalender/{second}/cabut/", {"basis": DECREE}).status_code == 409
    with cast.province.seat():
        assert not Holiday.objects.filter(date__in=[first, second], is_day_off=True).exists()
        actions = list(Entry.objects.filter(stream="provinsi").order_by("seq").values_list("action", flat=True))
    assert actions == ["add_day_off", "move_day_off", "withdraw_day_off"]


def test_mistakes_are_named_at_their_fields_and_what_was_typed_stays(operator, cast):
    with cast.province.seat():
        day = weekday()
    answer = operator.post("/platform/kalender/", typed(day, basis="", kind="pasar"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_basis"' in page
    assert 'href="#id_kind"' in page
    assert 'value="Pemungutan suara"' in page
    operator.post("/platform/kalender/", typed(day, save="1"))
    answer = operator.post(f"/platform/kalender/{day}/pindah/", {"to": "x", "basis": DECREE})
    assert answer.status_code == 400
    assert 'href="#id_move_to"' in answer.content.decode()


def test_a_year_is_decreed(operator, cast):
    with cast.province.seat():
        year = CalendarYear.objects.filter(cuti_bersama_confirmed=False).first().year
    assert "belum ditetapkan" in text_of(operator.get("/platform/kalender/", {"tahun": year}).content.decode())
    answer = operator.post(f"/platform/kalender/tahun/{year}/", {"decreed": "1", "basis": DECREE})
    assert answer.status_code == 302
    assert operator.post(f"/platform/kalender/tahun/{year}/", {"decreed": "1", "basis": DECREE}).status_code == 409
    assert operator.post(f"/platform/kalender/tahun/{year}/", {"decreed": "0", "basis": ""}).status_code == 400
    with cast.province.seat():
        assert CalendarYear.objects.get(year=year).cuti_bersama_confirmed


def test_a_far_year_is_decreed_too(operator, cast):
    assert operator.get("/platform/kalender/", {"tahun": 2031}).status_code == 200
    assert operator.post("/platform/kalender/tahun/2031/", {"decreed": "1", "basis": DECREE}).status_code == 302
    answer = operator.post("/platform/kalender/tahun/2090/", {"decreed": "1", "basis": DECREE})
    assert (answer.status_code, "Belum ada hari libur tercatat" in answer.content.decode()) == (409, True)
    with cast.province.seat():
        assert CalendarYear.objects.get(year=2031).cuti_bersama_confirmed


def test_operators_see_on_their_first_page_that_a_year_is_not_decreed(operator, cast):
    warning = "belum ditetapkan, padahal batas waktu laporan"
    with cast.province.seat():
        year = (timezone.localdate() + timedelta(days=45)).year
        CalendarYear.objects.update_or_create(
            year=year,
            defaults={"cuti_bersama_confirmed": False, "holidays_confirmed": False, "legal_basis": DECREE},
        )
    forget()
    page = text_of(operator.get("/platform/").content.decode())
    assert f"Cuti bersama {year} {warning}" in page
    with cast.province.seat():
        CalendarYear.objects.update(cuti_bersama_confirmed=True)
    forget()
    assert warning not in text_of(operator.get("/platform/").content.decode())


def test_a_deadline_is_changed_from_a_day_to_come_and_taken_back(operator, cast):
    with cast.province.seat():
        rule = DeadlineRule.objects.get(rule_set="sp4n", code="verify", kind="complaint")
    day = (timezone.localdate() + timedelta(days=10)).isoformat()
    path = f"/platform/batas-waktu/{rule.pk}/"
    wrong = operator.post(path, {"limit": "0", "valid_from": day, "basis": DECREE})
    assert (wrong.status_code, 'href="#id_limit"' in wrong.content.decode()) == (400, True)
    assert operator.post(path, {"limit": "4", "valid_from": day, "basis": DECREE}).status_code == 302
    page = text_of(operator.get("/platform/batas-waktu/").content.decode())
    assert "Yang akan berlaku" in page
    with cast.province.seat():
        new = DeadlineRule.objects.get(rule_set="sp4n", code="verify", kind="complaint", valid_to=None)
    assert new.limit == 4
    assert operator.post(path, {"limit": "5", "valid_from": day, "basis": DECREE}).status_code == 409
    taken_back = operator.post(f"/platform/batas-waktu/{new.pk}/batal/", {"basis": "Keliru tanggal"})
    assert taken_back.status_code == 302
    assert operator.post(f"/platform/batas-waktu/{rule.pk}/batal/", {"basis": "Keliru"}).status_code == 409
    assert operator.post(f"/platform/batas-waktu/{new.pk}/batal/", {"basis": "Keliru"}).status_code == 404


@pytest.mark.parametrize("name", ["assistant", "lead", "head"])
def test_the_ombudsmans_people_read_and_find_no_button(signed_in, cast, name):
    client = signed_in(name)
    with cast.province.seat():
        day, rule = weekday(), DeadlineRule.objects.first()
    for path in ("/platform/kalender/", "/platform/kalender/2026-12-25/", "/platform/batas-waktu/",
                 f"/platform/batas-waktu/{rule.pk}/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200
        assert 'class="btn btn-primary"' not in answer.content.decode()
    for path in ("kalender/", "kalender/2026-12-25/pindah/", "kalender/2026-12-25/cabut/", "kalender/tahun/2026/",
                 f"batas-waktu/{rule.pk}/", f"batas-waktu/{rule.pk}/batal/"):  # fmt: skip
        assert client.post(f"/platform/{path}", typed(day, save="1")).status_code == 403
    with cast.province.seat():
        assert not Entry.objects.filter(stream="provinsi").exists()


@pytest.mark.parametrize("path", ["kalender/besok/", "kalender/1999-01-01/", "batas-waktu/999999/"])
def test_what_is_not_there_is_not_found(operator, path):
    assert operator.get(f"/platform/{path}").status_code == 404


@pytest.mark.parametrize("year", ["x", "1", "99999", ""])
def test_a_strange_year_shows_this_one(operator, year):
    page = text_of(operator.get("/platform/kalender/", {"tahun": year}).content.decode())
    assert f"Hari libur nasional {timezone.localdate().year}" in page
