"""Photos that arrive with a form: taken in before the rest is checked, so that no error costs them.

A form names three fields: `photos` (the files), `kept` (ids of photos an earlier try has already brought) and `remove`
(those of them that shall not go along).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.casework import actions, queries
from core.common import rate_limits
from core.common.errors import Invalid
from core.common.outages import Unavailable
from core.common.text import clean_line
from core.reports.drafts import MAX_PHOTOS
from core.reports.models import Attachment

FIELD = "photos"
_MEGABYTE = 1024 * 1024
_NAME_LENGTH = 60

View = Callable[..., HttpResponseBase]


class PhotoUploadHandler(FileUploadHandler):
    """Drops a photo that grows over its limit, and files nobody asked for, while reading: a huge one fills no disk and
    what was typed beside it still arrives."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_big: list[str] = []
        self.too_many = 0
        self.outage: Unavailable | None = None  # why no photo can be taken in just now
        self._count = 0
        self._is_wanted = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name == FIELD:
            self._count += 1
            self.too_many += self._count > MAX_PHOTOS
        self._is_wanted = self.field_name == FIELD and self._count <= MAX_PHOTOS

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        # Only here: skipped any sooner, Django would close the file before this one, which was wanted.
        if not self._is_wanted:
            raise SkipFile
        if start + len(raw_data) > settings.PHOTO_MAX_BYTES:
            self.too_big.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler makes the file."""


def takes_photos(view: View) -> View:
    """A view whose form may bring photos. The handler must be in place before the CSRF check reads the form."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = PhotoUploadHandler(request)
        request.upload_handlers.insert(0, handler)
        response = protected(request, *args, **kwargs)
        outage = handler.outage
        if outage and response.status_code == 400:  # the form again: with nothing to correct, only to be sent later
            response.status_code = 503
            response.headers["Retry-After"] = str(outage.retry_after)
        return response

    return wrapped


def _handler_of(request: HttpRequest) -> PhotoUploadHandler:
    """The one that `takes_photos` has put in place."""
    return next(handler for handler in request.upload_handlers if isinstance(handler, PhotoUploadHandler))


@dataclass
class Photos:
    """The photos a form holds now, and what was wrong with those that are missing."""

    kept: list[Attachment] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[UUID]:
        return [photo.pk for photo in self.kept]


def receive(request: HttpRequest, *, limit: str = "") -> Photos:
    """Take in the photos of a form (see `takes_photos`): what an earlier try has brought, then the new ones.

    `limit` counts each new one for the sender's address (`core.common.rate_limits`); taking one in costs much time.
    """
    wanted = _wanted(request)
    photos = Photos(queries.unused_photos(wanted[:MAX_PHOTOS]) if wanted else [])
    if len(photos.kept) < min(len(wanted), MAX_PHOTOS):
        photos.errors.append(_("Foto yang diunggah sebelumnya sudah tidak ada. Pilih lagi fotonya."))
    files, handler = request.FILES.getlist(FIELD), _handler_of(request)
    room = MAX_PHOTOS - len(photos.kept)
    for upload in files[:room]:
        try:
            if limit:
                rate_limits.spend(limit, request)
        except rate_limits.TooMany as refusal:
            photos.errors.append(str(refusal.message))
            break
        _add(photos, upload, handler)
    _tell_the_rest(photos, handler, len(files) - room)
    return photos


def _wanted(request: HttpRequest) -> list[UUID]:
    removed = set(request.POST.getlist("remove"))
    ids = []
    for text in dict.fromkeys(request.POST.getlist("kept")):
        try:
            photo_id = UUID(text)
        except ValueError:
            continue
        if text not in removed:
            ids.append(photo_id)
    return ids


def _add(photos: Photos, upload: Any, handler: PhotoUploadHandler) -> None:
    try:
        photos.kept.append(actions.add_photo(upload))
    except Unavailable as outage:
        handler.outage = outage
        sentence = _("%(name)s: belum dapat disimpan. Isian lain tetap ada; coba lagi beberapa menit lagi.")
        photos.errors.append(sentence % {"name": _short(upload.name)})
    except Invalid as invalid:
        name = _short(upload.name)
        photos.errors += [f"{name}: {sentence}" for sentences in invalid.errors.values() for sentence in sentences]


def _tell_the_rest(photos: Photos, handler: PhotoUploadHandler, over: int) -> None:
    limit = number_format(settings.PHOTO_MAX_BYTES // _MEGABYTE)
    for name in handler.too_big:
        words = {"name": _short(name), "limit": limit}
        photos.errors.append(
            _("%(name)s: foto terlalu besar. Paling besar %(limit)s MB. Perkecil atau pilih foto lain.") % words
        )
    if handler.too_many or over > 0:
        photos.errors.append(_("Paling banyak %(count)d foto; sisanya tidak disimpan.") % {"count": MAX_PHOTOS})


def _short(name: str) -> str:
    """A file's name as it may stand in a sentence."""
    return clean_line(name)[:_NAME_LENGTH] or _("Foto")
