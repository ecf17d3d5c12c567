"""The table of grants knows every table, gives no role more than it needs, and is what the database really has."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants import grants
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, Seat, seated


def tables_of_models(schema: str) -> set[str]:
    """The tables the models want in a schema, by the lists of apps in the settings."""
    wanted = settings.SHARED_APPS if schema == PUBLIC else settings.TENANT_APPS
    models = (
        model
        for config in apps.get_app_configs()
        if config.name in wanted
        for model in config.get_models(include_auto_created=True)
    )
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def test_every_table_of_a_city_is_mentioned():
    assert set(grants.CITY_TABLES) == tables_of_models("t3671") | {"django_migrations"}


def test_every_table_of_public_is_mentioned():
    mentioned = {table for role in grants.PUBLIC_TABLES.values() for table in role}
    assert mentioned == tables_of_models(PUBLIC) | {"django_migrations"}


def test_roles_have_what_the_table_says_and_nothing_else(owner):
    with seated(Seat(PUBLIC, "owner")):
        held = grants.actual(["gate", "province", "worker", "t3671", "t3602", "crossing"])
        wanted = {suffix: grants.wanted_for_fixed_role(suffix) for suffix in grants.FIXED_ROLES}
        wanted |= {schema: grants.wanted_for_city(schema) for schema in ("t3671", "t3602")}
    assert held == wanted | {"crossing": set()}


def test_a_forgotten_table_is_named(owner, sql):
    with seated(Seat(PUBLIC, "owner")):
        for schema in (PUBLIC, TEMPLATE_SCHEMA, "t3671", "t3602"):
            assert grants.tables_without_a_rule(schema) == []
        sql("CREATE TABLE t3671.b (id int); CREATE TABLE t3671.a (id int) PARTITION BY LIST (id)")
        assert grants.tables_without_a_rule("t3671") == ["a", "b"]


@pytest.mark.parametrize("suffix", grants.FIXED_ROLES)
def test_fixed_roles_have_nothing_in_a_city(suffix):
    assert {grant.schema for grant in grants.wanted_for_fixed_role(suffix)} == {PUBLIC}


def test_nobody_may_create_or_pass_on(owner):
    with seated(Seat(PUBLIC, "owner")):
        held = grants.actual([*grants.FIXED_ROLES, "t3671", "t3602"])
    privileges = {grant.privilege.split(" ")[0] for has in held.values() for grant in has}
    assert privileges == {"USAGE", "SELECT", "INSERT", "UPDATE", "DELETE"}


def test_applying_again_changes_nothing(owner):
    """Live tables are not granted on again when nothing differs."""
    with seated(Seat(PUBLIC, "owner")), CaptureQueriesContext(connection) as seen:
        grants.apply_city("t3671")
    assert [query["sql"].split()[0] for query in seen.captured_queries] == ["SELECT"]


def test_taking_a_right_on_a_table_keeps_the_rights_on_its_columns(owner, sql, database_name):
    """REVOKE INSERT ON a table takes INSERT on its columns with it, which a city needs for the ledger."""
    sql(f"GRANT INSERT ON public.ledger_entry TO {database_name}_t3671")
    with seated(Seat(PUBLIC, "owner")):
        grants.apply_city("t3671")
        assert grants.actual(["t3671"])["t3671"] == grants.wanted_for_city("t3671")
