"""Which part holds a late report up, as the desk shows it: in the queue, on the report, and to the part's head."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.accounts.roles import UnitRole
from core.casework import actions
from core.casework.periodic import sweeping
from core.catalogue.models import Unit, UnitUserObjectPermission

# To be begun by Friday 12 June 2026: late on every day this can run.
RECEIVED = datetime(2026, 6, 5, 6, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
SATURDAY = datetime(2026, 6, 13, 0, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
HELD_UP = "menunggu bagian DLH"
ON_THE_REPORT = "Laporan ini lewat batas dan menunggu bagian ini: DLH."
IN_THE_PART = "Belum selesai, sedangkan laporan lewat batas"


def with_part(office, at: datetime | None) -> str:
    number = office.file("dispatched", at=at).number
    with office.seat():
        given = at and at + timedelta(hours=3)
        actions.add_part(number, office.siti, unit="dlh", note="Pangkas dahannya.", at=given)
    return number


@pytest.fixture
def number(office) -> str:
    return with_part(office, RECEIVED)


def page_of(client, number: str) -> str:
    return client.get(f"/petugas/laporan/{number}/").content.decode()


def test_a_queue_says_whose_part_a_late_report_waits_for(office, desk, number):
    page = desk("siti").get("/petugas/antrean/overdue/").content.decode()
    assert page.count(HELD_UP) == 1
    assert number in page


def test_the_report_says_it_to_everybody_who_reads_it(desk, number):
    for name in ("siti", "leader", "budi"):
        page = page_of(desk(name), number)
        assert ON_THE_REPORT in page
        assert IN_THE_PART in page
    page = page_of(desk("dewi"), number)
    assert "Laporan ini lewat batas. Anda menjawab pelapor setelah bagian ini selesai: DLH." in page
    assert ON_THE_REPORT not in page


def test_what_is_in_time_is_held_up_by_nobody(office, desk):
    number = with_part(office, None)
    client = desk("siti")
    for page in (client.get("/petugas/antrean/unit/").content.decode(), page_of(client, number)):
        assert HELD_UP not in page
        assert "lewat batas dan menunggu" not in page
        assert "holds-up" not in page
    assert "Sedang dikerjakan" in page


def test_a_part_that_is_done_holds_nothing_up(office, desk, number):
    with office.seat():
        actions.finish_part(number, office.budi, note="Sudah dipangkas.", at=RECEIVED + timedelta(hours=4))
    client = desk("siti")
    for page in (client.get("/petugas/antrean/overdue/").content.decode(), page_of(client, number)):
        assert number in page
        assert "holds-up" not in page


def test_the_head_of_the_part_is_told_what_is_wanted(office, desk, number):
    client = desk("budi")
    assert "Bagian OPD Anda perlu diselesaikan" in client.get("/petugas/pemberitahuan/").content.decode()
    with office.seat():
        UnitUserObjectPermission.objects.create(
            user=User.objects.get(username="budi"),
            content_object=Unit.objects.get(code="dlh"),
            permission=Permission.objects.get(codename=UnitRole.HEAD, content_type__app_label="catalogue"),
        )
        sweeping.sweep(at=SATURDAY)
    page = client.get("/petugas/pemberitahuan/").content.decode()
    assert page.count("Lewat batas, dan bagian OPD Anda belum selesai") == 1
    assert page.count(f"/petugas/laporan/{number}/") == 1
    assert "juga ke kepala DLH, yang bagiannya belum selesai" in page_of(client, number)


def test_parts_cost_a_queue_no_query(office, desk, number):
    client = desk("siti")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/petugas/antrean/overdue/")
        return len(asked.captured_queries)

    cost()
    one = cost()
    for _ in range(3):
        with_part(office, RECEIVED)
    assert cost() == one
