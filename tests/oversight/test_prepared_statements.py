"""Statements that are planned once a connection."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from oversight.statements import prepared_rows_of

KINDS = "SELECT %(at)s, %(day)s, %(word)s, %(number)s, cardinality(%(words)s), %(at)s AT TIME ZONE 'UTC', 5 %% 3"
AT = datetime(2026, 3, 1, 17, tzinfo=UTC)


def asked(words: list) -> list:
    return prepared_rows_of(KINDS, at=AT, day=date(2026, 3, 2), word="50%", number=7, words=words)


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'figures%%'")
        return cursor.fetchone()[0]


def test_values_arrive_as_what_they_are(db):
    expected = [(AT, date(2026, 3, 2), "50%", 7, 2, AT.replace(tzinfo=None), 2)]
    assert asked(["a", "b"]) == expected
    assert asked([])[0][4] == 0


def test_a_statement_is_prepared_once_for_the_types_it_is_given(db):
    before = held()
    asked(["a"])
    once = held()
    asked(["b", "c"])
    asked([])
    assert held() == once <= before + 1
    asked([1])
    assert held() == once + 1


def test_a_value_of_no_known_type_is_no_statement(db):
    with pytest.raises(KeyError):
        prepared_rows_of("SELECT %(nothing)s", nothing=None)


def test_what_cannot_be_prepared_is_not_kept(db):
    before = held()
    for _time in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            prepared_rows_of("SELECT %(word)s FROM no_such_table", word="a")
    assert held() == before
