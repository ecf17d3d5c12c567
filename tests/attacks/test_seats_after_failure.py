"""Wherever a block ends, however it ends, the next query runs as who the code believes it is; `whoami` asks the
server, never Django.

With `fresh_database` each seat is a login. With `db` one login moves from seat to seat by SET ROLE, as in a crossing:
SET is transactional in PostgreSQL, so what undoes a transaction undoes the seat taken in it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tenants.backend.base import SeatUnavailable
from tenants.models import Tenant
from tenants.seats import gate, province_seat, tenant_seat, worker_seat
from tests.attacks.walls import NO_PRIVILEGE, falls, run


class Undo(Exception):
    """Raised to leave a block by rollback."""


@contextmanager
def undone() -> Iterator[None]:
    """A transaction (or savepoint) that ends in a rollback."""
    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


@contextmanager
def failed(error: type[Exception] = DatabaseError) -> Iterator[None]:
    """A transaction (or savepoint) in which the block itself fails."""
    with pytest.raises(error), transaction.atomic():
        yield


FAIL = "SELECT 1 / 0"
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.fixture
def whoami(database_name):
    """The server's own view of the connection: role without prefix, and search path."""

    def ask() -> tuple[str, str]:
        [(role, path)] = run("SELECT current_user, current_setting('search_path')")
        return role.removeprefix(f"{database_name}_"), path

    return ask


A, B = ("t3671", "t3671, public"), ("t3602", "t3602, public")
GATE, PROVINCE, WORKER = ("gate", "public"), ("province", "public"), ("worker", "public")


def test_every_seat_is_a_role_and_a_search_path(db, whoami):
    assert whoami() == GATE
    for seat, expected in (
        (tenant_seat("t3671"), A),
        (tenant_seat("t3602"), B),
        (province_seat(), PROVINCE),
        (worker_seat(), WORKER),
        (gate(), GATE),
    ):
        with seat:
            assert whoami() == expected
        assert whoami() == GATE


def test_a_seat_taken_in_a_savepoint_survives_its_rollback(db, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
        with undone(), tenant_seat("t3602"):
            assert whoami() == B
        assert whoami() == A


def test_a_seat_kept_over_the_rollback_of_a_savepoint(db, whoami):
    """A request that moves on inside a savepoint: its SET is undone with the savepoint, the seat is not."""
    lebak = Tenant.objects.get(schema_name="t3602")
    with tenant_seat("t3671"):
        assert whoami() == A
        with undone():
            connection.set_tenant(lebak)
            assert whoami() == B
        assert whoami() == B
    assert whoami() == GATE


def test_a_seat_kept_over_the_rollback_of_a_transaction(fresh_database, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
    with tenant_seat("t3602"):
        with undone():
            assert whoami() == B
        assert whoami() == B


def test_a_seat_kept_over_a_failed_statement(fresh_database, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
    with tenant_seat("t3602"):
        with failed():
            assert whoami() == B
            run(FAIL)
        assert whoami() == B


def test_a_seat_kept_over_a_commit_that_became_a_rollback(fresh_database, whoami):
    """An error swallowed inside the block: COMMIT of a failed transaction is a ROLLBACK without an error."""
    with tenant_seat("t3671"):
        assert whoami() == A
    with tenant_seat("t3602"):
        with transaction.atomic():
            assert whoami() == B
            with pytest.raises(DatabaseError):
                run(FAIL)
        assert whoami() == B


def test_a_seat_kept_over_a_commit_that_failed(fresh_database, whoami):
    """Foreign keys are checked at COMMIT; its failure undoes the seat as well."""
    with tenant_seat("t3671"):
        assert whoami() == A
    with tenant_seat("t3602"):
        with failed(IntegrityError):
            assert whoami() == B
            run("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (-1, -1)")
        assert whoami() == B


def test_nothing_runs_in_a_failed_transaction_and_no_seat_is_taken_in_it(fresh_database, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
        with transaction.atomic():
            with pytest.raises(DatabaseError):
                run(FAIL)
            for _ in range(2):
                with pytest.raises(SeatUnavailable), tenant_seat("t3602"):
                    pass
                with pytest.raises(DatabaseError):
                    run("SELECT 1")
        assert whoami() == A


def test_after_a_failed_savepoint_the_outer_transaction_goes_on_in_its_seat(db, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
        for _ in range(3):
            with failed(), tenant_seat("t3602"):
                assert whoami() == B
                run(FAIL)
            assert whoami() == A


def test_seats_nested_in_savepoints_unwind_one_by_one(db, whoami):
    with tenant_seat("t3671"), transaction.atomic():
        assert whoami() == A
        with tenant_seat("t3602"), transaction.atomic():
            assert whoami() == B
            with gate():
                assert whoami() == GATE
                with undone(), province_seat():
                    assert whoami() == PROVINCE
                assert whoami() == GATE
            assert whoami() == B
        assert whoami() == A
    assert whoami() == GATE


def test_a_seat_without_a_query_costs_nothing_and_leaves_nothing(db, whoami, django_assert_num_queries):
    with tenant_seat("t3671"):
        assert whoami() == A
        with django_assert_num_queries(0), tenant_seat("t3602"):
            pass
        assert whoami() == A


def test_an_exception_in_a_block_returns_to_the_seat_before(db, whoami):
    with pytest.raises(Undo), tenant_seat("t3671"):
        raise Undo
    assert whoami() == GATE


def test_a_refused_statement_does_not_leave_the_seat(pair, whoami):
    own, other = pair
    with tenant_seat(own):
        with falls(NO_PRIVILEGE):
            run(f"SELECT 1 FROM {other}.reports_report")
        assert whoami() == (own, f"{own}, public")


def test_a_new_connection_takes_the_seat_again(fresh_database, whoami):
    with tenant_seat("t3671"):
        assert whoami() == A
        connection.close()
        assert whoami() == A
    connection.close()
    assert whoami() == GATE


def test_a_connection_cut_by_the_server_takes_the_seat_again(fresh_database, whoami):
    """The server ends the session; the reconnecting request must not run as the bare login."""
    with tenant_seat("t3671"):
        assert whoami() == A
        with pytest.raises(DatabaseError):
            run(CUT)
        connection.close_if_unusable_or_obsolete()
        assert whoami() == A


def test_a_connection_cut_inside_a_transaction(fresh_database, whoami):
    with tenant_seat("t3671"):
        with failed():
            assert whoami() == A
            run(CUT)
        assert whoami() == A


def test_a_new_thread_starts_at_the_gate_and_fails_loudly(fresh_database, whoami):
    """No thread inherits the seat of the one that started it."""
    seen: dict[str, object] = {}

    def attack() -> None:
        try:
            seen["seat"] = whoami()
            run("SELECT 1 FROM reports_report")
        except DatabaseError as error:
            seen["error"] = error.__cause__.pgcode
        try:
            run("SELECT 1 FROM t3671.reports_report")
        except DatabaseError as error:
            seen["by name"] = error.__cause__.pgcode
        finally:
            connection.close()

    with tenant_seat("t3671"):
        assert whoami() == A
        thread = threading.Thread(target=attack)
        thread.start()
        thread.join()
        assert whoami() == A
    assert seen == {"seat": GATE, "error": "42P01", "by name": NO_PRIVILEGE}
