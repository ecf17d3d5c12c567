"""What has come to somebody higher up, and what nobody can answer, as the desk shows it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.accounts.models import User
from core.casework.periodic import sweeping

WIB = ZoneInfo("Asia/Jakarta")
# To be begun by Friday 12 June 2026.
RECEIVED = datetime(2026, 6, 5, 6, 0, tzinfo=WIB)
SATURDAY = datetime(2026, 6, 13, 0, 0, tzinfo=WIB)
QUEUE = "/petugas/antrean/unowned/"


@pytest.fixture
def number(office) -> str:
    return office.file("dispatched", at=RECEIVED).number


def dismiss(office, *names: str) -> None:
    with office.seat():
        User.objects.filter(username__in=names).update(is_active=False)


def test_an_escalated_report_is_once_among_what_waits_for_the_head(office, desk, number):
    with office.seat():
        sweeping.sweep(at=SATURDAY)
    page = desk("rahmat").get("/petugas/pemberitahuan/").content.decode()
    assert page.count("Lewat batas, dinaikkan kepada Anda") == 1
    assert page.count(f"/petugas/laporan/{number}/") == 1
    assert "dinaikkan kepada Anda" not in desk("dewi").get("/petugas/pemberitahuan/").content.decode()


def test_the_report_tells_to_whom_it_has_come_and_the_citizen_reads_nothing_of_it(office, desk, number):
    with office.seat():
        sweeping.sweep(at=SATURDAY)
    assert (
        "Lewat batas: dinaikkan ke kepala Dishub" in desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    )
    assert "dinaikkan" not in desk("siti").get(f"/laporan/{number}/").content.decode()


def test_what_nobody_can_answer_is_in_the_rail_only_when_there_is_some(office, desk, number):
    client = desk("siti")
    assert QUEUE not in client.get("/petugas/antrean/all/").content.decode()
    assert "Setiap laporan di OPD mempunyai petugas" in client.get(QUEUE).content.decode()
    dismiss(office, "dewi", "rahmat")
    page = client.get(QUEUE).content.decode()
    assert f'href="{QUEUE}"' in page
    assert number in page


@pytest.mark.parametrize("who", ["agus", "leader"])
def test_it_is_the_coordinators_alone(desk, number, who):
    assert desk(who).get(QUEUE).status_code == 404


def test_who_chooses_a_unit_is_warned_where_nobody_could_answer(office, desk):
    number = office.file("verified").number
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert "Dinas Perhubungan</option>" in page
    dismiss(office, "dewi", "rahmat")
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert "Dinas Perhubungan (belum ada petugas)</option>" in page
