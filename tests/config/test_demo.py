"""The demo's people and made-up reports: the same every time, made once, with whole chains."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from config.demo import people, samples
from core.accounts.models import User
from core.casework import verification
from core.casework.people import actor_of
from core.common.errors import NotFound
from core.reports.models import Identity, Report
from tenants.ledger.models import Entry as LedgerEntry
from tenants.models import Tenant
from tenants.seats import seated
from tests.support import contents
from tests.support.owner import owner_login

COLUMNS = ("number", "state", "kind", "category__code", "unit__code", "identity_level", "visibility", "description",
           "address", "area_code", "lat", "lon")  # fmt: skip


@pytest.fixture
def owner(fresh_database, settings, tmp_path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        yield


def seed_people() -> None:
    for tenant in Tenant.objects.all():
        people.seed(tenant)


def cities() -> list[Tenant]:
    return list(Tenant.objects.exclude(schema_name="public"))


def told() -> dict[str, list[tuple]]:
    """By city, its reports with their times counted from the first."""
    found = {}
    for tenant in cities():
        with seated(tenant):
            reports = Report.objects.order_by("pk")
            first = reports[0].received_at
            times = [
                tuple(at - first if at else None for at in (r.received_at, r.verified_at, r.answered_at, r.ended_at))
                for r in reports
            ]
            found[tenant.schema_name] = list(zip(reports.values_list(*COLUMNS), times, strict=True))
    return found


def test_made_up_reports(owner):
    seed_people()
    with transaction.atomic():
        samples.seed()
        once = told()
        transaction.set_rollback(True)
    samples.seed()
    assert told() == once
    assert {schema: len(rows) for schema, rows in once.items()} == {"t3671": 24, "t3602": 24}
    assert once["t3671"] != once["t3602"]
    assert {"submitted", "closed"} <= {columns[1] for rows in once.values() for columns, _times in rows}

    before = [contents.digests(tenant) for tenant in cities()]
    samples.seed()
    assert [contents.digests(tenant) for tenant in cities()] == before
    assert verification.verify() == []

    for tenant in cities():
        with seated(tenant):
            assert not Report.objects.filter(is_synthetic=False).exists()
            assert not Identity.objects.filter(report__identity_level="anonymous").exists()
            spans = [report.received_at for report in Report.objects.order_by("pk")]
            assert spans == sorted(spans)
            assert spans[-1] - spans[0] < timedelta(days=40)
    # Only the owner may date the ledger back.
    assert all(row.recorded_at == row.occurred_at for row in LedgerEntry.objects.all())


def test_people(owner, settings):
    seed_people()
    before = [contents.digests(tenant) for tenant in Tenant.objects.all() if not tenant.is_province]
    seed_people()
    assert [contents.digests(tenant) for tenant in Tenant.objects.all() if not tenant.is_province] == before
    for tenant in cities():
        with seated(tenant):
            actors = {user.username: actor_of(user) for user in User.objects.exclude(username="admin")}
            assert {name: (set(actor.roles), len(actor.unit_roles)) for name, actor in actors.items()} == {
                "koordinator": ({"coordinator"}, 0), "koordinator2": ({"coordinator"}, 0), "petugas": (set(), 1),
                "kepala": (set(), 1), "lapangan": (set(), 1), "pimpinan": ({"leader"}, 0), "pengelola": ({"admin"}, 0),
            }  # fmt: skip
            assert User.objects.get(username="koordinator").check_password(people.PASSWORD)

    settings.DEMO = True
    lebak = Tenant.objects.get(schema_name="t3602")
    code = people.code("koordinator@kab-lebak")
    assert code != people.code("koordinator")  # another city, another secret
    with seated(lebak):
        assert TOTP(Authenticator.objects.get(user__username="koordinator")).validate_code(code)
    with pytest.raises(NotFound):
        people.code("koordinator@kab-tidak-ada")
    settings.DEMO = False
    with pytest.raises(NotFound):
        people.code("koordinator")
