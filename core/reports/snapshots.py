"""What an audit entry says of a report: its own columns, and salted digests of its content.

`laksa audit verify` computes the same from the stored rows; a difference names the row that was changed by hand.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from core.audit.chain import canonical, content_digest
from core.reports.models import Attachment, Identity, Report


class Clock(Protocol):
    """A legal deadline of the report (`core.deadlines`, a layer above)."""

    @property
    def rule_set(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def due_at(self) -> datetime: ...

    @property
    def national_due(self) -> datetime: ...

    @property
    def met_at(self) -> datetime | None: ...

    @property
    def outcome(self) -> str: ...

    @property
    def paused_at(self) -> datetime | None: ...

    @property
    def paused_days(self) -> int: ...

    @property
    def extension_days(self) -> int: ...

    @property
    def started_at(self) -> datetime: ...

    @property
    def limit(self) -> int: ...

    @property
    def unit(self) -> str: ...

    @property
    def basis(self) -> str: ...

    @property
    def confirmed(self) -> bool: ...

    @property
    def met_by(self) -> list[str]: ...

    @property
    def pauses(self) -> bool: ...

    @property
    def party(self) -> str: ...

    @property
    def extension(self) -> int: ...

    @property
    def waits(self) -> Sequence[Sequence[datetime | None]]: ...

    @property
    def late_before(self) -> list[dict[str, str]]: ...


def columns(report: Report, deadlines: Iterable[Clock]) -> dict[str, Any]:
    """The report's columns that hold no content, and its clocks. Codes instead of ids; times in UTC."""
    return {
        "kind": report.kind,
        "category": report.category.code,
        "category_group": report.category.group,
        "state": report.state,
        "identity_level": report.identity_level,
        "visibility": report.visibility,
        "channel": report.channel,
        "area_code": report.area_code,
        "area_check": report.area_check,
        "unit": report.unit.code if report.unit else None,
        "unit_type": report.unit.type if report.unit else "",
        "received_at": time_text(report.received_at),
        "verified_at": time_text(report.verified_at),
        "answered_at": time_text(report.answered_at),
        "answered_by": report.answered_by_id,
        "ended_at": time_text(report.ended_at),
        "rejection_reason": report.rejection_reason.code if report.rejection_reason else None,
        "is_synthetic": report.is_synthetic,
        "outcome": report.outcome,
        "checked_at": time_text(report.checked_at),
        "checked_by": report.checked_by_id,
        "part_units": sorted(report.part_units),
        "merged_into": report.merged_into,
        "transferred_to": report.transferred_to,
        "received_from": report.received_from,
        "accept_by": time_text(report.accept_by),
        "score": report.score,
        "erased_at": time_text(report.erased_at),
        "deadlines": {clock.key: clock_values(clock) for clock in deadlines},
        "terms": {clock.key: terms_digest(clock) for clock in deadlines},
    }


def terms_digest(clock: Clock) -> str:
    """From when a deadline counts and what was promised, in short: 128 bits of a SHA-256."""
    terms = [
        time_text(clock.started_at), clock.limit, str(clock.unit), clock.basis, clock.confirmed, list(clock.met_by),
        clock.pauses, str(clock.party), clock.extension,
    ]  # fmt: skip
    return content_digest(b"", canonical(terms))[:32]


def clock_values(clock: Clock) -> list[Any]:
    """Due, met, outcome, due by the national calendar, paused since, days paused, days of extension, the reporter's
    waits, lateness of a former kind. Older entries end after the third or the seventh."""
    return [
        time_text(clock.due_at),
        time_text(clock.met_at),
        str(clock.outcome),
        time_text(clock.national_due),
        time_text(clock.paused_at),
        clock.paused_days,
        clock.extension_days,
        [[time_text(moment) for moment in wait] for wait in clock.waits],
        clock.late_before,
    ]


# Of what an entry's digests always vouch for; others belong to what its action added.
DIGESTS = ("description", "public_text", "public_parts", "location", "rejection_note", "receipt_code", "account")


def digests(report: Report) -> dict[str, str]:
    """Digests of the report's text and place, of the receipt code's hash, and of the account that opens it too."""
    salt = bytes(report.salt)
    place = canonical([repr(report.lat), repr(report.lon), report.address])
    return {
        "description": content_digest(salt, report.description.encode()),
        "public_text": content_digest(salt, report.public_text.encode()),
        "public_parts": content_digest(salt, canonical(report.public_parts)),
        "location": content_digest(salt, place),
        "rejection_note": content_digest(salt, report.rejection_note.encode()),
        "receipt_code": content_digest(salt, bytes(report.code_hash)),
        "account": content_digest(salt, str(report.submitted_by_id or "").encode()),
    }


# What history says of the catalogue as it was then; the city's admin may have changed it since.
OF_THE_CATALOGUE = frozenset({"category_group", "unit_type"})


def unlike(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    """What an entry of history says otherwise of a report: names of columns and digests, `deadlines KEY` for a
    deadline, `terms KEY` for its terms. Older entries say less, and less of a deadline.
    """
    found = [
        name
        for name, value in now.items()
        if name not in ("deadlines", "terms") and name not in OF_THE_CATALOGUE and then.get(name, value) != value
    ]
    terms, said = now.get("terms", {}), then.get("terms", {})
    found += [f"terms {key}" for key in sorted(said) if terms.get(key, said[key]) != said[key]]
    here, there = now.get("deadlines", {}), then.get("deadlines", {})
    return found + [
        f"deadlines {key}"
        for key in sorted(here.keys() | there.keys())
        if key not in here or key not in there or here[key][: len(there[key])] != there[key]
    ]


def identity_digest(identity: Identity, contact: dict[str, str]) -> str:
    return content_digest(bytes(identity.salt), canonical(contact))


class Written(Protocol):
    """A text with its salt: a message, an answer, a note."""

    @property
    def text(self) -> str: ...

    @property
    def salt(self) -> bytes | memoryview: ...


def text_digest(row: Written) -> str:
    return content_digest(bytes(row.salt), row.text.encode())


def photo_digest(photo: Attachment) -> str:
    return content_digest(bytes(photo.salt), bytes(photo.sha256) + bytes(photo.thumb_sha256))


def dump_contact(contact: dict[str, str]) -> bytes:
    return json.dumps(contact, ensure_ascii=False, sort_keys=True).encode()


def time_text(moment: datetime | None) -> str | None:
    """A moment as history writes it: UTC, ISO 8601 with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def read_time(text: str | None) -> datetime | None:
    """A moment that `time_text` wrote."""
    return datetime.fromisoformat(text) if text else None
