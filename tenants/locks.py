"""Named advisory locks. The name carries the tenant where there is one; locks of several tenants are taken in the
order of their codes.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Whoever builds or alters schemas, roles and grants: two cities made at once would grant on the same tables of
# `public`, and a city must not be cloned from a template that is being migrated.
SCHEMAS_LOCK = "schemas"


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"laksa:{name}".encode()).digest()[:8], signed=True)


@contextmanager
def session_lock(name: str) -> Iterator[None]:
    """Hold a lock for the length of a block, over transactions; waits for whoever holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_key(name)])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(name)])


def transaction_lock(name: str) -> None:
    """Hold a lock until the end of the present transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


@contextmanager
def try_session_lock(name: str) -> Iterator[bool]:
    """Whether the lock is ours for the length of the block; does not wait for another holder."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(name)])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(name)])
