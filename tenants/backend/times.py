"""Times that PostgreSQL keeps and Python cannot: before the year 1, after 9999, and infinity.

psycopg2 raises ValueError for most of them while it fetches, so one such row, written by hand or by a city's SQL,
would end whatever reads its table: a page, the nightly look, `laksa audit verify`. Here they are read as a moment at
the nearer end of Python's calendar, so that they sort as they should and are never what any history says.
"""

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg2 import extensions

# Far enough from both ends that any time zone can show them.
_PAST, _FUTURE = datetime(1, 2, 1, tzinfo=UTC), datetime(9600, 1, 1, tzinfo=UTC)


def beyond(text: str) -> datetime:
    """The moment that stands for one out of reach: two different ones stay different, within 136 years."""
    is_past = text.endswith("BC") or text.startswith("-")
    return (_PAST if is_past else _FUTURE) + timedelta(seconds=zlib.crc32(text.encode()))


def _reading(usual: Callable[[str | None, Any], Any], shape: Callable[[datetime], date]) -> Callable:
    def read(text: str | None, cursor: Any) -> Any:
        if text is not None and text.endswith("infinity"):
            return shape(beyond(text))
        try:
            return usual(text, cursor)
        except (ValueError, OverflowError):
            return shape(beyond(text or ""))

    return read


def survive() -> None:
    """From now on every connection of this process reads them so. Safe to repeat."""
    for name, usual, array, shape in (
        ("TIMESTAMPTZ", extensions.PYDATETIMETZ, extensions.PYDATETIMETZARRAY, lambda moment: moment),
        ("TIMESTAMP", extensions.PYDATETIME, extensions.PYDATETIMEARRAY, lambda moment: moment.replace(tzinfo=None)),
        ("DATE", extensions.PYDATE, extensions.PYDATEARRAY, datetime.date),
    ):
        one = extensions.new_type(usual.values, name, _reading(usual, shape))
        extensions.register_type(one)
        extensions.register_type(extensions.new_array_type(array.values, f"{name}ARRAY", one))
