"""How often one address may write: send reports and photos, try receipt codes, sign in.

Counted in fixed windows in a table of the tenant, so that the count holds over all processes of an installation and no
city's count touches another's. No address is stored: a row carries a hash under a key of the day, and is swept away
when its window is over. (Whoever has the data keys could still try all addresses against a row of today.)

Many people may share one address: a school, an office, a mobile network. So the limits are generous, and there to keep
one machine from filling a city's desk, not to count people. `settings.LIMITS` (name: (most, seconds), from
LAKSA_LIMIT_… of the environment) says other values; a limit of 0 is lifted and costs nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from core.common import crypto
from core.common.addresses import client_network
from core.common.errors import Refused
from core.common.models import Attempt
from tenants.seats import PUBLIC

PURPOSE = "limit"


class Limit(NamedTuple):
    """At most `most` in `seconds`; 0 is no limit."""

    most: int
    seconds: int


DEFAULTS = {
    # New reports, by form and API, right or wrong.
    "reports": Limit(60, 3600),
    # Photos by API; the form's come with their report.
    "photos": Limit(200, 3600),
    # Tries of receipt codes at one report number.
    "track": Limit(10, 15 * 60),
    # Whatever is sent to the pages of accounts: passwords, one-time codes, links.
    "sign_in": Limit(30, 15 * 60),
    # What else is sent to public pages, such as support for a report.
    "support": Limit(60, 3600),
}


class TooMany(Refused):
    """This address has done this too often. `retry_after`: whole seconds until its window is over."""

    code = "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = -(-retry_after // 60)
        sentence = ngettext(
            "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam %(minutes)d menit.",
            "Terlalu banyak percobaan dari jaringan Anda. Coba lagi dalam %(minutes)d menit.",
            minutes,
        )
        super().__init__(message=sentence % {"minutes": minutes})


def limit(name: str) -> Limit:
    """The limit of this name as this installation has set it."""
    return Limit(*settings.LIMITS.get(name, DEFAULTS[name]))


# One row a name, day and address. A window that is over begins anew in the same row.
_COUNT = """
INSERT INTO common_attempt (key, count, expires_at) VALUES (%(key)s, 1, %(expires)s)
ON CONFLICT (key) DO UPDATE
SET count = CASE WHEN common_attempt.expires_at <= %(now)s THEN 1 ELSE common_attempt.count + 1 END,
    expires_at = CASE WHEN common_attempt.expires_at <= %(now)s THEN %(expires)s ELSE common_attempt.expires_at END
RETURNING count, expires_at
"""


def spend(name: str, request: HttpRequest, *, subject: str = "", now: datetime | None = None) -> None:
    """Count one try of the address a request comes from; TooMany when it is one too many.

    `subject` counts apart what is tried (a report number). One query; none where the limit is lifted. To be called
    outside the transaction of the work: what is refused has been tried all the same.
    """
    allowed = limit(name)
    if not allowed.most:
        return
    now = now or timezone.now()
    expires = now + timedelta(seconds=allowed.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(name, request, subject, now), "expires": expires, "now": now})
        count, until = cursor.fetchone()
    if count == 1 and connection.schema_name == PUBLIC:
        forget_expired(now)  # the cities' housekeeping does not come to the province
    if count > allowed.most:
        raise TooMany(max(1, int((until - now).total_seconds())))


@contextmanager
def counted(name: str, request: HttpRequest, *, subject: str = "") -> Iterator[None]:
    """Around the use of something secret: count one try, and forget all tries when it was the right one. Two queries;
    none where the limit is lifted."""
    now = timezone.now()
    spend(name, request, subject=subject, now=now)
    yield
    if limit(name).most:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM common_attempt WHERE key = %s", [_key(name, request, subject, now)])


def _key(name: str, request: HttpRequest, subject: str, now: datetime) -> bytes:
    """Who tries what, without saying who: the hash's key is another each day (UTC), and each tenant's own."""
    text = "\n".join((name, client_network(request), subject))
    return crypto.keyed_hash(connection.schema_name, text, f"{PURPOSE}:{now:%Y-%m-%d}")


def forget_expired(now: datetime) -> int:
    """Deletes the current tenant's rows whose window is over; how many."""
    deleted, _by_model = Attempt.objects.filter(expires_at__lte=now).delete()
    return deleted
