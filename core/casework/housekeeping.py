"""What has to be thrown away in time: photos nobody used, remembered answers, sessions that are over."""

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.utils import timezone

from core.casework.actions import UNUSED_PHOTO_KEPT
from core.common.idempotency import forget_expired
from core.reports.models import Attachment
from tenants.jobs import tenant_task


@tenant_task
def forget_unused() -> dict[str, int]:
    """Delete photos unused for 24 hours with their files, idempotency keys and sessions whose time is over."""
    now = timezone.now()
    photos = list(Attachment.objects.filter(report=None, uploaded_at__lt=now - UNUSED_PHOTO_KEPT))
    for photo in photos:
        default_storage.delete(photo.full)
        default_storage.delete(photo.thumb)
        photo.delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {"photos": len(photos), "keys": forget_expired(now), "sessions": sessions}
