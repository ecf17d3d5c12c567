"""What has to be thrown away in time: photos nobody used, remembered answers, sessions that are over."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from core.casework.queries import UNUSED_PHOTO_KEPT
from core.common import idempotency, rate_limits
from core.reports.models import Attachment
from tenants.jobs import tenant_task


@tenant_task
def forget_unused() -> dict[str, int]:
    """Delete photos unused for 24 hours with their files; idempotency keys, counts of tries and sessions whose time is
    over."""
    now = timezone.now()
    photos = _forget_photos(now)
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {
        "photos": photos,
        "keys": idempotency.forget_expired(now),
        "tries": rate_limits.forget_expired(now),
        "sessions": sessions,
    }


def _forget_photos(now: datetime) -> int:
    """Files first: what is interrupted is done again. A photo that a report is taking is locked and left alone."""
    unused = Attachment.objects.filter(report=None, uploaded_at__lt=now - UNUSED_PHOTO_KEPT)
    with transaction.atomic():
        photos = list(unused.select_for_update(skip_locked=True))
        for photo in photos:
            default_storage.delete(photo.full)
            default_storage.delete(photo.thumb)
        Attachment.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return len(photos)
