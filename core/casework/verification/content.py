"""Are texts, photos and their files what the history vouches for?"""

import hashlib
from collections.abc import Callable, Iterator

from django.core.files.storage import default_storage

from core.accounts.actors import REPORTER
from core.audit.models import Entry
from core.casework.verification.bundles import Bundle
from core.casework.verification.identities import identity_faults
from core.casework.verification.problems import Fault, row_name
from core.reports import snapshots
from core.reports.models import FollowUp, Message


def content_faults(bundle: Bundle) -> Iterator[Fault]:
    said = {entry.seq: entry for entry in bundle.entries}
    for table, key, rows, fits in (
        ("reports_message", "message", bundle.messages, _message_fits),
        ("reports_followup", "follow_up", bundle.follow_ups, _follow_up_fits),
    ):
        yield from _text_faults(table, key, rows, said, fits)
    yield from _photo_faults(bundle, said)
    yield from identity_faults(bundle, said)


def _text_faults(table: str, key: str, rows: list, said: dict[int, Entry], fits: Callable) -> Iterator[Fault]:
    for row in rows:
        entry = said.get(row.seq)
        if entry is None or entry.digests.get(key) != snapshots.text_digest(row):
            yield row_name(table, f"id {row.pk}"), "its text is not what the history says"
        elif row.at != entry.at or not fits(row, entry):
            yield row_name(table, f"id {row.pk}"), "who wrote it when is not what the history says"
    for seq in sorted(seq for seq, entry in said.items() if key in entry.digests):
        if seq not in {row.seq for row in rows}:
            yield row_name(table, f"seq {seq}"), "is gone, though the history has it"


def _message_fits(message: Message, entry: Entry) -> bool:
    return message.from_reporter == (entry.actor_kind == REPORTER.kind)


def _follow_up_fits(follow_up: FollowUp, entry: Entry) -> bool:
    return (follow_up.author_id, follow_up.unit.code) == (entry.actor_id, entry.columns.get("unit"))


def _photo_faults(bundle: Bundle, said: dict[int, Entry]) -> Iterator[Fault]:
    known = {
        photo: (seq, digest)
        for seq, entry in said.items()
        for photo, digest in entry.digests.get("photos", {}).items()
    }
    stored = {str(photo.pk): photo for photo in bundle.photos}
    follow_ups = {row.seq: row.pk for row in bundle.follow_ups}
    for key, photo in stored.items():
        row = row_name("reports_attachment", key)
        if known.get(key) != (photo.seq, snapshots.photo_digest(photo)):
            yield row, "is not what the history says"
        elif photo.follow_up_id != follow_ups.get(photo.seq):
            yield row, "does not belong to the answer it came with"
        elif not default_storage.exists(photo.full):
            yield row, f"its file {photo.full} is gone"
        elif _file_hash(photo.full) != bytes(photo.sha256):
            yield row, f"its file {photo.full} was changed"
    for key in sorted(known.keys() - stored.keys()):
        yield row_name("reports_attachment", key), "is gone, though the history has it"


def _file_hash(name: str) -> bytes:
    with default_storage.open(name) as file:
        return hashlib.sha256(file.read()).digest()
