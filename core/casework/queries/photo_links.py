"""The last part of a photo's address: signed, short-lived, and made for one kind of reader.

An address on a public page opens the photo as long as the public may see it and no longer: a photo that is hidden, or
whose report becomes secret, is gone at its old address too. One made for the office, or for the reporter, opens it
also when it is kept from the public.
"""

from datetime import datetime
from uuid import UUID

from core.casework.queries.photos import photo, public_photo
from core.common.errors import NotFound
from core.common.signed_links import sign_file, signed_file
from core.reports.models import Attachment

SIZES = ("full", "thumb")
_PRIVATE, _PUBLIC = "private", "public"


def photo_token(
    schema: str, attachment: Attachment, size: str = "full", *, private: bool = False, now: datetime
) -> str:
    """A token for "full" or "thumb". `private`: for a reader whom a query has already let see this very photo."""
    if size not in SIZES:
        raise ValueError(f"A photo has no size {size!r}.")
    return sign_file(schema, f"{attachment.pk}.{size}.{_PRIVATE if private else _PUBLIC}", now=now)


def photo_of_token(schema: str, token: str, *, now: datetime) -> tuple[Attachment, str]:
    """The photo of a token, as it may be seen now, and its size. One query.

    NotFound when forged, another city's, gone or not for the public any more; Forbidden when expired.
    """
    name = signed_file(schema, token, now=now)
    try:
        photo_id, size, reader = name.split(".")
    except ValueError as error:  # an address from before it said for whom it was made
        raise NotFound() from error
    return (photo if reader == _PRIVATE else public_photo)(UUID(photo_id)), size
