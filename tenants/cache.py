"""What a process remembers is kept apart by seat, so that what one tenant put there is never another's answer."""

from django.db import connection, connections


def make_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache: schema and role of the present seat before the key."""
    return f"{connection.schema_name}:{connection.seat_role or 'owner'}:{key_prefix}:{version}:{key}"


class BySchema(dict):
    """Django's memory of content types, whose ids differ between schemas, with the schema added to its key.

    That memory is one for all threads of the process, and each thread may serve another tenant, so emptying it when
    the tenant changes is not enough.
    """

    @staticmethod
    def _key(alias: str) -> tuple[str, str]:
        return alias, connections[alias].schema_name

    def __getitem__(self, alias: str) -> dict:
        return super().__getitem__(self._key(alias))

    def setdefault(self, alias: str, default: dict) -> dict:
        return super().setdefault(self._key(alias), default)
