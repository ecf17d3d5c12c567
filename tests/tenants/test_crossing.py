"""Reading in a city: as that city's role, at one moment, without any way to write."""

import pytest
from django.db import DatabaseError, connection, transaction

from tenants.crossing import read_in_city
from tenants.models import Tenant
from tenants.seats import gate, province_seat

COUNT = "SELECT count(*) FROM catalogue_category"


def tangerang() -> Tenant:
    with gate():
        return Tenant.objects.get(schema_name="t3671")


def run(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_the_function_reads_as_the_city_and_the_seat_is_given_back(db, database_name):
    with province_seat():
        assert read_in_city(tangerang(), lambda: run("SELECT current_user")) == [(f"{database_name}_t3671",)]
        assert run("SELECT current_user") == [(f"{database_name}_province",)]


@pytest.mark.parametrize("statement", ["UPDATE reports_report SET description = ''", "DELETE FROM catalogue_category",
                                       "INSERT INTO reports_counter VALUES (2001, 1)"])  # fmt: skip
def test_nothing_is_written(db, statement):
    with province_seat(), pytest.raises(DatabaseError, match="read-only transaction"):
        read_in_city(tangerang(), lambda: run(statement))


def test_what_comes_after_may_write_again(db):
    with province_seat(), transaction.atomic():
        read_in_city(tangerang(), lambda: run("SELECT 1"))
        run("UPDATE law_holiday SET name = name")


def test_city_and_province_are_seen_at_one_moment(fresh_database):
    owner = fresh_database.owner().cursor()

    def both() -> tuple:
        before = run(COUNT)
        owner.execute("DELETE FROM t3671.reports_counter")
        owner.execute("INSERT INTO t3671.reports_counter VALUES (2001, 1)")
        owner.execute("UPDATE tenants_tenant SET name = 'Kota Lain' WHERE schema_name = 't3671'")
        with province_seat():
            name = run("SELECT name FROM tenants_tenant WHERE schema_name = 't3671'")
        return before, run("SELECT count(*) FROM reports_counter"), name

    with province_seat():
        before, counters, name = read_in_city(tangerang(), both)
        assert before[0][0] > 0
        assert (counters, name) == ([(0,)], [("Kota Tangerang",)])
        assert run("SELECT name FROM tenants_tenant WHERE schema_name = 't3671'") == [("Kota Lain",)]


def test_an_error_inside_gives_the_seat_back(db, database_name):
    def fail() -> None:
        raise LookupError

    with province_seat():
        with pytest.raises(LookupError):
            read_in_city(tangerang(), fail)
        assert run("SELECT current_user") == [(f"{database_name}_province",)]
