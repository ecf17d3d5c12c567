"""The database's clock, by which the ledger says when it was told something. It need not agree with Python's: whoever
compares the two in a test has a test that fails on some machine or day."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Now, in any seat."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
