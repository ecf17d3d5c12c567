"""A tenant whose login is missing or refused is served to nobody, least of all with the rows of the tenant before."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from core.reports.models import Report
from tenants.backend.base import SeatUnavailable
from tenants.backend.pool import pool
from tenants.seats import role_name, tenant_seat
from tests.attacks.walls import a_report, run

pytestmark = pytest.mark.usefixtures("hosts_forgotten", "attack_urls")

TANGERANG, LEBAK, GHOST = "kota-tangerang.localhost", "kab-lebak.localhost", "hantu.localhost"


@pytest.fixture
def owner(fresh_database):
    with fresh_database.owner().cursor() as cursor:
        yield cursor


@pytest.fixture
def ghost(owner) -> str:
    """A tenant with a row and a host, but neither schema nor role."""
    owner.execute(
        "INSERT INTO tenants_tenant (schema_name, code, name, slug, province_code, time_zone, brand, is_enabled, "
        "is_sandbox, created_at) VALUES ('t3699', '36.99', 'Hantu', 'hantu', '36', 'Asia/Jakarta', '{}', true, "
        "false, now()) RETURNING id"
    )
    owner.execute(
        "INSERT INTO tenants_domain (domain, is_primary, tenant_id) VALUES (%s, true, %s)",
        [GHOST, owner.fetchone()[0]],
    )
    return "t3699"


@contextmanager
def taken_away(owner, schema: str) -> Iterator[None]:
    """This tenant's login is refused for a while (roles belong to the whole server)."""
    connection.close()
    pool().close_idle()
    owner.execute(f'ALTER ROLE "{role_name(schema)}" NOLOGIN')
    try:
        yield
    finally:
        owner.execute(f'ALTER ROLE "{role_name(schema)}" LOGIN')


def get(client: Client, host: str, path: str = "/numbers/"):
    return client.get(path, headers={"host": host})


def test_a_login_that_does_not_exist(ghost):
    number = a_report("t3671").report.number
    with tenant_seat("t3671"):
        assert list(Report.objects.values_list("number", flat=True)) == [number]
    with tenant_seat(ghost):
        for _ in range(2):  # the second try does not get through either
            with pytest.raises(SeatUnavailable, match=r"cannot log in as .*_t3699"):
                list(Report.objects.all())
    with tenant_seat("t3671"):
        assert Report.objects.count() == 1


def test_a_role_that_may_not_log_in(owner):
    a_report("t3671")
    with taken_away(owner, "t3602"):
        with tenant_seat("t3671"):
            assert Report.objects.count() == 1
        with tenant_seat("t3602"):
            for _ in range(2):
                with pytest.raises(SeatUnavailable, match=r"cannot log in as .*_t3602"):
                    Report.objects.count()
    with tenant_seat("t3602"):
        assert Report.objects.count() == 0


def test_a_schema_that_does_not_exist_is_not_looked_up_in_public(owner):
    """A search path may name a schema that is gone; the tables of `public` are then found, and refused."""
    owner.execute("ALTER SCHEMA t3602 RENAME TO elsewhere")
    with tenant_seat("t3602"):
        with pytest.raises(DatabaseError, match='relation "reports_report" does not exist'):
            Report.objects.count()
        with pytest.raises(DatabaseError, match="permission denied for table accounts_user"):
            run("SELECT 1 FROM accounts_user")


def test_the_request_after_another_tenants_fails_instead_of_serving_its_rows(ghost, client):
    number = a_report("t3671").report.number
    client.raise_request_exception = False
    for _ in range(2):
        assert get(client, TANGERANG).json() == {"tenant": "t3671", "numbers": [number]}
        answer = get(client, GHOST)
        assert answer.status_code == 500
        assert isinstance(answer.exc_info[1], SeatUnavailable)
        assert number not in answer.content.decode()
    assert get(client, LEBAK).json() == {"tenant": "t3602", "numbers": []}


def test_the_request_of_a_tenant_whose_login_is_refused(owner, client):
    number = a_report("t3671").report.number
    client.raise_request_exception = False
    with taken_away(owner, "t3602"):
        assert get(client, TANGERANG).json()["numbers"] == [number]
        answer = get(client, LEBAK)
        assert answer.status_code == 500
        assert isinstance(answer.exc_info[1], SeatUnavailable)
        assert number not in answer.content.decode()
    assert get(client, LEBAK).json() == {"tenant": "t3602", "numbers": []}


def test_when_even_the_gate_is_missing_nobody_is_served(owner, client):
    number = a_report("t3671").report.number
    client.raise_request_exception = False
    assert get(client, TANGERANG).json()["numbers"] == [number]
    with taken_away(owner, "gate"):
        answer = get(client, LEBAK)
        assert answer.status_code == 500
        assert isinstance(answer.exc_info[1], SeatUnavailable)


def test_a_request_that_swallowed_an_error_does_not_slip_into_the_tenant_before(fresh_database, client):
    number = a_report("t3671").report.number
    assert get(client, TANGERANG).json()["numbers"] == [number]
    assert get(client, LEBAK, "/swallowing/").json() == {"tenant": "t3602", "numbers": []}
    assert get(client, TANGERANG).json()["numbers"] == [number]


def test_a_request_that_fails_leaves_the_connection_at_the_gate(fresh_database, client):
    client.raise_request_exception = False
    assert get(client, TANGERANG, "/failing/").status_code == 500
    assert connection.schema_name == "public"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchall() == [(role_name("gate"),)]
