"""A form that is sent twice is taken once (`core.common.idempotency`): its key, and what tells two sendings apart."""

import json
import secrets

from django.http import HttpRequest

from core.common import idempotency
from web.files import uploads

_KEY_BYTES = 16


def new_key() -> str:
    """The key of a form that is shown for the first time."""
    return secrets.token_urlsafe(_KEY_BYTES)


def body_digest(request: HttpRequest) -> bytes:
    """SHA-256 of everything typed, and of the photos byte by byte."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = []
    for upload in request.FILES.getlist(uploads.FIELD):
        upload.seek(0)
        files.append([upload.name, idempotency.digest(upload.read()).hex()])
    return idempotency.digest(json.dumps([typed, files]).encode())
