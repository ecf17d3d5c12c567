"""Rows a stream of history vouches for: what an office or the province has set, papers between Ombudsman and city.

An entry keeps, under `rows` of its digests, a SHA-256 for each row it has written (empty: the row is gone), by the
row's name. What was said last of a row is what it must be now. An entry `set_up` takes in what there was before the
first, so that a row of which no entry speaks was added by hand. Until there is one the stream vouches for no row.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Model

from core.audit import streams
from core.audit.chain import canonical, content_digest
from core.audit.ledger_scope import BREAK
from core.audit.models import Entry

SET_UP = "set_up"
# Which columns of which rows are vouched for. Who changes that raises it: each stream then begins anew.
VERSION = 2
# Digests by the names of rows.
Rows = Mapping[str, str]


def row_digest(values: Iterable[Any]) -> str:
    """What a row says. No salt: such rows are not erased, and the digest itself is no public knowledge."""
    return content_digest(b"", canonical([_plain(value) for value in values]))


def model_digest(row: Model, columns: Iterable[str]) -> str:
    """What a row says in these of its columns."""
    return row_digest(getattr(row, column) for column in columns)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def vouched(stream: str) -> dict[str, str] | None:
    """What the stream says its rows are now; None where it vouches for none yet. One query."""
    known: dict[str, str] | None = None
    entries = Entry.objects.filter(stream=stream, digests__has_key="rows").order_by("seq")
    for action, version, rows in entries.values_list("action", "details__version", "digests__rows"):
        if action == SET_UP and version == VERSION:
            known = known or {}
        if known is not None:
            known |= rows
    return None if known is None else {name: digest for name, digest in known.items() if digest}


def is_vouching(stream: str) -> bool:
    """Whether the stream vouches for its rows already. One query."""
    return Entry.objects.filter(stream=stream, action=SET_UP, details__version=VERSION).exists()


def differences(before: Rows, after: Rows) -> dict[str, str]:
    """What an entry has to say of rows that were written, added or deleted."""
    return {
        name: after.get(name, "")
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def begin(stream: str, rows: Rows, at: datetime) -> None:
    """Vouch for what there is from now on. The caller holds the stream's lock."""
    _append(stream, SET_UP, at, {"version": VERSION, "count": len(rows)}, rows)


def look(stream: str, known: Rows, rows: Rows, at: datetime) -> list[str]:
    """Write down which rows were changed past the stream, so that nothing signs them unseen; the names of those. The
    caller holds the stream's lock."""
    found = differences(known, rows)
    if found:
        _append(stream, BREAK, at, {"found": sorted(found)}, found)
    return sorted(found)


def _append(stream: str, action: str, at: datetime, details: dict[str, Any], rows: Rows) -> None:
    streams.append(
        stream,
        action,
        actor_kind="system",
        actor_id=None,
        actor_label="",
        at=at,
        details=details,
        digests={"rows": dict(rows)},
    )
