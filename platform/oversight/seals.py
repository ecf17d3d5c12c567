"""The daily seal: one digest over everything a city had told the ledger by the end of its day.

Anyone can check it, so its format is fixed. Each report the city had told of gives one line, its *leaf*: the SHA-256,
in hexadecimal, of `NUMBER:HEAD`, where HEAD is the hash (hexadecimal) of the last entry of that number that the ledger
had recorded before the midnight that ended the day. The leaves stand in the order of their bytes, each ended by a line
feed, and after them one closing line:

    CODE DAY UNTIL REPORTS PREVIOUS

CODE is the city's ("36.71"), DAY its date, UNTIL that midnight in UTC ("2026-11-24T17:00:00Z"), REPORTS the number of
leaves, PREVIOUS the digest of the seal before (64 zeros for the first). The seal's digest is the SHA-256 of all these
lines: `sha256sum` of the published file without the lines that begin with `#`.

A leaf does not tell its number, so secret reports stay unknown; whoever knows number and head finds the leaf. The head
stands for the whole history of the report, so the newest seal vouches for all that came before it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from oversight.models import Seal

FIRST = b"\x00" * 32
# Rows fetched at a time: the memory a seal needs does not grow with the ledger.
CHUNK = 20_000
_LEAVES = """
DECLARE seal_leaves NO SCROLL CURSOR FOR
SELECT encode(sha256(convert_to(number || ':' || encode(entry_hash, 'hex'), 'UTF8')), 'hex') COLLATE "C"
  FROM (SELECT DISTINCT ON (number) number, entry_hash
          FROM public.ledger_entry
         WHERE tenant = %s AND recorded_at < %s
         ORDER BY number, seq DESC) last
 ORDER BY 1
"""


def leaf(number: str, head: bytes) -> str:
    """The line a report gives to a seal, from its number and the hash of the last event told of it."""
    return hashlib.sha256(f"{number}:{head.hex()}".encode()).hexdigest()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends a day in a zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)


def leaves(tenant: str, until: datetime) -> Iterator[str]:
    """The leaves of a city at a moment, in their order, read through a cursor of the server. Province or owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LEAVES, [tenant, until])
        while True:
            cursor.execute(f"FETCH {CHUNK} FROM seal_leaves")
            rows = cursor.fetchall()
            yield from (value for (value,) in rows)
            if len(rows) < CHUNK:
                break
        cursor.execute("CLOSE seal_leaves")


@dataclass(frozen=True)
class Closing:
    """What the last line of a seal says."""

    tenant: str
    day: date
    until: datetime
    reports: int
    previous: bytes

    def __str__(self) -> str:
        until = self.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"{code_of(self.tenant)} {self.day} {until} {self.reports} {self.previous.hex()}"


def code_of(tenant: str) -> str:
    """The Kemendagri code of a city's schema: "t3671" -> "36.71"."""
    return f"{tenant[1:3]}.{tenant[3:]}"


class Leaves:
    """The leaves of a city at a moment, counted and hashed in one pass; closed with as many last lines as wanted."""

    def __init__(self, tenant: str, until: datetime) -> None:
        self.count = 0
        self._hash = hashlib.sha256()
        for line in leaves(tenant, until):
            self.count += 1
            self._hash.update(f"{line}\n".encode())

    def digest(self, closing: Closing) -> bytes:
        """The seal's digest with this last line."""
        whole = self._hash.copy()
        whole.update(f"{closing}\n".encode())
        return whole.digest()


def closing_of(seal: Seal) -> Closing:
    return Closing(seal.tenant, seal.day, seal.until, seal.reports, bytes(seal.previous))


def lines(seal: Seal, name: str) -> Iterator[str]:
    """The published file of a seal: what it is, then exactly the lines its digest is made of, each with its line feed.

    The leaves are read from the ledger as it is now: once somebody has changed it, the file does not fit the digest.
    """
    yield "# laksa-seal 1\n"
    yield f"# {code_of(seal.tenant)} {name} {seal.day}\n"
    yield f"# sha256 {bytes(seal.digest).hex()}\n"
    for line in leaves(seal.tenant, seal.until):
        yield f"{line}\n"
    yield f"{closing_of(seal)}\n"
