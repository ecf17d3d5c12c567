"""Cache keys carry the seat, so that what one tenant put in the cache is never another's answer."""

from django.db import connection


def make_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache: schema and role of the present seat before the key."""
    return f"{connection.schema_name}:{connection.seat_role or 'owner'}:{key_prefix}:{version}:{key}"
