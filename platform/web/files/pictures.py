"""Photos on screen: their short-lived addresses, and the one view that sends them."""

import posixpath
from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from core.casework.queries.photo_links import photo_of_token, photo_token
from core.common.errors import NotFound
from core.common.reversed_urls import address
from core.reports.image_intake import THUMB_SIDE
from core.reports.models import Attachment
from tenants.connection import connection

# A photo is only ever a picture: even if a browser took it for a page, nothing in it could run or load.
POLICY = "default-src 'none'; sandbox"


def photo_url(
    attachment: Attachment, size: str = "full", *, private: bool = False, now: datetime | None = None
) -> str:
    """The address of a photo ("full" or "thumb") that opens it for a quarter of an hour, for any reader, and
    only as long as the public may see it. `private`: also when it may not, for pages of the office and the reporter.

    Made only where a query has already decided that this reader may see the photo.
    """
    token = photo_token(connection.schema_name, attachment, size, private=private, now=now or timezone.now())
    return address("photo", token)


class Picture(TypedDict):
    """A photo as the templates' components take it (components/photo.html, photos.html, compare.html)."""

    url: str
    thumb_url: str
    width: int
    height: int
    alt: str
    caption: str


def picture(attachment: Attachment, alt: str, *, private: bool = False, caption: str = "") -> Picture:
    """A photo in the words of its components; `alt` is said to who does not see it."""
    width, height = _thumb_size(attachment.width, attachment.height)
    return {
        "url": photo_url(attachment, private=private),
        "thumb_url": photo_url(attachment, "thumb", private=private),
        "width": width,
        "height": height,
        "alt": alt,
        "caption": caption,
    }


def pictures(attachments: Iterable[Attachment], alt: str, *, private: bool = False) -> list[Picture]:
    """Several photos with one description, numbered when there is more than one."""
    photos = list(attachments)
    if len(photos) == 1:
        return [picture(photos[0], alt, private=private)]
    return [
        picture(photo, f"{alt} ({position}/{len(photos)})", private=private)
        for position, photo in enumerate(photos, start=1)
    ]


def _thumb_size(width: int, height: int) -> tuple[int, int]:
    """The pixels of the small copy, so that a page keeps its place free while it loads."""
    scale = min(1.0, THUMB_SIDE / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponse:
    """Send the photo a signed address names, if its reader may see it now. Forged, another city's, hidden meanwhile
    or gone: 404. Expired: 403 with a sentence.

    A browser may keep the picture, but asks each time whether it may still show it; the answer is then a 304 without
    the file being read.
    """
    attachment, size = photo_of_token(connection.schema_name, token, now=timezone.now())
    path = attachment.thumb if size == "thumb" else attachment.full
    tag = f'"{bytes(attachment.sha256).hex()[:32]}-{size}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    try:
        with default_storage.open(path) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise NotFound() from error
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            **headers,
            "Content-Disposition": f'inline; filename="{posixpath.basename(path)}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )
