"""The way back to one report, held by the browser for half an hour after its number and code were shown or typed.

Number and code stand together in one cookie, encrypted under the city's key and sent only to addresses under /lacak/.
An address would carry the code into histories, logs and forwarded links; a session would leave a row about somebody
who may have asked to stay unknown. Nothing about the reporter is stored here.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.common import crypto
from tenants.connection import connection

COOKIE = "laksa_lacak"
PATH = "/lacak/"
PURPOSE = "tracking-cookie"
LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True)
class ReportKey:
    """What opens a report to its reporter."""

    number: str
    code: str


def keep(response: HttpResponse, key: ReportKey, *, now: datetime) -> None:
    """Give the browser the key of one report; an earlier one is replaced."""
    text = json.dumps([key.number, key.code, int((now + LIFETIME).timestamp())])
    sealed = crypto.encrypt(connection.schema_name, text.encode(), purpose=PURPOSE)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=int(LIFETIME.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest, *, now: datetime) -> ReportKey | None:
    """The key this browser holds; None when there is none, it is another city's, forged or too old."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        number, code, until = json.loads(crypto.decrypt(connection.schema_name, sealed, purpose=PURPOSE))
    except (ValueError, binascii.Error, crypto.NotDecryptable):
        return None
    return ReportKey(number, code) if now < datetime.fromtimestamp(until, UTC) else None


def drop(response: HttpResponse) -> None:
    """Take the key away: the next person at this device finds nothing."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
