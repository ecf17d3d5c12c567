"""What the desk keeps from whom: strangers, people without a second factor, other units, other cities, admins."""

import pytest
from django.test import Client

from core.audit.models import Entry
from core.reports.models import Report

PAGES = [
    "/petugas/",
    "/petugas/antrean/verify/",
    "/petugas/antrean/overdue/",
    "/petugas/pemberitahuan/",
    "/petugas/orang/",
    "/petugas/laporan/3671-26-000001-4/",
    "/petugas/laporan/3671-26-000001-4/identitas/",
    "/petugas/laporan/3671-26-000001-4/verify/",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_signs_in_first(office, path, method):
    answer = getattr(Client(HTTP_HOST=office.host), method)(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/masuk/")


def test_nobody_works_without_a_second_factor(office, desk):
    with office.seat():
        office.siti.user.authenticator_set.all().delete()
    client = desk("siti")
    for path in PAGES:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/akun/autentikator/")


def test_pages_stay_in_no_cache(office, desk):
    number = office.file().number
    assert desk("siti").get(f"/petugas/laporan/{number}/")["Cache-Control"] == "no-store"


def test_another_units_report_is_absent(office, desk):
    number = office.file("dispatched").number
    client, missing = desk("budi"), "3671-26-999999-9"
    for path in ("", "identitas/", "answer/", "send_back/"):
        answers = [client.post(f"/petugas/laporan/{given}/{path}") for given in (number, missing)]
        if not path:
            answers = [client.get(f"/petugas/laporan/{given}/") for given in (number, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
    with office.seat():
        assert Report.objects.get(number=number).state == "dispatched"
        assert not Entry.objects.filter(stream=number, action="identity_read").exists()


def test_another_units_report_is_neither_listed_nor_counted(office, desk):
    office.file("dispatched")
    for name, number_of_reports in (("dewi", 1), ("agus", 1), ("budi", 0), ("siti", 1)):
        client = desk(name)
        for queue in ("unit", "all"):
            page = client.get(f"/petugas/antrean/{queue}/")
            counts = {item["url"]: item["count"] for group in page.context["navigation"] for item in group["items"]}
            assert (name, queue, len(page.context["rows"])) == (name, queue, number_of_reports)
            assert counts[f"/petugas/antrean/{queue}/"] == number_of_reports
        notices = client.get("/petugas/pemberitahuan/")
        mine = number_of_reports if name != "siti" else 0
        assert (len(notices.context["notices"]), notices.context["mine"]) == (mine, mine)


def test_a_unit_loses_sight_of_what_it_sends_back(office, desk):
    number = office.file("dispatched").number
    client = desk("dewi")
    answer = client.post(f"/petugas/laporan/{number}/send_back/", {"note": "Ini urusan PLN."}, follow=True)
    assert answer.redirect_chain == [("/petugas/", 302), ("/petugas/antrean/unit/", 302)]
    assert "Laporan dikembalikan ke koordinator." in answer.content.decode()
    assert client.get(f"/petugas/laporan/{number}/").status_code == 404


def test_another_citys_report_is_absent(cast, desk):
    number = cast.lebak.file().number
    client = desk("siti")
    assert client.get(f"/petugas/laporan/{number}/").status_code == 404
    assert client.post(f"/petugas/laporan/{number}/verify/").status_code == 404


def test_an_admin_looks_after_people(office, desk):
    number = office.file().number
    client = desk("admin")
    assert client.get("/petugas/")["Location"] == "/petugas/orang/"
    page = client.get("/petugas/orang/").content.decode()
    assert "Peran admin mengurus orang, bukan laporan" in page
    assert all(text in page for text in ("Dewi Lestari", "Petugas OPD, Dishub", "Siti Aminah", "Koordinator"))
    for path in ("antrean/all/", "pemberitahuan/", f"laporan/{number}/"):
        answer = client.get(f"/petugas/{path}")
        assert (path, answer.status_code) == (path, 403)
        assert "Peran Anda mengurus orang dan OPD, bukan laporan." in answer.content.decode()


def test_only_an_admin_sees_the_people(office, desk):
    assert [desk(name).get("/petugas/orang/").status_code for name in ("siti", "dewi", "leader", "nobody")] == [
        403
    ] * 4


def test_an_account_without_a_role_sees_nothing(office, desk):
    client = desk("nobody")
    assert [client.get(path).status_code for path in PAGES] == [403] * len(PAGES)


def test_photos_are_shown_only_by_a_signed_address(office, desk):
    report = office.file("dispatched", photos=1).report
    with office.seat():
        photo_id = report.attachments.get().pk
    assert desk("budi").get(f"/berkas/{photo_id}.full/").status_code == 404
    page = desk("dewi").get(f"/petugas/laporan/{report.number}/")
    answer = desk("dewi").get(page.context["photos"][0]["url"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
