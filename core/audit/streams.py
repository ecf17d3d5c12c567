"""Streams of history that belong to no report: a city's office and the province. They have no row to lock, so a named
lock stands in for one."""

from datetime import datetime
from typing import Any

from core.audit import chain, writing
from core.audit.models import Entry, StreamEnd
from tenants.connection import connection
from tenants.ledger import recording
from tenants.locks import transaction_lock

# Of a city's office; of the province's law; of the seals it has made; of papers between Ombudsman and city, on both
# sides.
OFFICE, PROVINCE, SEALS, OMBUDSMAN = "kantor", "provinsi", "segel", "ombudsman"


def lock(stream: str) -> None:
    """Let nobody else write to a stream until the present transaction ends. Taken before anything is looked at, so
    that of two changes made at once the second sees what the first has done."""
    transaction_lock(f"{connection.schema_name}:{stream}")


def append(
    stream: str,
    action: str,
    *,
    actor_kind: str,
    actor_id: int | None,
    actor_label: str,
    at: datetime,
    details: Any,
    columns: Any = None,
    digests: Any = None,
) -> Entry:
    """Write the next entry; the caller holds the stream's `lock`. Five queries."""
    seq, previous = _next(stream)
    entry = writing.append_outside_ledger(
        stream=stream,
        seq=seq,
        previous=previous,
        action=action,
        actor_kind=actor_kind,
        actor_id=actor_id,
        actor_label=actor_label,
        at=at,
        details=details,
        columns=columns,
        digests=digests,
    )
    StreamEnd.objects.bulk_create(
        [StreamEnd(stream=stream, seq=entry.seq, hash=entry.hash)],
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["seq", "hash"],
    )
    return entry


def _next(stream: str) -> tuple[int, bytes]:
    """The next entry's place, and the hash it follows from. Where an entry was taken off the end, its place stays
    empty, also when the end was set back and only the ledger still knows of it: nothing that is written later hides
    that it is missing."""
    entry = Entry.objects.filter(stream=stream).annotate(in_ledger=recording.reached()).order_by("-seq").first()
    end = StreamEnd.objects.filter(stream=stream).first()
    in_ledger = (entry.in_ledger or 0) if entry else recording.reached_in(stream)
    last = max((known for known in (entry, end) if known), key=lambda known: known.seq, default=None)
    return max(last.seq if last else 0, in_ledger) + 1, bytes(last.hash) if last else chain.START


def newest(stream: str, *, size: int, before: int | None = None) -> list[Entry]:
    """The newest entries of a stream, or the newest before a sequence number. One query."""
    found = Entry.objects.filter(stream=stream)
    if before is not None:
        found = found.filter(seq__lt=before)
    return list(found.order_by("-seq")[:size])
