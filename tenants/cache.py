"""What a process remembers: nothing that anybody relies on, and nothing of one tenant for another.

A web server has several processes. What one of them puts into its own memory the others do not know, so a promise
kept there ("this code works once", "five mails in a quarter of an hour") holds once a process, which is not at all.
Promises stand in the database: counts in `core.common.rate_limits`, the last step of a one-time code beside its
secret. So there is no Django cache: every use of it raises.
"""

from typing import TYPE_CHECKING, Any, NoReturn, cast

from django.core.cache.backends.base import BaseCache
from django.db import connections

if TYPE_CHECKING:  # the backend itself imports modules that import this one
    from tenants.backend.base import DatabaseWrapper


class NoCache(BaseCache):
    """Django's default cache: every use of it raises (decisions/0019)."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("A cache keeps its promises only within one process; keep them in the database.")

    add = get = set = touch = delete = clear = has_key = get_many = set_many = delete_many = incr = _refuse


class BySchema(dict):
    """Django's memory of content types, whose ids differ between schemas, with the schema added to its key.

    That memory is one for all threads of the process, and each thread may serve another tenant, so emptying it when
    the tenant changes is not enough.
    """

    @staticmethod
    def _key(alias: str) -> tuple[str, str]:
        return alias, cast("DatabaseWrapper", connections[alias]).schema_name

    def __getitem__(self, alias: str) -> dict:
        return super().__getitem__(self._key(alias))

    def setdefault(self, alias: str, default: Any = None) -> Any:
        return super().setdefault(self._key(alias), default)
