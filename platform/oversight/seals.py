"""The daily seal: one digest over what a city had written to the ledger by the end of its day.

Anyone can check it, so its formats are fixed; a seal keeps the format it was made in (`Seal.version`).

**Format 2** is a chain of days. The file of a day has one line for each entry of a history that the ledger recorded on
that day (the first file: until the end of that day), in the order of their bytes, each ended by a line feed:

    ENTRY ROW

ENTRY is the SHA-256, in hexadecimal, of `NUMBER:SEQ:HASH`, where HASH (hexadecimal) is the hash of entry SEQ of the
history NUMBER: a report, or the office of a city (`kantor`) or the province (`provinsi`). ROW is the SHA-256 of the
ledger's own row as a JSON array (`ROW_COLUMNS`; times in UTC with microseconds), so that what the ledger alone knows,
above all when it was recorded, is sealed as well. After the lines comes one that closes them:

    2 CODE DAY SINCE UNTIL ENTRIES REPORTS PREVIOUS

CODE is the city's ("36.71"; "provinsi" for the province), DAY its date, SINCE and UNTIL the midnights between which
the entries were recorded, in UTC ("2026-11-24T17:00:00Z"; SINCE is "-" in the first file), ENTRIES counts the lines,
REPORTS of how many reports they tell, PREVIOUS the digest of the seal before (64 zeros for the first). The seal's
digest is the SHA-256 of all these lines: `sha256sum` of the published file without the lines that begin with `#`.

Nothing is taken out of an earlier file, so each seal vouches for all before it, and a line stays in the file of its
day for ever: the file is the proof that an entry is in the chain, PREVIOUS the proof that the chain only grew. Hashes
of entries are covered with random salts and are no public knowledge, so a line tells no number and no moment.

**Format 1** had one leaf a report and day, the SHA-256 of `NUMBER:HEAD` of its last entry, and closed with
`CODE DAY UNTIL REPORTS PREVIOUS`; readings, offices and the ledger's own moments were not in it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from oversight.models import Seal
from tenants.seats import PUBLIC

VERSION = 2
FIRST = b"\x00" * 32
# Lines fetched at a time: the memory a seal needs does not grow with the ledger.
CHUNK = 20_000
_MOMENTS = ("occurred_at", "recorded_at", "due_verify", "due_first_follow_up", "due_total")
# What of a row of the ledger stands in format 2, in this order; a new column of the ledger makes a new format.
ROW_COLUMNS = (
    "tenant", "number", "seq", "event", "state", "occurred_at", "recorded_at", "kind", "category_group", "unit_type",
    "area_code", "due_verify", "due_first_follow_up", "due_total", "transfer_to", "score", "escalation_level",
    "entry_hash",
)  # fmt: skip
WITNESS_COLUMNS = ("tenant", "stream", "seq", "recorded_at", "entry_hash")


def _value(column: str) -> str:
    if column == "entry_hash":
        return "encode(entry_hash, 'hex')"
    if column in _MOMENTS:
        return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return column


def _lines_of(table: str, stream: str, columns: tuple[str, ...]) -> str:
    row = f"jsonb_build_array({', '.join(map(_value, columns))})::text"
    entry = f"{stream} || ':' || seq || ':' || encode(entry_hash, 'hex')"
    return f"""
SELECT encode(sha256(convert_to({entry}, 'UTF8')), 'hex') || ' ' ||
       encode(sha256(convert_to({row}, 'UTF8')), 'hex') AS line
  FROM public.{table}
 WHERE tenant = %(tenant)s AND recorded_at < %(until)s AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
"""  # noqa: S608 (constants)


_SELECT = {
    1: """
SELECT encode(sha256(convert_to(number || ':' || encode(entry_hash, 'hex'), 'UTF8')), 'hex') COLLATE "C"
  FROM (SELECT DISTINCT ON (number) number, entry_hash
          FROM public.ledger_entry
         WHERE tenant = %(tenant)s AND recorded_at < %(until)s
         ORDER BY number, seq DESC) last
 ORDER BY 1
""",
    2: f"""
SELECT line COLLATE "C" FROM (
{_lines_of("ledger_entry", "number", ROW_COLUMNS)}
UNION ALL
{_lines_of("ledger_witness", "stream", WITNESS_COLUMNS)}
) told ORDER BY 1
""",  # noqa: S608 (constants)
}
FORMATS = frozenset(_SELECT)
_REPORTS = """
SELECT count(DISTINCT number) FROM public.ledger_entry
 WHERE tenant = %(tenant)s AND recorded_at < %(until)s AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
"""


def entry_line(number: str, seq: int, entry_hash: bytes) -> str:
    """How the line of an entry begins in the file of its day (format 2)."""
    return hashlib.sha256(f"{number}:{seq}:{entry_hash.hex()}".encode()).hexdigest()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends a day in a zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)


@dataclass(frozen=True)
class Closing:
    """What the last line says. `entries` is None in format 1, `since` where a seal begins with the ledger."""

    tenant: str
    day: date
    until: datetime
    reports: int
    previous: bytes
    version: int = VERSION
    since: datetime | None = None
    entries: int | None = None

    @property
    def count(self) -> int:
        """How many lines are closed."""
        return self.reports if self.entries is None else self.entries

    def __str__(self) -> str:
        code, previous = code_of(self.tenant), self.previous.hex()
        if self.version == 1:
            return f"{code} {self.day} {_time(self.until)} {self.reports} {previous}"
        since = _time(self.since) if self.since else "-"
        counts = f"{self.entries} {self.reports}"
        return f"{self.version} {code} {self.day} {since} {_time(self.until)} {counts} {previous}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def code_of(tenant: str) -> str:
    """The Kemendagri code of a city's schema: "t3671" -> "36.71"; "provinsi" for the province."""
    return "provinsi" if tenant == PUBLIC else f"{tenant[1:3]}.{tenant[3:]}"


def lines_between(tenant: str, version: int, since: datetime | None, until: datetime) -> Iterator[str]:
    """The lines of a seal in their order, as the ledger has them now, read through a cursor of the server. Province or
    owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        declared = f"DECLARE seal_lines NO SCROLL CURSOR FOR {_SELECT[version]}"
        cursor.execute(declared, {"tenant": tenant, "since": since, "until": until})
        while True:
            cursor.execute(f"FETCH {CHUNK} FROM seal_lines")
            rows = cursor.fetchall()
            yield from (value for (value,) in rows)
            if len(rows) < CHUNK:
                break
        cursor.execute("CLOSE seal_lines")


class Lines:
    """The lines of a seal, counted and hashed in one pass; closed with as many last lines as wanted."""

    def __init__(self, tenant: str, until: datetime, *, version: int = VERSION, since: datetime | None = None) -> None:
        self.count = 0
        self._hash = hashlib.sha256()
        for line in lines_between(tenant, version, since, until):
            self.count += 1
            self._hash.update(f"{line}\n".encode())

    @classmethod
    def of(cls, closing: Closing) -> "Lines":
        return cls(closing.tenant, closing.until, version=closing.version, since=closing.since)

    def digest(self, closing: Closing) -> bytes:
        """The seal's digest with this last line."""
        whole = self._hash.copy()
        whole.update(f"{closing}\n".encode())
        return whole.digest()


def reports_between(tenant: str, since: datetime | None, until: datetime) -> int:
    """Of how many reports the ledger was told then. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, {"tenant": tenant, "since": since, "until": until})
        ((count,),) = cursor.fetchall()
    return count


def closing_of(seal: Seal) -> Closing:
    names = ("tenant", "day", "until", "reports", "version", "since", "entries")
    return Closing(**{name: getattr(seal, name) for name in names}, previous=bytes(seal.previous))


def lines(seal: Seal, name: str) -> Iterator[str]:
    """The published file of a seal: what it is, then exactly the lines its digest is made of, each with its line feed.

    The lines are made of the ledger as it is now: once somebody has changed it, the file does not fit the digest.
    """
    yield f"# laksa-seal {seal.version}\n"
    yield f"# {code_of(seal.tenant)} {name} {seal.day}\n"
    yield f"# sha256 {seal.hexdigest}\n"
    for line in lines_between(seal.tenant, seal.version, seal.since, seal.until):
        yield f"{line}\n"
    yield f"{closing_of(seal)}\n"
