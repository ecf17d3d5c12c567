"""What an audit entry says of a report: its own columns, and salted digests of its content.

`laksa audit verify` computes the same from the stored rows; a difference names the row that was changed by hand.
"""

import json
from datetime import UTC, datetime
from typing import Any

from core.audit.chain import canonical, content_digest
from core.reports.models import Attachment, FollowUp, Identity, Message, Report


def columns(report: Report) -> dict[str, Any]:
    """The report's columns that hold no content. Codes instead of ids; times in UTC."""
    return {
        "kind": report.kind,
        "category": report.category.code,
        "state": report.state,
        "identity_level": report.identity_level,
        "visibility": report.visibility,
        "channel": report.channel,
        "area_code": report.area_code,
        "area_check": report.area_check,
        "unit": report.unit.code if report.unit else None,
        "received_at": _time(report.received_at),
        "verified_at": _time(report.verified_at),
        "answered_at": _time(report.answered_at),
        "answered_by": report.answered_by_id,
        "ended_at": _time(report.ended_at),
        "rejection_reason": report.rejection_reason.code if report.rejection_reason else None,
    }


def digests(report: Report) -> dict[str, str]:
    """Digests of the report's text and place."""
    salt = bytes(report.salt)
    place = canonical([repr(report.lat), repr(report.lon), report.address])
    return {
        "description": content_digest(salt, report.description.encode()),
        "location": content_digest(salt, place),
        "rejection_note": content_digest(salt, report.rejection_note.encode()),
    }


def identity_digest(identity: Identity, contact: dict[str, str]) -> str:
    return content_digest(bytes(identity.salt), canonical(contact))


def text_digest(row: Message | FollowUp) -> str:
    return content_digest(bytes(row.salt), row.text.encode())


def photo_digest(photo: Attachment) -> str:
    return content_digest(bytes(photo.salt), bytes(photo.sha256))


def dump_contact(contact: dict[str, str]) -> bytes:
    return json.dumps(contact, ensure_ascii=False, sort_keys=True).encode()


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
