"""Photos: taken in before the thing they belong to, and used once."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.casework.queries.photos import UNUSED_PHOTO_KEPT
from core.common.errors import Invalid
from core.common.storage import new_name
from core.reports import photos, snapshots
from core.reports.models import Attachment, FollowUp, Report


def add_photo(upload: BinaryIO, *, at: datetime | None = None) -> Attachment:
    """Take in a photo before the report it belongs to: checked, turned upright, stripped of metadata, re-encoded.

    Its id may be used once within 24 hours. Invalid at `photo` says what is wrong with the file.
    """
    limits = {"max_bytes": settings.PHOTO_MAX_BYTES, "max_pixels": settings.PHOTO_MAX_PIXELS}
    return store_photo(photos.process(upload, **limits), at=at)


def store_photo(picture: photos.Processed, *, at: datetime | None = None) -> Attachment:
    """Keep a photo that was processed before."""
    at = at or timezone.now()
    return Attachment.objects.create(
        full=default_storage.save(new_name("photos", at, "jpg"), ContentFile(picture.full)),
        thumb=default_storage.save(new_name("thumbs", at, "jpg"), ContentFile(picture.thumb)),
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        thumb_sha256=hashlib.sha256(picture.thumb).digest(),
        uploaded_at=at,
    )


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
