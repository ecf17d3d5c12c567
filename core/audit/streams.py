"""Streams of history that belong to no report: a city's office and the province. They have no row to lock, so a named
lock stands in for one."""

from datetime import datetime
from typing import Any

from django.db import connection

from core.audit import chain, writing
from core.audit.models import Entry
from tenants.locks import transaction_lock

OFFICE, PROVINCE = "kantor", "provinsi"


def lock(stream: str) -> None:
    """Let nobody else write to a stream until the present transaction ends. Taken before anything is looked at, so
    that of two changes made at once the second sees what the first has done."""
    transaction_lock(f"{connection.schema_name}:{stream}")


def append(
    stream: str, action: str, *, actor_kind: str, actor_id: int | None, actor_label: str, at: datetime, details: Any
) -> Entry:
    """Write the next entry; the caller holds the stream's `lock`. Two queries."""
    last = Entry.objects.filter(stream=stream).order_by("-seq").first()
    return writing.append(
        stream=stream,
        seq=last.seq + 1 if last else 1,
        previous=bytes(last.hash) if last else chain.START,
        action=action,
        actor_kind=actor_kind,
        actor_id=actor_id,
        actor_label=actor_label,
        at=at,
        details=details,
    )


def newest(stream: str, *, size: int, before: int | None = None) -> list[Entry]:
    """The newest entries of a stream, or the newest before a sequence number. One query."""
    found = Entry.objects.filter(stream=stream)
    if before is not None:
        found = found.filter(seq__lt=before)
    return list(found.order_by("-seq")[:size])
