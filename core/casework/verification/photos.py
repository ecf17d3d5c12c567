"""Are photos and their files what the history vouches for, and shown or hidden as it says?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from core.casework.verification.bundles import Bundle
from core.casework.verification.content import BACK_AGAIN
from core.casework.verification.problems import Fault, row_name
from core.reports import snapshots
from core.reports.models import Attachment


def photo_faults(bundle: Bundle, *, reads_files: bool = True) -> Iterator[Fault]:
    known = {
        photo: (entry.seq, digest)
        for entry in bundle.entries
        for photo, digest in entry.digests.get("photos", {}).items()
    }
    stored = {str(photo.pk): photo for photo in bundle.photos}
    for key, photo in stored.items():
        row = row_name("reports_attachment", key)
        if known.get(key) != (photo.seq, snapshots.photo_digest(photo)):
            yield Fault(row, "is not what the history says")
        elif photo.seq is not None and photo.seq < bundle.erased_from:
            yield Fault(row, BACK_AGAIN)
        else:
            yield from (Fault(row, what) for what in _row_faults(bundle, photo, reads_files))
    for key in sorted(known.keys() - stored.keys()):
        if known[key][0] > bundle.erased_from:
            yield Fault(row_name("reports_attachment", key), "is gone, though the history has it")


def _row_faults(bundle: Bundle, photo: Attachment, reads_files: bool) -> Iterator[str]:
    follow_ups = {row.seq: row.pk for row in bundle.follow_ups}
    if photo.seq is None or photo.follow_up_id != follow_ups.get(photo.seq):
        yield "does not belong to the answer it came with"
    if photo.is_hidden != _was_hidden(bundle, photo):
        yield (
            "is shown, though the history hides it"
            if not photo.is_hidden
            else "is hidden, though the history shows it"
        )
    if not _is_file(photo.full):
        yield f"its file {photo.full} is gone"
    elif reads_files and _file_hash(photo.full) != bytes(photo.sha256):
        yield f"its file {photo.full} was changed"
    if not _is_file(photo.thumb):
        yield f"its file {photo.thumb} is gone"
    elif reads_files and photo.thumb_sha256 and _file_hash(photo.thumb) != bytes(photo.thumb_sha256):
        yield f"its file {photo.thumb} was changed"


def _was_hidden(bundle: Bundle, photo: Attachment) -> bool:
    """What the last entry that hid or showed it says; what was taken back is hidden with its photos."""
    hidden = False
    for entry in bundle.entries:
        if entry.details.get("photo") == str(photo.pk):
            hidden = entry.action == "hide_photo"
        elif "undone" in entry.details and entry.details["undone"] == photo.seq:
            hidden = True
    return hidden


def _is_file(name: str) -> bool:
    """Whether there is such a file; a name that leads out of the folder, or to one, is none."""
    try:
        return Path(default_storage.path(name)).is_file()
    except (SuspiciousFileOperation, OSError):
        return False


def _file_hash(name: str) -> bytes:
    with default_storage.open(name) as file:
        return hashlib.sha256(file.read()).digest()
