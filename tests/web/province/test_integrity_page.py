"""`/ombudsman/keutuhan/` and the flag on the overview: a city whose past does not fit cannot be overlooked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import Entry
from core.audit.writing import link_of
from core.casework.office import national_law
from oversight import seal_creation
from oversight.models import IntegrityCheck
from tenants.law.memory import forget
from tenants.law.models import CalendarYear
from tenants.models import Tenant
from tenants.seats import province_seat
from tests.web.province.test_front_page import text_of

STORED = '{"kind": "entry_changed", "number": "3671-26-000009-N", "seq": 2}'
FAULT = "Laporan 3671-26-000009-N: kejadian ke-2 dalam riwayatnya diubah."


@pytest.fixture
def overseer(signed_in):
    return signed_in("assistant")


def kept(tenant: str, faults: int = 0, days_ago: int = 0) -> None:
    with province_seat():
        IntegrityCheck.objects.create(
            tenant=tenant,
            checked_at=timezone.now() - timedelta(days=days_ago),
            reports=12,
            faults=faults,
            first_fault=STORED if faults else "",
        )


def words(client, path: str = "/ombudsman/keutuhan/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_before_the_first_check_the_page_says_so(overseer):
    found = words(overseer)
    assert "Belum ada yang diperiksa" in found
    assert "Kota Tangerang belum diperiksa – – belum ada" in found


def test_whole_cities_with_their_seals(overseer):
    kept("t3671")
    with province_seat():
        seal_creation.seal_city(Tenant.objects.get(schema_name="t3671"), timezone.now())
    assert "Yang sudah diperiksa utuh; 1 kabupaten/kota belum diperiksa" in words(overseer)
    kept("t3602")
    found = words(overseer)
    assert "Riwayat semua kabupaten/kota utuh" in found
    assert "Riwayat yang tidak utuh" not in words(overseer, "/ombudsman/")


def test_a_broken_city_stands_first_and_is_flagged_on_the_overview(overseer):
    kept("t3602", days_ago=3)
    kept("t3671", faults=2)
    found = words(overseer)
    assert "Riwayat 1 kabupaten/kota tidak utuh" in found
    assert "2 tidak cocok" in found
    assert FAULT in found
    assert found.index("tidak cocok") < found.index("pemeriksaan tertunda")
    flag = words(overseer, "/ombudsman/")
    assert "Riwayat yang tidak utuh" in flag
    assert FAULT in flag


def test_the_page_costs_the_same_for_many_cities(overseer):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert overseer.get("/ombudsman/keutuhan/").status_code == 200
        return len(queries)

    kept("t3602")
    cost()
    with_one = cost()
    kept("t3671", faults=1)
    assert cost() == with_one


# -- The province's own history --------------------------------------------------------------------------------------


def test_a_tally_that_was_changed_by_hand_is_named(overseer):
    with province_seat():
        IntegrityCheck.objects.create(
            tenant="*", checked_at=timezone.now(), reports=0, faults=1, first_fault="t3671 M 2026-03-01 kind complaint"
        )
    assert "1 tidak cocok public.oversight_tally t3671 M 2026-03-01 kind complaint" in words(overseer)


def test_the_provinces_own_history_is_whole_before_and_after_it_has_begun(overseer, cast):
    assert "Riwayat provinsi sendiri Setiap perubahan" in words(overseer)
    _decree(cast)
    found = words(overseer)
    assert "halaman ini dibuka. utuh Bila tidak utuh" in found
    assert "Riwayat provinsi sendiri tidak utuh" not in found


def test_a_broken_history_of_the_province_is_the_headline_and_its_row_is_named(overseer, cast):
    """An entry that was written past the law's own functions: its end knows nothing of it."""
    _decree(cast)
    with province_seat():
        known = Entry.objects.get(stream="provinsi", seq=1)
        Entry.objects.create(**{**vars(link_of(known)), "seq": 2, "previous": known.hash}, hash=known.hash)
        added = Entry.objects.get(stream="provinsi", seq=2)
    found = words(overseer)
    assert "Riwayat provinsi sendiri tidak utuh" in found
    assert f"2 tidak cocok public.audit_entry id {added.pk} (seq 2)" in found
    kept("t3671", faults=2)
    assert "Riwayat provinsi sendiri dan 1 kabupaten/kota tidak utuh" in words(overseer)


def _decree(cast) -> None:
    with cast.province.seat():
        year = CalendarYear.objects.filter(cuti_bersama_confirmed=False).first().year
        national_law.decree_year(year, cast.province.operator, is_decreed=True, basis="SKB 3 Menteri")
    forget()
