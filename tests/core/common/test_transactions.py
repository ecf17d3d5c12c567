"""Transactions that collide are done again; what cannot be is a sentence for people, never an error page."""

from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from api.problems import handle
from core.common.errors import Conflict
from core.common.transactions import ATTEMPTS, is_collision, retried
from core.reports.models import Counter
from tenants.seats import tenant_seat
from tests.support.waiting import PATIENCE, Other
from web.site.errors import refused

YEARS = (1901, 1902)


@pytest.fixture
def rows(fresh_database) -> None:
    with tenant_seat("t3671"):
        Counter.objects.bulk_create([Counter(year=year, last=0) for year in YEARS])


def count_both(first: int, second: int, both_hold_one: Barrier, tries: list[int]) -> None:
    """Change two rows in one transaction; the first time only when another has changed its own first one, too."""
    tries.append(first)
    with transaction.atomic(), connection.cursor() as cursor:
        for year in (first, second):
            cursor.execute("UPDATE reports_counter SET last = last + 1 WHERE year = %s", [year])
            if year == first and tries.count(first) == 1:
                both_hold_one.wait()


def crossed(run) -> list[object]:
    """What two threads gave, or raised, that change the same two rows in opposite order."""
    barrier, tries = Barrier(2, timeout=PATIENCE), []

    def work(first: int, second: int) -> None:
        with tenant_seat("t3671"):
            run(lambda: count_both(first, second, barrier, tries))

    others = [Other(lambda years=years: work(*years)) for years in (YEARS, YEARS[::-1])]
    results: list[object] = []
    for other in others:
        try:
            results.append(other.result())
        except OperationalError as error:
            results.append(error)
    return [*results, len(tries)]


def counts() -> list[int]:
    with tenant_seat("t3671"):
        return list(Counter.objects.filter(year__in=YEARS).values_list("last", flat=True))


@pytest.mark.usefixtures("rows")
def test_of_two_that_wait_for_each_other_the_one_that_lost_is_done_again() -> None:
    assert crossed(retried) == [None, None, 3]
    assert counts() == [2, 2]


@pytest.mark.usefixtures("rows")
def test_what_nobody_did_again_is_told_as_a_conflict() -> None:
    *results, _tries = crossed(lambda work: work())
    (error,) = [result for result in results if result is not None]
    assert is_collision(error)
    assert counts() == [1, 1]
    response = handle(error, {})
    assert (response.status_code, response.data["code"]) == (409, "busy")


def test_after_the_third_time_it_is_refused(fresh_database) -> None:
    tries = []

    def collide() -> None:
        tries.append(1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")

    with tenant_seat("t3671"), pytest.raises(Conflict) as conflict:
        retried(collide)
    assert (conflict.value.code, len(tries)) == ("busy", ATTEMPTS)


def test_other_faults_are_nobodys_collision(fresh_database) -> None:
    tries = []

    def cancelled() -> None:
        tries.append(1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'")
            cursor.execute("SELECT pg_sleep(5)")

    with tenant_seat("t3671"), pytest.raises(OperationalError):
        retried(cancelled)
    assert len(tries) == 1


@pytest.mark.usefixtures("db")
def test_inside_a_transaction_the_outermost_does_it_again() -> None:
    tries = []

    def collide() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")

    with tenant_seat("t3671"), pytest.raises(OperationalError) as error, transaction.atomic():
        retried(collide)
    assert (len(tries), is_collision(error.value)) == (1, True)


def test_a_page_says_it_in_a_sentence(rf) -> None:
    from core.common.transactions import collided

    response = refused(rf.get("/"), collided())
    assert response.status_code == 409
    assert "Orang lain sedang mengubah hal yang sama." in response.content.decode()
