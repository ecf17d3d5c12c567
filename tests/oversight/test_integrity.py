"""Every night the province looks at each city's past, with its own rights and the city's, never more."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from config import auditing, worker
from core.casework import actions
from core.casework.verification.looks import nightly
from core.casework.verification.nightly import look_after
from oversight import compacting, integrity, seal_creation
from oversight.models import IntegrityCheck, Seal
from tenants.jobs import enqueue
from tenants.models import Tenant
from tenants.seats import gate, province_seat, seated
from tests.oversight.ledger_rows import TANGERANG, Ledger, wib


@pytest.fixture
def city(fresh_database, cast):
    """Kota Tangerang with three reports, the last of which somebody read the identity of and closed."""
    office = cast.tangerang
    for state in ("submitted", "verified"):
        office.file(state)
    number = office.file("answered").number
    with office.seat():
        actions.read_identity(number, office.siti)
        actions.close(number, office.joko)
    cursor = fresh_database.owner().cursor()

    def run(sql: str, *parameters) -> None:
        cursor.execute(sql, parameters or None)

    run.number = number
    return run


def look() -> IntegrityCheck:
    with gate():
        tenant = Tenant.objects.get(schema_name="t3671")
    with province_seat():
        return auditing.look_at(tenant, timezone.now())


def found() -> tuple[int, str]:
    check = look()
    assert check.reports >= 2
    return check.faults, integrity.sentence(check.first_fault)


def test_an_honest_city_has_no_fault(city):
    assert found() == (0, "")


def test_small_batches_find_the_same(city, monkeypatch):
    monkeypatch.setattr("core.casework.verification.bundles.BATCH", 1)
    assert found() == (0, "")
    city("DELETE FROM ledger_entry WHERE number = %s", city.number)
    city("DELETE FROM ledger_fact WHERE number = %s", city.number)
    faults, first = found()
    assert faults > 1
    assert first == f"Laporan {city.number}: riwayatnya berakhir lain dari yang diberitahukan kepada buku besar."


def test_the_night_finds_what_the_command_finds(city):
    """Here a word of an answer, and how the clock of the ledger was set back for a report to have been in time."""
    city("UPDATE t3671.reports_followup SET text = 'Sudah.' WHERE report_id = (SELECT id FROM t3671.reports_report"
         " WHERE number = %s)", city.number)  # fmt: skip
    faults, first = found()
    assert faults == 1
    assert first.startswith(f"Laporan {city.number}: t3671.reports_followup id ")
    city("UPDATE ledger_fact SET answered_at = answered_at - interval '5 days' WHERE number = %s", city.number)
    assert found()[0] == 2


TAMPERED = {
    "an edited entry": (
        "UPDATE t3671.audit_entry SET actor_label = 'Orang Lain' WHERE stream = '{}' AND seq = 2",
        "Laporan {}: kejadian ke-2 dalam riwayatnya diubah.",
    ),
    "a deleted entry": (
        "DELETE FROM t3671.audit_entry WHERE stream = '{}' AND seq = 3",
        "Laporan {}: kejadian ke-3 hilang dari riwayatnya.",
    ),
    "a deleted last entry": (
        "DELETE FROM t3671.audit_entry WHERE stream = '{}' AND seq = 7",
        "Laporan {}: riwayatnya tidak berakhir seperti yang dikatakan laporannya.",
    ),
    "an edited head": (
        r"UPDATE t3671.reports_report SET audit_head = '\x00' WHERE number = '{}'",
        "Laporan {}: riwayatnya tidak berakhir seperti yang dikatakan laporannya.",
    ),
    "a history begun anew": (
        r"UPDATE ledger_fact SET head = '\x00' WHERE number = '{}'",
        "Laporan {}: riwayatnya berakhir lain dari yang diberitahukan kepada buku besar.",
    ),
    "a renumbered report": (
        "UPDATE t3671.reports_report SET number = '3671-26-000000-0' WHERE number = '{}'",
        "Laporan 3671-26-000000-0: riwayatnya tidak berakhir seperti yang dikatakan laporannya.",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_what_was_tampered_with_is_named(city, case):
    change, what = TAMPERED[case]
    city(change.format(city.number))
    faults, first = found()
    assert faults >= 1
    assert first == what.format(city.number)


def test_a_report_that_went_to_another_city_is_looked_for_there(city):
    """Its fact is the other city's then; what this one told of it is its own all the same."""
    city("UPDATE ledger_fact SET tenant = 't3602' WHERE number = %s", city.number)
    told = f"Laporan {city.number}: riwayatnya berakhir lain dari yang diberitahukan kepada buku besar."
    assert found() == (1, told)
    with gate():
        lebak = Tenant.objects.get(schema_name="t3602")
    with province_seat():
        check = auditing.look_at(lebak, timezone.now())
    gone = f"Laporan {city.number}: dikenal buku besar, tetapi tidak ada lagi di daerahnya."
    assert integrity.sentence(check.first_fault) == gone


def test_a_fact_that_was_renumbered_is_named_and_so_is_its_report(city):
    city("UPDATE ledger_fact SET number = '3671-26-999999-0' WHERE number = %s", city.number)
    assert found() == (2, f"Laporan {city.number}: tidak dikenal buku besar.")


def test_a_report_that_is_gone_from_the_city_is_missed(city):
    city("DELETE FROM t3671.deadlines_deadline WHERE report_id = (SELECT id FROM t3671.reports_report"
         " WHERE state = 'submitted')")  # fmt: skip
    city("DELETE FROM t3671.notifications_notice")
    city("DELETE FROM t3671.reports_identity WHERE report_id = (SELECT id FROM t3671.reports_report"
         " WHERE state = 'submitted')")  # fmt: skip
    city("DELETE FROM t3671.reports_report WHERE state = 'submitted'")
    faults, first = found()
    assert faults == 3  # its history, its event in the ledger and its fact
    assert first.endswith(": dikenal buku besar, tetapi tidak ada lagi di daerahnya.")


def test_seals_that_do_not_fit_are_a_fault_too(city):
    with province_seat():
        seal_creation.seal_city(Tenant.objects.get(schema_name="t3671"), timezone.now() + timedelta(hours=26))
    assert found() == (0, "")
    city("UPDATE oversight_seal SET reports = 77")
    with province_seat():
        day = Seal.objects.get().day
    assert found() == (1, f"Segel {day} diubah.")


def test_the_city_is_entered_with_its_own_role_and_can_be_written_by_nobody(city, database_name):
    seen = []

    def look(place: int):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('transaction_read_only')")
            seen.append(cursor.fetchone())
        return look_after(place, nightly(date(2026, 3, 16)))

    with gate():
        tenant = Tenant.objects.get(schema_name="t3671")
    with province_seat():
        integrity.check(tenant, look, timezone.now())
    assert set(seen) == {(f"{database_name}_t3671", "on")}


def test_the_worker_looks_at_every_city_each_in_a_job_of_its_own(city):
    with gate():
        province = Tenant.objects.get(schema_name="public")
    with seated(province):
        enqueue(auditing.check_cities)
    worker.run_all()
    worker.run_all()
    with province_seat():
        kept = IntegrityCheck.objects.order_by("tenant").values_list("tenant", "reports", "faults")
        assert list(kept) == [("*", 0, 0), ("t3602", 0, 0), ("t3671", 3, 0)]


def test_a_tally_changed_by_hand_is_found_until_it_is_counted_anew(ledger: Ledger):
    ledger.tell(TANGERANG, ("submitted", wib("2026-03-09")), verify=wib("2026-03-12"), total=wib("2026-03-31"))
    with province_seat():
        compacting.compact()
        integrity.check_tallies(timezone.now())
        assert integrity.wrong_tally() == ""
        ledger.run("UPDATE oversight_tally SET submitted = 7 WHERE tenant = 't3671' AND cut = 'kind' AND grain = 'M'")
        assert integrity.check_tallies(timezone.now()).faults == 1
        assert integrity.wrong_tally() == "t3671 M 2026-03-01 kind complaint"
        compacting.rebuild()
        integrity.check_tallies(timezone.now())
        assert integrity.wrong_tally() == ""


# -- What the Ombudsman is shown -----------------------------------------------------------------------------------


def kept(tenant: str, days_ago: int, faults: int = 0, what: str = "") -> None:
    IntegrityCheck.objects.create(
        tenant=tenant,
        checked_at=timezone.now() - timedelta(days=days_ago),
        reports=3,
        faults=faults,
        first_fault=json.dumps({"kind": "gone", "number": what}) if what else "",
    )


def test_a_city_is_broken_since_the_first_of_its_last_bad_checks(db):
    now = timezone.now()
    with province_seat():
        kept("t3671", 9, 1, "lama")
        kept("t3671", 8)
        kept("t3671", 2, 1, "pertama")
        kept("t3671", 1, 2, "kedua")
        kept("t3602", 3, 1, "sudah baik")
        kept("t3602", 1)
        (city,) = integrity.broken(now)
        assert (city.place.name, city.first_fault, city.faults) == (
            "Kota Tangerang",
            str(integrity.SENTENCES["gone"]) % {"number": "kedua"},
            2,
        )
        assert round((now - city.since) / timedelta(days=1)) == 2
        lebak, tangerang = integrity.standings(now)
    assert (lebak.is_broken, lebak.broken_since, lebak.is_stale) == (False, None, False)
    assert (tangerang.is_broken, tangerang.broken_since, tangerang.seal) == (True, city.since, None)


def test_a_city_nobody_has_looked_at_for_two_days_is_stale(db):
    with province_seat():
        kept("t3602", 3)
        lebak, tangerang = integrity.standings(timezone.now())
    assert (lebak.is_stale, tangerang.is_stale, tangerang.checked) == (True, False, None)
