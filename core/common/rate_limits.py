"""How often something may be tried: reports and photos sent, receipt codes and passwords guessed, mails asked for.

Counted in fixed windows in one table of the installation (`tenants.Attempt`), so that a count holds over all processes
and hosts: a client that goes from city to city has no budget in each. No address is stored: a row carries a hash under
a key of the day, and is swept away when its window is over. (Someone with the data keys could still try all addresses
against a row of today.)

What is counted is what went wrong, or what was done; a try is counted before it is known which, so that many at once
are seen, and the right one is taken back. Many people may share one address: a school, an office, a mobile network. So
the limits are generous, and there to keep one machine from filling a city's desk, not to count people.
`settings.LIMITS` (name: (most, seconds), from LAKSA_LIMIT_… of the environment) says other values; a limit of 0 is
lifted and costs nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from core.common import crypto
from core.common.client_ip import client_network
from core.common.errors import Refused
from tenants.seats import PUBLIC
from tenants.sql import execute

PURPOSE = "limit"


class Limit(NamedTuple):
    """At most `most` in `seconds`; 0 is no limit."""

    most: int
    seconds: int


DEFAULTS = {
    # New reports that were taken, by form and API.
    "reports": Limit(60, 3600),
    # What could not be taken: forms and calls with faults.
    "faults": Limit(300, 3600),
    # Photos, by form and API.
    "photos": Limit(300, 3600),
    # Tries of receipt codes at one report number.
    "track": Limit(10, 15 * 60),
    # What else is sent to public pages, such as support for a report.
    "support": Limit(60, 3600),
    # Devices of one address that count as supporters of one report, on one day.
    "supporters": Limit(10, 24 * 3600),
    # Wrong passwords and codes from one address, for any account.
    "sign_in": Limit(30, 15 * 60),
    # Wrong passwords for one name from one neighbourhood.
    "password": Limit(10, 15 * 60),
    # Wrong one-time codes for one account from one neighbourhood, after the right password.
    "code": Limit(5, 15 * 60),
    # The same from everywhere: a million codes are few for an attacker with many addresses and the password.
    "codes": Limit(30, 3600),
    # Wrong passwords and codes at a device that has signed in before. Only who holds it can use this up.
    "device": Limit(30, 15 * 60),
    # Sign-in codes that one mailbox may be sent, and that one address may ask for without typing them in.
    "mailbox": Limit(5, 15 * 60),
    "mails": Limit(60, 15 * 60),
}


class TooMany(Refused):
    """This has been done too often. `retry_after`: whole seconds until its window is over."""

    code = "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = self.minutes
        sentence = ngettext(
            "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam %(minutes)d menit.",
            "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam %(minutes)d menit.",
            minutes,
        )
        super().__init__(message=sentence % {"minutes": minutes})

    @property
    def minutes(self) -> int:
        return -(-self.retry_after // 60)


def limit(name: str) -> Limit:
    """The limit of this name as this installation has set it."""
    return Limit(*settings.LIMITS.get(name, DEFAULTS[name]))


@dataclass(frozen=True)
class Try:
    """One try that was counted; None for a limit that is lifted."""

    key: bytes | None

    def give_back(self) -> None:
        """It was the right one, or none at all: it costs nothing. One query."""
        self._call("attempt_return")

    def forget_all(self) -> None:
        """It was right: forget all earlier tries of this kind too. One query."""
        self._call("attempt_forget")

    def _call(self, function: str) -> None:
        if self.key is not None:
            execute(f"SELECT public.{function}(%s)", [self.key])


def spend(name: str, request: HttpRequest, *, subject: str = "", now: datetime | None = None) -> Try:
    """Count one try of the address a request comes from; TooMany when it is one too many.

    `subject` counts apart what is tried (a report number). One query; none where the limit is lifted. To be called
    outside the transaction of the work: what is refused has been tried all the same.
    """
    return spend_on(name, client_network(request), subject, now=now)


def spend_on(name: str, *subject: str, now: datetime | None = None) -> Try:
    """The same for whatever is counted, wherever it comes from: a mailbox, an account, a device."""
    allowed = limit(name)
    if not allowed.most:
        return Try(None)
    now = now or timezone.now()
    key = _key(name, subject, now)
    counting = "SELECT tries, until FROM public.attempt_count(%s, %s, %s)"
    [(count, until)] = execute(counting, [key, allowed.seconds, now])
    if count > allowed.most:
        raise TooMany(max(1, int((until - now).total_seconds())))
    return Try(key)


def give_back(name: str, request: HttpRequest) -> None:
    """Take back one try of an earlier request from this address. One query; none where the limit is lifted."""
    if limit(name).most:
        Try(_key(name, (client_network(request), ""), timezone.now())).give_back()


@contextmanager
def counted(name: str, request: HttpRequest, *, subject: str = "") -> Iterator[None]:
    """Around the use of something secret: count one try, and forget all tries when it was the right one. Two queries;
    none where the limit is lifted."""
    tried = spend(name, request, subject=subject)
    yield
    tried.forget_all()


@contextmanager
def taken(name: str, request: HttpRequest) -> Iterator[Try]:
    """Around work that may turn out to be faulty: only what was taken counts under `name`. What the sender has to mend
    counts under "faults"; what failed through us counts nowhere. One query; three for a fault."""
    tried = spend(name, request)
    try:
        yield tried
    except Exception as error:
        tried.give_back()
        if isinstance(error, Refused) or 400 <= getattr(error, "status_code", 500) < 500:
            spend("faults", request)
        raise


def _key(name: str, subject: tuple[str, ...], now: datetime) -> bytes:
    """Who tries what, without saying who: the hash's key is another each day (UTC), and one for all cities."""
    return crypto.keyed_hash(PUBLIC, "\n".join((name, *subject)), f"{PURPOSE}:{now:%Y-%m-%d}")


def forget_expired(now: datetime) -> int:
    """Deletes the counts whose window is over, everybody's; how many."""
    [(deleted,)] = execute("SELECT public.attempts_sweep(%s)", [now])
    return deleted
