"""What one tenant put in a cache of the process is never another's answer, whoever comes first."""

import threading

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections
from django.test import Client
from guardian.shortcuts import assign_perm, get_objects_for_user

from core.accounts.models import User
from core.casework.common.actors import actor_of
from core.catalogue.models import Unit
from tenants.seats import tenant_seat
from tests.attacks.walls import a_report, city, run

TANGERANG, LEBAK = "kota-tangerang.localhost", "kab-lebak.localhost"
ORDERS = [(TANGERANG, LEBAK), (LEBAK, TANGERANG)]


@pytest.fixture(autouse=True)
def _hosts(hosts_forgotten):
    """What the process remembers of hosts is this test's own."""


@pytest.mark.usefixtures("attack_urls")
@pytest.mark.parametrize("order", ORDERS, ids=["one-first", "other-first"])
def test_the_same_path_on_two_hosts(db, order):
    """Twice around, so that the second time would come from a memory if there were one."""
    numbers = {TANGERANG: a_report("t3671").report.number, LEBAK: a_report("t3602").report.number}
    for host in (*order, *order):
        assert Client().get("/numbers/", headers={"host": host}).json()["numbers"] == [numbers[host]]


@pytest.mark.parametrize("use", ["get", "set", "add", "incr", "get_or_set", "delete"])
def test_nothing_can_be_promised_in_the_memory_of_a_process(use):
    """Another process would not know of it: a code would work there a second time, a limit begin anew."""
    arguments = [1] if use in {"set", "add", "get_or_set"} else []
    with pytest.raises(RuntimeError, match="only within one process"):
        getattr(cache, use)("key", *arguments)
    assert list(settings.CACHES) == ["default"]


@pytest.fixture
def differing(fresh_database):
    """Tangerang and Lebak with different ids of content types and permissions."""
    with fresh_database.owner().cursor() as owner:
        owner.execute(
            "BEGIN; SET CONSTRAINTS ALL DEFERRED;"
            "UPDATE t3602.auth_permission SET content_type_id = content_type_id + 1000, id = id + 1000;"
            "UPDATE t3602.django_content_type SET id = id + 1000; COMMIT"
        )


def test_content_types_of_each_tenant(differing):
    ids = {}
    for schema in ("t3671", "t3602", "t3671", "t3602"):
        with tenant_seat(schema):
            [(expected,)] = run("SELECT id FROM django_content_type WHERE app_label = 'catalogue' AND model = 'unit'")
            ids[schema] = ContentType.objects.get_for_model(Unit).pk
            assert ids[schema] == expected
    assert ids["t3602"] == ids["t3671"] + 1000


def test_content_types_of_threads_that_serve_different_tenants(differing):
    """Threads of one process share Django's cache of content types; it must not answer across tenants."""
    wrong: list[tuple[str, int]] = []
    barrier = threading.Barrier(2, timeout=30)

    def ask(schema: str) -> None:
        with tenant_seat(schema):
            [(expected,)] = run("SELECT id FROM django_content_type WHERE app_label = 'catalogue' AND model = 'unit'")
            for _ in range(5):
                barrier.wait()
                found = ContentType.objects.get_for_model(Unit).pk
                if found != expected:
                    wrong.append((schema, found))
        connections.close_all()

    threads = [threading.Thread(target=ask, args=[schema]) for schema in ("t3671", "t3602")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_object_permissions_of_each_tenant(differing):
    """The same unit id and user id in two cities: the right given in one is none in the other."""
    for schema in ("t3671", "t3602"):
        with tenant_seat(schema):
            User.objects.create(pk=900, username="budi")
    with tenant_seat("t3671"):
        unit = Unit.objects.first()
        assign_perm("handle_unit", User.objects.get(pk=900), unit)
    for _ in range(2):
        with tenant_seat("t3671"):
            user = User.objects.get(pk=900)
            assert actor_of(user).unit_roles == {unit.pk: frozenset({"handle_unit"})}
            assert user.has_perm("catalogue.handle_unit", unit)
            assert list(get_objects_for_user(user, "catalogue.handle_unit")) == [unit]
        with tenant_seat("t3602"):
            user = User.objects.get(pk=900)
            assert actor_of(user).unit_roles == {}
            assert not user.has_perm("catalogue.handle_unit", Unit.objects.get(pk=unit.pk))
            assert list(get_objects_for_user(user, "catalogue.handle_unit")) == []


def test_nobody_has_no_object_permissions_and_no_error(db):
    with tenant_seat("t3671"):
        assert not AnonymousUser().has_perm("catalogue.handle_unit", Unit.objects.first())


def test_a_user_carried_into_another_city_has_no_rights_there(db):
    with city("t3671"):
        user = User.objects.create(username="budi")
        unit = Unit.objects.first()
        assign_perm("handle_unit", user, unit)
        assert actor_of(user).unit_roles == {unit.pk: frozenset({"handle_unit"})}
    with city("t3602"):
        assert actor_of(user).unit_roles == {}
