"""The same request again gets the same answer; two at once do the work once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.transaction import TransactionManagementError

from core.common.errors import Conflict, Invalid
from core.common.idempotency import digest, forget_expired, once
from core.common.models import IdempotencyKey
from tenants.seats import tenant_seat

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
BODY = digest(b'{"kind": "complaint"}')
ROUTE = "api:reports"


def _work(answer: bytes, *, key: str = "k-1", body: bytes = BODY, route: str = ROUTE, now: datetime = NOW) -> bytes:
    """A request that answers what it made, or what an earlier one with the same key made."""
    with transaction.atomic(), once(route, key, body, now=now) as slot:
        if slot.answer is None:
            slot.store(answer)
        return slot.answer


@pytest.fixture
def city(db: None):
    with tenant_seat("t3671"):
        yield


@pytest.mark.usefixtures("city")
def test_the_second_gets_the_answer_of_the_first() -> None:
    assert _work(b"3671-26-000123-L") == b"3671-26-000123-L"
    assert _work(b"another") == b"3671-26-000123-L"


@pytest.mark.usefixtures("city")
def test_another_key_or_route_is_another_request() -> None:
    assert _work(b"one") == b"one"
    assert _work(b"two", key="k-2") == b"two"
    assert _work(b"three", route="web:lapor") == b"three"


@pytest.mark.usefixtures("city")
def test_another_tenant_is_another_request() -> None:
    assert _work(b"one") == b"one"
    with tenant_seat("t3602"):
        assert _work(b"two") == b"two"


@pytest.mark.usefixtures("city")
def test_the_same_key_with_another_body_is_refused() -> None:
    _work(b"one")
    with pytest.raises(Conflict) as refused:
        _work(b"two", body=digest(b"{}"))
    assert refused.value.code == "idempotency_key_reused"
    assert str(refused.value) == (
        "Kunci ini sudah dipakai untuk kiriman lain. Pakai kunci baru untuk kiriman yang berbeda."
    )


@pytest.mark.usefixtures("city")
def test_after_24_hours_the_key_is_free_again() -> None:
    _work(b"one")
    assert _work(b"two", now=NOW + timedelta(hours=24, seconds=-1)) == b"one"
    assert _work(b"three", body=digest(b"{}"), now=NOW + timedelta(hours=24)) == b"three"
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.usefixtures("city")
def test_work_that_fails_leaves_the_key_free() -> None:
    with pytest.raises(Invalid), transaction.atomic(), once(ROUTE, "k-1", BODY, now=NOW):
        raise Invalid({"description": ["Terlalu pendek."]})
    assert _work(b"one", body=digest(b"corrected")) == b"one"


@pytest.mark.usefixtures("city")
def test_work_that_forgets_its_answer_is_a_fault_and_undone() -> None:
    fault = pytest.raises(RuntimeError, match="without storing its answer")
    with fault, transaction.atomic(), once(ROUTE, "k-1", BODY, now=NOW):
        pass
    assert IdempotencyKey.objects.count() == 0


def test_it_refuses_to_run_outside_a_transaction(fresh_database) -> None:
    with tenant_seat("t3671"), pytest.raises(TransactionManagementError), once(ROUTE, "k-1", BODY):
        pass


@pytest.mark.usefixtures("city")
def test_neither_key_nor_answer_can_be_read_in_the_database() -> None:
    _work(b"1234567890123456", key="siti@contoh.id")
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text, answer, key_hash FROM common_idempotencykey t")
        ((row, answer, key_hash),) = cursor.fetchall()
    assert "siti" not in row
    assert b"1234567890123456" not in bytes(answer)
    assert b"siti" not in bytes(key_hash)


@pytest.mark.usefixtures("city")
def test_a_new_request_costs_two_queries_and_a_repeated_one_two(django_assert_num_queries) -> None:
    _own_pid()  # the connection takes its seat with the first query
    with django_assert_num_queries(2), once(ROUTE, "k-1", BODY, now=NOW) as slot:
        slot.store(b"one")
    with django_assert_num_queries(2), once(ROUTE, "k-1", BODY, now=NOW) as slot:
        assert slot.answer == b"one"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("key", ["x" * 255, "kunci \x00 \ud800", "ключ"])
def test_a_key_may_be_any_text(key: str) -> None:
    assert _work(b"one", key=key) == b"one"
    assert _work(b"two", key=key) == b"one"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("key", ["", "  ", "x" * 256])
def test_a_key_has_a_length(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        _work(b"one", key=key)
    assert refused.value.code == "idempotency_key_malformed"


@pytest.mark.usefixtures("city")
def test_forget_expired_deletes_only_what_is_over() -> None:
    _work(b"old", key="old", now=NOW - timedelta(hours=24))
    _work(b"young", key="young", now=NOW - timedelta(hours=23))
    assert forget_expired(NOW) == 1
    assert forget_expired(NOW) == 0
    assert _work(b"again", key="young") == b"young"


def _second_request(answers: list[bytes]) -> threading.Thread:
    """The same request in a thread of its own, which waits at the row of the first."""

    def send() -> None:
        try:
            with tenant_seat("t3671"):
                answers.append(_work(b"second"))
        finally:
            connections.close_all()

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def _wait_until_blocked(pid: int) -> None:
    """Returns when another connection waits for this one."""
    with connection.cursor() as cursor:
        for _attempt in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))", [pid]
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits")


def _own_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_parallel_request_waits_and_gets_the_first_answer(fresh_database) -> None:
    answers: list[bytes] = []
    with tenant_seat("t3671"):
        with transaction.atomic(), once(ROUTE, "k-1", BODY, now=NOW) as slot:
            thread = _second_request(answers)
            _wait_until_blocked(_own_pid())
            assert answers == []
            slot.store(b"first")
        thread.join(timeout=10)
        assert answers == [b"first"]
        assert IdempotencyKey.objects.count() == 1


def test_a_parallel_request_does_the_work_when_the_first_fails(fresh_database) -> None:
    answers: list[bytes] = []
    threads: list[threading.Thread] = []

    def fail_while_another_waits() -> None:
        with transaction.atomic(), once(ROUTE, "k-1", BODY, now=NOW):
            threads.append(_second_request(answers))
            _wait_until_blocked(_own_pid())
            raise Invalid({"description": ["Terlalu pendek."]})

    with tenant_seat("t3671"):
        with pytest.raises(Invalid):
            fail_while_another_waits()
        threads[0].join(timeout=10)
        assert answers == [b"second"]
