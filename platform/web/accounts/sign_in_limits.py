"""Guessing at the accounts of staff: slow for strangers, and no lock that a stranger could turn (decisions/0019).

A wrong password or code counts for the network it comes from, and for the name it was tried at *in that network*: who
guesses from one place keeps nobody out elsewhere. A device that has signed in before counts for itself alone. What was
right is taken back and uses up nothing.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from core.common.client_ip import client_neighbourhood
from core.common.rate_limits import TooMany, Try, spend, spend_on
from tenants.connection import connection
from web.accounts import known_devices

PASSWORD, CODE = "password", "code"
TOO_MANY = "too_many"


@dataclass(frozen=True)
class Guess:
    """One that is counted as wrong until it is known to be right."""

    tries: tuple[Try, ...]

    def was_right(self) -> None:
        for tried in self.tries:
            tried.give_back()


def guess(request: HttpRequest, what: str, username: str) -> Guess:
    """Count a password or a code before it is looked at; ValidationError "too_many" where that was one too many.

    One query at a known device, two elsewhere for a password, three for a code.
    """
    try:
        return Guess(tuple(_counted(request, what, username)))
    except TooMany as refusal:
        raise ValidationError(_sentence(refusal), TOO_MANY) from refusal


def _counted(request: HttpRequest, what: str, username: str) -> list[Try]:
    place, name = connection.schema_name, username.lower()
    if device := known_devices.name_for(request, username):
        return [spend_on("device", place, name, device)]
    tries = [spend("sign_in", request), spend_on(what, place, name, client_neighbourhood(request))]
    if what == CODE:
        tries.append(spend_on("codes", place, name))
    return tries


def _sentence(refusal: TooMany) -> str:
    sentence = ngettext(
        "Terlalu banyak percobaan yang gagal dari jaringan Anda. Coba lagi dalam %(minutes)d menit, atau masuk dari "
        "perangkat yang pernah Anda pakai untuk masuk.",
        "Terlalu banyak percobaan yang gagal dari jaringan Anda. Coba lagi dalam %(minutes)d menit, atau masuk dari "
        "perangkat yang pernah Anda pakai untuk masuk.",
        refusal.minutes,
    )
    return sentence % {"minutes": refusal.minutes}
