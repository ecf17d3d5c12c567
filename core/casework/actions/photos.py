"""Photos: taken in before the thing they belong to, and used once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.casework.queries.photos import UNUSED_PHOTO_KEPT
from core.common.errors import Invalid
from core.common.outages import storage_failed
from core.common.storage import new_name
from core.reports import image_intake, snapshots
from core.reports.models import Attachment, FollowUp, Report


def add_photo(upload: image_intake.Upload, *, at: datetime | None = None) -> Attachment:
    """Take in a photo before the report it belongs to: checked, turned upright, stripped of metadata, re-encoded.

    Its id may be used once within 24 hours. Invalid at `photo` says what is wrong with the file, Unavailable that it
    cannot be taken in just now; then no file is left behind.
    """
    return store_photo(prepare_photo(upload), at=at)


def prepare_photo(upload: image_intake.Upload) -> image_intake.Processed:
    """The first half of `add_photo`, which may take long and asks the database nothing: for callers that store the
    photo inside a transaction of their own."""
    return image_intake.process(
        upload,
        max_bytes=settings.PHOTO_MAX_BYTES,
        max_pixels=settings.PHOTO_MAX_PIXELS,
        max_pixels_whole=settings.PHOTO_MAX_PIXELS_WHOLE,
    )


def store_photo(picture: image_intake.Processed, *, at: datetime | None = None) -> Attachment:
    """The second half of `add_photo`: the files, then their row."""
    at = at or timezone.now()
    with _all_or_none() as save:
        row = new_photo(picture, at, save)
        row.save(force_insert=True)
        return row


def new_photo(picture: image_intake.Processed, at: datetime, save: Callable[[str, bytes], str]) -> Attachment:
    """The unsaved row of a photo whose files are stored by `save(name, content)`, which gives the name they have."""
    return Attachment(
        full=save(new_name("photos", at, "jpg"), picture.full),
        thumb=save(new_name("thumbs", at, "jpg"), picture.thumb),
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        thumb_sha256=hashlib.sha256(picture.thumb).digest(),
        uploaded_at=at,
    )


@contextmanager
def _all_or_none() -> Iterator[Callable[[str, bytes], str]]:
    """Gives a function that saves a file; when the block fails, the files it has saved are gone again. A disk that
    cannot be written to is Unavailable."""
    saved: list[str] = []

    def save(name: str, content: bytes) -> str:
        saved.append(name)
        try:
            return default_storage.save(name, ContentFile(content))
        except OSError as error:
            raise storage_failed() from error

    try:
        yield save
    except Exception:
        for name in saved:
            with suppress(OSError):
                default_storage.delete(name)
        raise


def claim_photos(ids: list[UUID]) -> list[Attachment]:
    """Lock uploaded photos that nothing has used yet; Invalid when one is unknown, used or too old."""
    if not ids:
        return []
    fresh = timezone.now() - UNUSED_PHOTO_KEPT
    found = list(
        Attachment.objects.select_for_update().filter(pk__in=ids, report=None, uploaded_at__gte=fresh).order_by("pk")
    )
    if len(found) != len(ids):
        raise Invalid.at("attachments", _("Foto ini tidak ditemukan atau sudah dipakai. Unggah lagi."))
    return sorted(found, key=lambda photo: ids.index(photo.pk))


def photo_digests(pictures: Iterable[Attachment]) -> dict[str, Any]:
    found = {str(photo.pk): snapshots.photo_digest(photo) for photo in pictures}
    return {"photos": found} if found else {}


def attach(pictures: list[Attachment], report: Report, follow_up: FollowUp | None = None) -> None:
    if pictures:
        Attachment.objects.filter(pk__in=[photo.pk for photo in pictures]).update(
            report=report, follow_up=follow_up, seq=report.audit_seq
        )
