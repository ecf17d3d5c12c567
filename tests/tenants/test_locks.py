"""Named locks keep others out for as long as they are held, and no longer."""

import threading

import pytest
from django.db import connections, transaction

from tenants import locks
from tenants.seats import tenant_seat


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
        with transaction.atomic(), tenant_seat("t3671"):
            pass
        assert not is_free("a")
        assert is_free("b")
    assert is_free("a")


def test_a_session_lock_is_let_go_after_an_error(fresh_database):
    with pytest.raises(RuntimeError, match="on purpose"), locks.session_lock("a"):
        raise RuntimeError("on purpose")
    assert is_free("a")


def test_a_transaction_lock_ends_with_its_transaction(fresh_database):
    with transaction.atomic():
        locks.transaction_lock("a")
        assert not is_free("a")
    assert is_free("a")


def test_keys_are_numbers_postgresql_takes_and_differ():
    keys = {locks._key(f"name {number}") for number in range(1000)}
    assert len(keys) == 1000
    assert all(-(2**63) <= key < 2**63 for key in keys)
