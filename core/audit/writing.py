"""Appending to a stream of history. The caller holds the lock on whatever the stream is about."""

from datetime import datetime
from typing import Any

from core.audit import chain
from core.audit.models import Entry
from tenants.ledger import recording
from tenants.rows import write


def append(
    *,
    stream: str,
    seq: int,
    previous: bytes,
    action: str,
    actor_kind: str,
    actor_id: int | None,
    actor_label: str,
    at: datetime,
    details: dict[str, Any] | None = None,
    columns: dict[str, Any] | None = None,
    digests: dict[str, str] | None = None,
) -> Entry:
    """Write the next entry of a stream and return it with its hash. One query."""
    entry = entry_of(
        chain.Link(
            stream,
            seq,
            action,
            actor_kind,
            actor_id,
            actor_label,
            at,
            details or {},
            columns or {},
            digests or {},
            previous,
        )
    )
    write(entry)
    return entry


def entry_of(link: chain.Link) -> Entry:
    """The entry that a link becomes, not yet written."""
    return Entry(**vars(link), hash=chain.link_hash(link))


def append_outside_ledger(**link: Any) -> Entry:
    """Write an entry the province does not count (`core.audit.ledger_scope`): the ledger learns that there is one, so
    that the daily seal holds it. Two queries.
    """
    entry = append(**link)
    recording.witness(entry.stream, entry.seq, bytes(entry.hash), entry.at)
    return entry


def link_of(entry: Entry) -> chain.Link:
    """What a stored entry claims, ready to be hashed again."""
    names = chain.Link.__dataclass_fields__
    values = {name: getattr(entry, name) for name in names}
    return chain.Link(**{**values, "previous": bytes(values["previous"])})
