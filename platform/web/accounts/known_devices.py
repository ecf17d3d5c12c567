"""Devices at which somebody of the office has signed in before, known by a cookie.

Guessing at an account is slowed down (`web.accounts.sign_in_limits`); its owner must not be. So a device that
has once given password and one-time code counts apart from everybody else. The cookie opens nothing: password and code
are asked for as ever. It holds a random name of the device and who has signed in there, encrypted under the key of
this host's city, and is sent to the pages of accounts alone.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from web.site import cookies

COOKIE = "laksa_perangkat"
PATH = "/akun/"
PURPOSE = "known-device"
LIFETIME = timedelta(days=180)
# People who share one device: the newest stay.
MOST = 10


@dataclass(frozen=True)
class Device:
    """A device and the user names that have signed in at it, the newest last."""

    name: str
    people: tuple[str, ...]


def name_for(request: HttpRequest, username: str) -> str:
    """The name of the device a request comes from, where this person has signed in at it before; "" elsewhere."""
    device = _device_of(request)
    return device.name if device and username.lower() in device.people else ""


def keep(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Remember that this person has signed in at this device."""
    device = _device_of(request) or Device(secrets.token_urlsafe(16), ())
    others = [name for name in device.people if name != username.lower()]
    values = [device.name, [*others, username.lower()][-MOST:]]
    cookies.keep_sealed(response, COOKIE, values, purpose=PURPOSE, path=PATH, lifetime=LIFETIME)


def _device_of(request: HttpRequest) -> Device | None:
    """What the cookie says; None without one, and for one that is forged or another city's."""
    values = cookies.sealed_values(request, COOKIE, purpose=PURPOSE)
    return Device(values[0], tuple(values[1])) if values else None
