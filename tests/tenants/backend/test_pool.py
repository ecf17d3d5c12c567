"""The pool: bounded, shared by threads, each login's own connections, nothing kept that is not clean or not alive."""

import gc
import os
import threading

import psycopg2
import pytest
from django.db import OperationalError, connection

from tenants import seats
from tenants.backend.base import NoConnection, SeatUnavailable
from tenants.backend.pool import may_last, pool
from tenants.seats import gate, province_seat, role_name, tenant_seat, worker_seat


def run(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def process() -> int:
    """The server's process behind the connection: the same number, the same connection."""
    return run("SELECT pg_backend_pid()")[0][0]


def in_seat(seat) -> int:
    with seat:
        return process()


def test_each_seat_has_connections_of_its_own_and_finds_them_again(fresh_database):
    first = {name: in_seat(tenant_seat(name)) for name in ("t3671", "t3602")}
    first |= {"gate": in_seat(gate()), "province": in_seat(province_seat()), "worker": in_seat(worker_seat())}
    assert len(set(first.values())) == 5
    again = {name: in_seat(tenant_seat(name)) for name in ("t3671", "t3602")}
    again |= {"gate": in_seat(gate()), "province": in_seat(province_seat()), "worker": in_seat(worker_seat())}
    assert again == first


def test_moving_sends_nothing_to_the_server(fresh_database):
    with tenant_seat("t3602"):
        process()
    with tenant_seat("t3671"):
        process()
        with fresh_database.owner().cursor() as cursor:
            before = _statements(cursor)
            for _ in range(3):
                with tenant_seat("t3602"), gate(), province_seat():
                    pass
            assert _statements(cursor) == before


def _statements(cursor) -> list[tuple]:
    cursor.execute(
        "SELECT pid, query_start FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " ORDER BY pid"
    )
    return cursor.fetchall()


def test_a_thread_uses_what_another_has_given_back(fresh_database):
    with tenant_seat("t3671"):
        mine = process()
        seen: list[int] = []

        def work() -> None:
            with tenant_seat("t3671"):
                seen.append(process())
            with tenant_seat("t3671"):
                seen.append(process())

        _in_thread(work)
    assert seen[0] == seen[1] != mine
    assert {in_seat(tenant_seat("t3671"))} <= {mine, seen[0]}


def _in_thread(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_the_bound_holds_and_the_longest_idle_goes_first(fresh_database, settings):
    settings.CONNECTIONS = 2
    tangerang, lebak = in_seat(tenant_seat("t3671")), in_seat(tenant_seat("t3602"))
    assert in_seat(tenant_seat("t3671")) == tangerang  # used again, so Lebak's is idle for longer
    in_seat(province_seat())
    assert pool().count() == (2, 0)
    assert in_seat(tenant_seat("t3671")) == tangerang
    assert in_seat(tenant_seat("t3602")) != lebak


def test_where_all_are_at_work_one_waits_and_is_then_told(fresh_database, settings):
    settings.CONNECTIONS, settings.CONNECTION_WAIT = 1, 0
    told: list[Exception] = []

    def ask() -> None:
        try:
            in_seat(tenant_seat("t3602"))
        except OperationalError as error:
            told.append(error)

    with tenant_seat("t3671"):
        process()
        _in_thread(ask)
    [error] = told
    assert isinstance(error, NoConnection)
    assert "LAKSA_CONNECTIONS" in str(error)
    in_seat(tenant_seat("t3602"))  # there is room again


def test_who_waits_gets_the_one_that_comes_back(fresh_database, settings):
    settings.CONNECTIONS, settings.CONNECTION_WAIT = 1, 60
    seen: list[int] = []
    with tenant_seat("t3671"):
        mine = process()
        thread = threading.Thread(target=lambda: seen.append(in_seat(tenant_seat("t3671"))))
        thread.start()
    thread.join()
    assert seen == [mine]


def test_a_thread_that_ended_takes_its_connection_with_it(fresh_database, settings):
    settings.CONNECTIONS, settings.CONNECTION_WAIT = 1, 0

    def leave() -> None:
        connection.set_tenant(seats.city_seat("t3671"))
        process()

    _in_thread(leave)
    gc.collect()
    in_seat(tenant_seat("t3602"))


def test_a_connection_the_server_has_ended_is_not_given_out(fresh_database):
    gone = in_seat(tenant_seat("t3671"))
    with fresh_database.owner().cursor() as cursor:
        options = " WITH INHERIT TRUE" if connection.pg_version >= 160_000 else ""
        cursor.execute(f'GRANT "{role_name("t3671")}" TO CURRENT_USER{options}')
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])
        cursor.execute(f'REVOKE "{role_name("t3671")}" FROM CURRENT_USER')
    assert in_seat(tenant_seat("t3671")) != gone


LEFT = [
    "SET statement_timeout = '1s'",
    "SET TimeZone = 'Asia/Jayapura'",
    "SET default_transaction_read_only = on",
    "SET search_path = public",
    "SELECT set_config('statement_timeout', '1s', false)",
    "select SET_CONFIG('statement_timeout', '1s', false)",
    "SELECT 1; SET statement_timeout = '1s'",
    "DO $$ BEGIN PERFORM set_config('statement_timeout', '1s', false); END $$",
    "SELECT pg_advisory_lock(7)",
    "SELECT pg_try_advisory_lock_shared(7)",
    "LISTEN news",
    "PREPARE loot AS SELECT 1",
    "BEGIN",
    "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT",
]


@pytest.mark.parametrize("statement", LEFT)
def test_what_a_request_left_in_the_session_ends_with_it(fresh_database, statement):
    connection.set_tenant(seats.city_seat("t3671"))
    marked = process()
    run(statement)
    connection.set_schema_to_public()
    assert in_seat(tenant_seat("t3671")) != marked
    with tenant_seat("t3671"):
        assert run("SELECT current_setting('statement_timeout'), current_setting('TimeZone'), current_setting("
                   "'default_transaction_read_only'), current_setting('search_path')") == [
            ("10min", "UTC", "off", "t3671, public")
        ]  # fmt: skip


def test_plain_work_leaves_the_connection_as_it_is(fresh_database):
    from django.db import transaction

    from core.catalogue.models import Category

    with tenant_seat("t3671"):
        mine = process()
        with transaction.atomic(), transaction.atomic():
            Category.objects.update(position=1)
            run("SET LOCAL lock_timeout = '1s'")
            list(Category.objects.filter(pk=1).union(Category.objects.filter(pk=2)))
        run("\n  SELECT 1")
    assert in_seat(tenant_seat("t3671")) == mine


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT 1", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("SET TRANSACTION READ ONLY", False),
        ("SELECT pg_advisory_xact_lock(1)", False),
        ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", True),
        ("SET LOCAL lock_timeout = 1; SET lock_timeout = 1", True),
        ("-- a remark\nSELECT 1", True),
        ("SELECT U&\"set\\005Fconfig\"('a.b', '1', false)", True),
        (b"SELECT 1", True),
    ],
)
def test_what_may_last(statement, expected):
    assert may_last(statement) is expected


def test_an_error_of_the_database_ends_the_connection_too(fresh_database):
    with tenant_seat("t3671"):
        mine = process()
        with pytest.raises(Exception, match="does not exist"):
            run("SELECT * FROM nowhere")
    assert in_seat(tenant_seat("t3671")) != mine


def test_a_forked_process_takes_none_of_its_parents(fresh_database):
    mine = in_seat(tenant_seat("t3671"))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(in_seat(tenant_seat("t3671"))).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(reading, 20)) != mine
    assert in_seat(tenant_seat("t3671")) == mine


def test_a_wrong_key_is_told_with_a_sentence(fresh_database, settings):
    settings.DATABASE_KEY = b"another key of the tests, 32 b. "
    with tenant_seat("t3671"), pytest.raises(SeatUnavailable, match="LAKSA_DATABASE_KEY is not the one"):
        process()


def test_no_password_of_one_login_opens_another(fresh_database):
    from tenants import logins

    passwords = {name: logins.password(role_name(name)) for name in ("gate", "t3671", "t3602", "province", "worker")}
    assert len(set(passwords.values())) == 5
    place = {"host": connection.settings_dict["HOST"], "port": connection.settings_dict["PORT"]}
    for name in passwords:
        for other, password in passwords.items():
            if other != name:
                with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
                    psycopg2.connect(dbname=fresh_database.name, user=role_name(name), password=password, **place)
