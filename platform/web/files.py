"""Photos on screen: their short-lived addresses, and the one view that sends them."""

import posixpath
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.errors import NotFound
from core.common.signing import LIFETIME, sign_file, signed_file
from core.reports.models import Attachment
from core.reports.photos import THUMB_SIDE
from web.addresses import address

SIZES = ("full", "thumb")
# A photo is only ever a picture: even if a browser took it for a page, nothing in it could run or load.
POLICY = "default-src 'none'; sandbox"


def photo_url(attachment: Attachment, size: str = "full", *, now: datetime | None = None) -> str:
    """The address of a photo ("full" or "thumb") that opens it for a quarter of an hour, for whoever holds it.

    Made only where a query has already decided that this reader may see the photo.
    """
    if size not in SIZES:
        raise ValueError(f"A photo has no size {size!r}.")
    token = sign_file(connection.schema_name, f"{attachment.pk}.{size}", now=now or timezone.now())
    return address("photo", token)


def picture(attachment: Attachment, alt: str, *, caption: str = "") -> dict[str, Any]:
    """A photo as the templates' components take it (components/photo.html, photos.html, compare.html)."""
    width, height = _thumb_size(attachment.width, attachment.height)
    return {
        "url": photo_url(attachment),
        "thumb_url": photo_url(attachment, "thumb"),
        "width": width,
        "height": height,
        "alt": alt,
        "caption": caption,
    }


def pictures(attachments: Iterable[Attachment], alt: str) -> list[dict[str, Any]]:
    """Several photos with one description, numbered when there is more than one."""
    photos = list(attachments)
    if len(photos) == 1:
        return [picture(photos[0], alt)]
    return [picture(photo, f"{alt} ({position}/{len(photos)})") for position, photo in enumerate(photos, start=1)]


def _thumb_size(width: int, height: int) -> tuple[int, int]:
    """The pixels of the small copy, so that a page keeps its place free while it loads."""
    scale = min(1.0, THUMB_SIDE / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponse:
    """Send the photo a signed address names. Forged, another city's, or gone: 404. Expired: 403 with a sentence."""
    name = signed_file(connection.schema_name, token, now=timezone.now())
    photo_id, _dot, size = name.partition(".")
    attachment = queries.photo(UUID(photo_id))
    path = attachment.thumb if size == "thumb" else attachment.full
    try:
        with default_storage.open(path) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise NotFound() from error
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="{posixpath.basename(path)}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": f"private, max-age={int(LIFETIME.total_seconds())}, immutable",
        },
    )
