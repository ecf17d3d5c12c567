"""Named locks keep others out for as long as they are held, and no longer."""

import threading

import pytest
from django.db import connections, transaction

from tenants import locks
from tenants.seats import tenant_seat, worker_seat


def is_free(name: str) -> bool:
    """Asked by another connection."""
    seen: list[bool] = []

    def ask() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [locks._key(name)])
            seen.extend(cursor.fetchone())
        connections["default"].close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return seen[0]


def test_a_session_lock_is_held_over_transactions_and_let_go_at_the_end(fresh_database):
    with locks.session_lock("a"):
        with transaction.atomic():
            pass
        assert not is_free("a")
        assert is_free("b")
    assert is_free("a")


def test_a_session_lock_is_let_go_after_an_error(fresh_database):
    with pytest.raises(RuntimeError, match="on purpose"), locks.session_lock("a"):
        raise RuntimeError("on purpose")
    assert is_free("a")


def test_a_lock_that_is_tried_is_held_over_seats_and_transactions(fresh_database):
    with worker_seat(), locks.try_lock("a") as mine:
        assert mine
        with tenant_seat("t3671"), transaction.atomic():
            assert not is_free("a")
        with locks.try_lock("a") as again:
            assert not again
        assert not is_free("a")
    assert is_free("a")


def test_a_lock_that_is_tried_is_let_go_after_an_error(fresh_database):
    with pytest.raises(RuntimeError, match="on purpose"), locks.try_lock("a"):
        raise RuntimeError("on purpose")
    assert is_free("a")


def test_a_session_lock_keeps_out_one_that_is_tried(fresh_database):
    with locks.session_lock("a"), locks.try_lock("a") as mine:
        assert not mine


def test_the_number_of_a_lock_is_not_known_without_the_key(settings):
    before = locks._key("t3671:kantor")
    settings.DATABASE_KEY = b"another key of the tests, 32 b. "
    assert locks._key("t3671:kantor") != before


def test_a_transaction_lock_ends_with_its_transaction(fresh_database):
    with transaction.atomic():
        locks.transaction_lock("a")
        assert not is_free("a")
    assert is_free("a")


def test_keys_are_numbers_postgresql_takes_and_differ():
    keys = {locks._key(f"name {number}") for number in range(1000)}
    assert len(keys) == 1000
    assert all(-(2**63) <= key < 2**63 for key in keys)
