"""Named advisory locks. The name carries the tenant where there is one; locks of several tenants are taken in the
order of their codes.

Every login of a database may take every advisory lock of it, so a lock's number is derived from LAKSA_DATABASE_KEY:
who runs SQL in one city cannot tell the number of another's. Locks end with a transaction wherever a pooler of
connections may stand between; only the owner, who logs in directly, takes those of a session.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tenants import logins
from tenants.connection import connection
from tenants.sql import execute

# Held while schemas, roles and grants are made or altered: two cities made at once would grant on the same tables of
# `public`, and a city must not be cloned from a template that is being migrated.
SCHEMAS_LOCK = "schemas"


def _key(name: str) -> int:
    return int.from_bytes(logins.derived("lock", name)[:8], signed=True)


@contextmanager
def session_lock(name: str) -> Iterator[None]:
    """Hold a lock for the length of a block, over transactions; waits for its present holder. Owner only."""
    execute("SELECT pg_advisory_lock(%s)", [_key(name)])
    try:
        yield
    finally:
        execute("SELECT pg_advisory_unlock(%s)", [_key(name)])


def transaction_lock(name: str) -> None:
    """Hold a lock until the end of the present transaction."""
    execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


@contextmanager
def try_lock(name: str) -> Iterator[bool]:
    """Whether the lock is ours for the length of a block, over transactions and seats; does not wait for another
    holder. It is held by a transaction on a connection of its own, which does nothing else."""
    holder = connection.copy()
    holder.set_tenant(connection.tenant)
    holder.set_autocommit(False)
    try:
        with holder.cursor() as cursor:
            cursor.execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_try_advisory_xact_lock(%s)", [_key(name)]
            )
            (mine,) = cursor.fetchone()
        yield mine
    finally:
        holder.close()
