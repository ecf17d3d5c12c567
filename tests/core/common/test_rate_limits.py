"""Tries are counted over all hosts and processes, in fixed windows; nothing tells the address; 0 lifts a limit."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core.common import rate_limits
from core.common.errors import Conflict, Invalid
from core.common.rate_limits import TooMany, counted, forget_expired, spend, spend_on, taken
from tenants.seats import province_seat, tenant_seat

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ONE, OTHER = "203.0.113.9", "203.0.113.10"


def _request(address: str = ONE):
    return RequestFactory().post("/", REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def _three_in_a_minute(settings) -> None:
    settings.LIMITS = dict.fromkeys(rate_limits.DEFAULTS, (3, 60))


@pytest.fixture
def city(db: None):
    with tenant_seat("t3671"):
        yield


def _spend(times: int, *, name: str = "reports", address: str = ONE, now: datetime = NOON, subject: str = "") -> None:
    for _ in range(times):
        spend(name, _request(address), subject=subject, now=now)


@pytest.mark.usefixtures("city")
def test_one_too_many_is_refused_until_the_window_is_over() -> None:
    _spend(3)
    with pytest.raises(TooMany) as refused:
        _spend(1, now=NOON + timedelta(seconds=20))
    assert refused.value.retry_after == 40
    assert str(refused.value) == "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam 1 menit."
    with pytest.raises(TooMany):
        _spend(1, now=NOON + timedelta(seconds=59))
    _spend(3, now=NOON + timedelta(seconds=60))


@pytest.mark.usefixtures("city")
def test_address_name_and_subject_are_counted_apart() -> None:
    _spend(3)
    _spend(3, address=OTHER)
    _spend(3, name="photos")
    _spend(3, subject="3671-26-000123-L")
    with pytest.raises(TooMany):
        _spend(1)


@pytest.mark.django_db
def test_the_hosts_of_an_installation_count_together() -> None:
    """Whoever goes from city to city takes the count along."""
    with tenant_seat("t3671"):
        _spend(1)
    with tenant_seat("t3602"):
        _spend(1)
    with province_seat():
        _spend(1)
        with pytest.raises(TooMany):
            _spend(1)
    with tenant_seat("t3602"), pytest.raises(TooMany):
        _spend(1)


@pytest.mark.usefixtures("city")
def test_what_is_counted_wherever_it_comes_from() -> None:
    for _ in range(3):
        spend_on("mailbox", "ratna@example.id")
    spend_on("mailbox", "budi@example.id")
    with pytest.raises(TooMany):
        spend_on("mailbox", "ratna@example.id")


@pytest.mark.usefixtures("city")
def test_a_try_costs_one_query_and_a_lifted_limit_none(settings) -> None:
    _spend(1)  # takes the seat, too
    with CaptureQueriesContext(connection) as queries:
        _spend(2)
    assert len(queries) == 2
    settings.LIMITS = {"reports": (0, 60)}
    with CaptureQueriesContext(connection) as queries:
        _spend(10)
        with counted("reports", _request()):
            pass
        with taken("reports", _request()) as tried:
            tried.give_back()
    assert len(queries) == 0


@pytest.mark.usefixtures("city")
def test_the_right_one_takes_the_count_back_and_a_wrong_one_does_not() -> None:
    for _ in range(4):
        with counted("track", _request()):
            pass
    for _ in range(3):
        with pytest.raises(LookupError), counted("track", _request()):
            raise LookupError
    with pytest.raises(TooMany), counted("track", _request()):
        pass


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("fault", [Invalid({"": ["x"]}), Conflict()])
def test_what_could_not_be_taken_has_a_budget_of_its_own(fault) -> None:
    for _ in range(3):
        with pytest.raises(type(fault)), taken("reports", _request()):
            raise fault
    with pytest.raises(TooMany), taken("reports", _request()):
        raise fault
    for _ in range(3):  # and takes nothing from what can be taken
        with taken("reports", _request()):
            pass
    with pytest.raises(TooMany), taken("reports", _request()):
        pass


@pytest.mark.usefixtures("city")
def test_our_own_fault_costs_the_sender_nothing() -> None:
    for _ in range(9):
        with pytest.raises(ZeroDivisionError), taken("reports", _request()):
            raise ZeroDivisionError
    _spend(3, now=None)
    _spend(3, name="faults", now=None)


@pytest.mark.usefixtures("city")
def test_one_taken_back_leaves_the_wrong_ones_before_it() -> None:
    _spend(2)
    for _ in range(5):
        spend("reports", _request(), now=NOON).give_back()
    _spend(1)
    with pytest.raises(TooMany):
        _spend(1)


def test_no_row_tells_the_address_and_none_outlives_its_window_long(fresh_database) -> None:
    with tenant_seat("t3671"):
        _spend(1)
        _spend(1, now=NOON + timedelta(days=1))
    with fresh_database.owner().cursor() as owner:
        owner.execute("SELECT length(key), count FROM tenants_attempt")
        assert owner.fetchall() == [(32, 1), (32, 1)]  # another key each day
    with tenant_seat("t3602"):
        assert forget_expired(NOON + timedelta(seconds=60)) == 1
        assert forget_expired(NOON + timedelta(seconds=60)) == 0


def test_a_clock_that_is_wrong_keeps_no_row_for_ever_and_takes_none_away(fresh_database) -> None:
    with tenant_seat("t3671"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT until < now() + interval '25 hours' FROM attempt_count(%s, %s, 'infinity')", [b"k" * 32, 60]
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT attempts_sweep('infinity')")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["SELECT count FROM", "DELETE FROM", "UPDATE tenants_attempt SET count = 0 --"])
def test_nobody_reads_or_mends_the_counts_but_by_trying(statement: str) -> None:
    for seat in (tenant_seat("t3671"), province_seat()):
        with seat, pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"{statement} tenants_attempt")


def test_processes_that_try_at_once_are_counted_together(fresh_database) -> None:
    refused: list[int] = []

    def many(schema: str) -> None:
        try:
            with tenant_seat(schema):
                for _ in range(4):
                    try:
                        _spend(1)
                    except TooMany:
                        refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=many, args=[schema]) for schema in ("t3671", "t3602", "t3671")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 9
    with fresh_database.owner().cursor() as owner:
        owner.execute("SELECT count FROM tenants_attempt")
        assert owner.fetchall() == [(12,)]
