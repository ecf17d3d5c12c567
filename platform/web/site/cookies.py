"""Cookies of ours: sent to one path, read by no script; what nobody else may read is encrypted by the city's key."""

import base64
import binascii
import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.common import crypto
from tenants.connection import connection


def keep(response: HttpResponse, name: str, value: str, *, path: str, lifetime: timedelta) -> None:
    """Give the browser a cookie."""
    response.set_cookie(
        name,
        value,
        max_age=int(lifetime.total_seconds()),
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep_sealed(
    response: HttpResponse, name: str, values: list[Any], *, purpose: str, path: str, lifetime: timedelta
) -> None:
    """The same with values that are encrypted for one purpose."""
    sealed = crypto.encrypt(connection.schema_name, json.dumps(values).encode(), purpose=purpose)
    keep(response, name, base64.urlsafe_b64encode(sealed).decode(), path=path, lifetime=lifetime)


def sealed_values(request: HttpRequest, name: str, *, purpose: str) -> list[Any] | None:
    """What `keep_sealed` was given; None without the cookie, and for one that is forged or another city's."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(name, ""))
        return json.loads(crypto.decrypt(connection.schema_name, sealed, purpose=purpose))
    except (ValueError, binascii.Error, crypto.NotDecryptable):
        return None
