"""Times that PostgreSQL keeps and Python cannot are read all the same, and sort where they belong."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection


def read(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        return cursor.fetchone()[0]


ORDER = ["-infinity", "4713-01-01 BC", "2026-11-30", "12000-01-01", "294276-12-31", "infinity"]


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp", "date"])
def test_out_of_reach_is_before_or_after_all_that_is_within(db, kind):
    told = [read(f"'{text}'::{kind}") for text in ORDER]
    within = told.pop(2)
    assert [moment < within for moment in told] == [True, True, False, False, False]
    assert len(set(told)) == len(told)


def test_what_is_within_reach_is_read_as_ever(db):
    assert read("'9999-12-31 23:59:59.999999+00'::timestamptz") == datetime(
        9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC
    )
    assert read("'0001-01-01'::date") == date.min
    assert (read("'7:30'::time"), read("NULL::date")) == (time(7, 30), None)


def test_they_are_read_in_arrays_too(db):
    assert [moment.year >= 9600 for moment in read("ARRAY['infinity', '2026-11-30']::timestamptz[]")] == [True, False]
