"""Where no tenant is set there is nothing to read but who the tenants are; forgetting the tenant is loud."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from core.casework import queries
from core.catalogue.models import Category
from core.common.models import HashKey
from core.common.storage import TenantFileStorage
from core.reports.models import Report
from tenants.context import NoTenant, current
from tenants.models import Domain, Tenant
from tenants.seats import gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import NO_PRIVILEGE, NO_TABLE, a_report, city

CITY_MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in {"catalogue", "reports", "routing", "deadlines", "notifications"}
]
BOTH_MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in {"accounts", "audit", "auth", "sessions", "contenttypes", "mfa", "account", "common"}
    and model is not HashKey
]


def state_of(query) -> str:
    """The SQLSTATE with which evaluating a queryset fails."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        list(query)
    return caught.value.__cause__.pgcode


def test_the_gate_reads_who_the_tenants_are(db):
    assert set(Tenant.objects.values_list("schema_name", flat=True)) == {"public", "t3671", "t3602"}
    assert Domain.objects.count() == 3


@pytest.mark.parametrize("model", CITY_MODELS, ids=lambda model: model._meta.label)
def test_a_citys_model_is_no_table_at_the_gate(db, model):
    assert state_of(model.objects.all()[:1]) == NO_TABLE


@pytest.mark.parametrize("model", BOTH_MODELS, ids=lambda model: model._meta.label)
def test_a_model_that_public_has_too_is_refused_at_the_gate(db, model):
    assert state_of(model._base_manager.all()[:1]) == NO_PRIVILEGE


def test_the_gate_reads_by_which_key_things_are_hashed_and_nothing_of_the_key(db):
    assert [len(row.mark) for row in HashKey.objects.all()] == [4]


def test_a_write_at_the_gate_is_refused(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        Tenant.objects.update(is_enabled=False)


@pytest.mark.parametrize("seat", [gate, worker_seat, province_seat, lambda: tenant_seat("t3671")])
def test_no_tenant_is_current_without_its_row(db, seat):
    with seat(), pytest.raises(NoTenant):
        current()


def test_files_belong_to_a_city(db):
    storage = TenantFileStorage()
    for seat in (gate, worker_seat, province_seat):
        with seat(), pytest.raises(NoTenant):
            storage.path("a.jpg")


def test_the_tenant_is_current_only_inside_its_block(db):
    with city("t3671"):
        assert current().schema_name == "t3671"
        with city("t3602"):
            assert current().schema_name == "t3602"
        assert current().schema_name == "t3671"
    with pytest.raises(NoTenant):
        current()


def test_a_lazy_queryset_that_left_its_block_fails(db):
    a_report("t3671")
    with city("t3671"):
        reports = Report.objects.all()
        page = queries.public_reports()
        choices = Category.objects.filter(is_active=True)
    for left in (reports, page, choices):
        assert state_of(left.all()) == NO_TABLE


def test_a_lazy_queryset_carried_into_another_city_finds_that_citys_rows_only(db):
    """It cannot be told apart there; what matters is that no row of the first city comes out."""
    number = a_report("t3671").report.number
    with city("t3671"):
        reports = Report.objects.filter(number=number)
    with city("t3602"):
        assert list(reports.all()) == []


def test_a_row_carried_over_the_border_does_not_follow_its_keys_there(db):
    """A relation not yet loaded is looked up in the present seat; at the gate it fails."""
    a_report("t3671")
    with city("t3671"):
        report = Report.objects.get()
    assert state_of(report.attachments.all()) == NO_TABLE
    with pytest.raises(DatabaseError), transaction.atomic():
        _ = report.category
    with pytest.raises(DatabaseError), transaction.atomic():
        report.save()
