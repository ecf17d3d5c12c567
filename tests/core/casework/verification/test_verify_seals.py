"""A report that was deleted with all its traces is found by the seals of the province."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from config import auditing
from oversight import seal_creation
from tenants.models import Tenant


@pytest.fixture
def sealed(world):
    """The database with two seals, as if two days had gone by: 26 hours from now, today is over at any hour."""
    city = Tenant.objects.get(schema_name="t3671")
    for hours in (26, 50):
        seal_creation.seal_city(city, timezone.now() + timedelta(hours=hours))
    yield world
    world.run("DELETE FROM oversight_seal")


def found() -> list:
    told = []
    problems = auditing.verify("36.71", progress=lambda *step: told.append(step))
    assert told[-1] == (2, 2, "t3671 seals")
    return problems


def test_a_sealed_city_is_clean(sealed):
    assert found() == []


def test_a_report_deleted_with_all_its_traces_is_missed_by_the_seals(sealed):
    number, key = sealed.anonymous, sealed.id_of(sealed.anonymous)
    for table in ("deadlines_deadline", "notifications_notice"):
        sealed.run(f"DELETE FROM t3671.{table} WHERE report_id = %s", key)
    sealed.run("DELETE FROM t3671.reports_report WHERE id = %s", key)
    sealed.run("DELETE FROM t3671.audit_entry WHERE stream = %s", number)
    sealed.run("DELETE FROM public.ledger_entry WHERE number = %s", number)
    sealed.run("DELETE FROM public.ledger_fact WHERE number = %s", number)
    (problem,) = found()
    first = sealed.one("SELECT min(id) FROM oversight_seal")
    assert problem.row.startswith(f"public.oversight_seal id {first} (")
    # Serials follow no order, so no gap tells which number is gone; the seal tells how many entries are, and of when.
    until = sealed.one("SELECT until FROM oversight_seal WHERE id = %s", first)
    entries = sealed.one("SELECT entries FROM oversight_seal WHERE id = %s", first)
    assert problem.what == (
        f"no longer fits the ledger: it was made of {entries} entries, the ledger has {entries - 1}; an entry recorded"
        f" before {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC was changed or is gone"
    )


def test_the_command_names_an_edited_seal_and_fails(sealed):
    first = "id = (SELECT min(id) FROM oversight_seal)"
    entries, reports = (
        sealed.one(f"SELECT {name} FROM oversight_seal WHERE {first}") for name in ("entries", "reports")
    )
    assert (entries, reports) > (50, 10)
    key = sealed.one(f"UPDATE oversight_seal SET reports = 3 WHERE {first} RETURNING id")
    answer = sealed.database.laksa("audit", "verify", "--tenant", "36.71")
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-2].startswith(f"t3671 seal: public.oversight_seal id {key} (")
    assert answer.stdout.splitlines()[-2].endswith(
        f" {entries} entries of 3 reports, but was made of {entries} entries of {reports} reports"
    )


def test_the_command_refuses_a_city_there_is_not(world):
    answer = world.database.laksa("audit", "verify", "--tenant", "99.99")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.endswith("laksa: there is no tenant '99.99'\n")
