"""The way back to one report, held by the browser for half an hour after its number and code were shown or typed.

Number and code stand together in one cookie, encrypted under the city's key and sent only to addresses under /lacak/.
An address would carry the code into histories, logs and forwarded links; a session would leave a row about somebody
who may have asked to stay unknown. Nothing about the reporter is stored here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from web.site import cookies

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
    values = [key.number, key.code, int((now + LIFETIME).timestamp())]
    cookies.keep_sealed(response, COOKIE, values, purpose=PURPOSE, path=PATH, lifetime=LIFETIME)


def kept(request: HttpRequest, *, now: datetime) -> ReportKey | None:
    """The key this browser holds; None when there is none, it is another city's, forged or too old."""
    values = cookies.sealed_values(request, COOKIE, purpose=PURPOSE)
    if values is None:
        return None
    number, code, until = values
    return ReportKey(number, code) if now < datetime.fromtimestamp(until, UTC) else None


def drop(response: HttpResponse) -> None:
    """Take the key away: the next person at this device finds nothing."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
