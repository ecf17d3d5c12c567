"""The chain of hashes over a report's history: pure functions, shared by writing and verification."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = b"\x00" * 32


@dataclass(frozen=True)
class Link:
    """What an entry's hash covers. `at` is aware; it is hashed in UTC with microseconds."""

    stream: str
    seq: int
    action: str
    actor_kind: str
    actor_id: int | None
    actor_label: str
    at: datetime
    details: dict[str, Any]
    columns: dict[str, Any]
    digests: dict[str, str]
    previous: bytes


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces (RFC 8785 for the types used here: no floats)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link_hash(link: Link) -> bytes:
    """SHA-256 over everything the entry says and the hash before it."""
    body = [
        link.stream,
        link.seq,
        link.action,
        link.actor_kind,
        link.actor_id,
        link.actor_label,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.details,
        link.columns,
        link.digests,
        link.previous.hex(),
    ]
    return hashlib.sha256(canonical(body)).digest()


def content_digest(salt: bytes, content: bytes) -> str:
    """A digest of a text, photo or identity that says nothing about it once its salt is erased."""
    return hashlib.sha256(salt + content).hexdigest()
