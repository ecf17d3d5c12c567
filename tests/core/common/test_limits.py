"""Tries are counted by address, name and subject in fixed windows; nothing tells the address; 0 lifts a limit."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core.common import limits
from core.common.limits import TooMany, counted, forget_expired, spend
from core.common.models import Attempt
from tenants.seats import province_seat, tenant_seat

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ONE, OTHER = "203.0.113.9", "203.0.113.10"


def _request(address: str = ONE):
    return RequestFactory().post("/", REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def _three_in_a_minute(settings) -> None:
    settings.LIMITS = dict.fromkeys(limits.DEFAULTS, (3, 60))


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
def test_address_name_subject_and_city_are_counted_apart() -> None:
    _spend(3)
    _spend(3, address=OTHER)
    _spend(3, name="photos")
    _spend(3, subject="3671-26-000123-L")
    with tenant_seat("t3602"):
        _spend(3)
    with province_seat():
        _spend(3)
    with pytest.raises(TooMany):
        _spend(1)


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
def test_no_row_tells_the_address_and_none_outlives_its_window_long() -> None:
    _spend(1)
    _spend(1, now=NOON + timedelta(days=1))
    rows = Attempt.objects.all()
    assert sorted((len(row.key), row.count) for row in rows) == [(32, 1), (32, 1)]  # another key each day
    assert forget_expired(NOON + timedelta(seconds=60)) == 1
    assert forget_expired(NOON + timedelta(seconds=60)) == 0


@pytest.mark.django_db
def test_the_province_sweeps_by_itself() -> None:
    with province_seat():
        _spend(1)
        _spend(1, address=OTHER, now=NOON + timedelta(hours=1))
        assert Attempt.objects.count() == 1


def test_processes_that_try_at_once_are_counted_together(fresh_database) -> None:
    refused: list[int] = []

    def many() -> None:
        try:
            with tenant_seat("t3671"):
                for _ in range(4):
                    try:
                        _spend(1)
                    except TooMany:
                        refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=many) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 9
    with tenant_seat("t3671"):
        assert Attempt.objects.get().count == 12
