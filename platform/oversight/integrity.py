"""Is each city's past still what the ledger was told? Looked at every night; the province keeps what it found.

The city is entered read-only (`tenants.crossing`). Its chains are computed again there by a function that is given
(`core` is a layer beside this one), and compared in the province's seat, at the same moment, with facts and seals.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from oversight import prepared, seal_faults
from oversight.figures import Place
from oversight.models import IntegrityCheck
from oversight.statements import CITIES, PLACE, rows_of
from tenants.crossing import read_in_city
from tenants.models import Tenant
from tenants.seats import province_seat

# (number, seq and hash of its last event the ledger was told of, the first break of its chain: kind and entry)
Head = tuple[str, int, bytes, tuple[str, int] | None]
# (seq, hash) of the last event, as the ledger has it.
Fact = tuple[int, bytes]
# A kind of SENTENCES with its placeholders.
Found = dict[str, str | int]
# The next heads of a city after a number, in the order of numbers; none after the last.
Heads = Callable[[str], list[Head]]

# What can be wrong. Placeholders: the report's number, the entry, the day of the seal.
SENTENCES = {
    "entry_missing": _("Laporan %(number)s: kejadian ke-%(seq)s hilang dari riwayatnya."),
    "entry_changed": _("Laporan %(number)s: kejadian ke-%(seq)s dalam riwayatnya diubah."),
    "end_differs": _("Laporan %(number)s: riwayatnya tidak berakhir seperti yang dikatakan laporannya."),
    "unknown_to_ledger": _("Laporan %(number)s: tidak dikenal buku besar."),
    "ledger_differs": _("Laporan %(number)s: riwayatnya berakhir lain dari yang diberitahukan kepada buku besar."),
    "gone": _("Laporan %(number)s: dikenal buku besar, tetapi tidak ada lagi di daerahnya."),
    "seal_missing": _("Segel sebelum %(day)s hilang."),
    "seal_unlinked": _("Segel %(day)s tidak bersambung dengan segel sebelumnya."),
    "seal_edited": _("Segel %(day)s diubah."),
    "seal_misfit": _("Segel %(day)s tidak cocok lagi dengan buku besar."),
}

# Seals that are computed again every night; the newest vouches for every report there still is.
NEWEST_SEALS = 7
# A city not looked at for so long is flagged as well: a check that does not run finds nothing.
STALE = timedelta(hours=49)


# -- Checking ------------------------------------------------------------------------------------------------------


def check(tenant: Tenant, heads: Heads, now: datetime) -> IntegrityCheck:
    """Look at one city and keep the result. In the province's seat, outside any transaction."""
    first: Found | None = None
    reports, number_of_faults, last = 0, 0, ""
    while True:
        count, last, found = read_in_city(tenant, partial(_compare, tenant.schema_name, heads, last))
        reports += count
        number_of_faults += len(found)
        first = first or next(iter(found), None)
        if not count:
            break
    seals = seal_faults.faults(tenant.schema_name, newest=NEWEST_SEALS)
    if seals and not first:
        first = {"kind": seals[0].kind, "day": seals[0].day.isoformat()}
    return IntegrityCheck.objects.create(
        tenant=tenant.schema_name,
        checked_at=now,
        reports=reports,
        faults=number_of_faults + len(seals),
        first_fault=json.dumps(first) if first else "",
    )


def _compare(tenant: str, heads: Heads, last: str) -> tuple[int, str, list[Found]]:
    """One batch: how many reports, the number to go on after, and what does not fit. Numbers are no personal data."""
    batch = heads(last)
    until = batch[-1][0] if batch else None
    with province_seat():
        facts = _facts(tenant, last, until)
        handed_on = _handed_on(tenant, [number for number, *_rest in batch if number not in facts])
    return len(batch), until or last, list(_faults(batch, facts, handed_on))


def _faults(batch: list[Head], facts: Mapping[str, Fact], handed_on: Mapping[str, Fact]) -> Iterator[Found]:
    known = {**handed_on, **facts}
    for number, seq, head, broken in batch:
        told = known.get(number)
        if broken:
            yield {"kind": broken[0], "number": number, "seq": broken[1]}
        elif told is None:
            yield {"kind": "unknown_to_ledger", "number": number}
        elif told != (seq, head):
            yield {"kind": "ledger_differs", "number": number}
    for number in sorted(facts.keys() - {number for number, *_rest in batch}):
        yield {"kind": "gone", "number": number}


_FACTS = """
SELECT number, seq, head FROM ledger_fact
 WHERE tenant = %(tenant)s AND number > %(after)s AND (%(until)s IS NULL OR number <= %(until)s)
"""
# What a city told last of reports that are another city's now.
_HANDED_ON = """
SELECT DISTINCT ON (e.number) e.number, e.seq, e.entry_hash
  FROM ledger_entry e JOIN ledger_fact f ON f.number = e.number AND f.tenant <> %(tenant)s
 WHERE e.tenant = %(tenant)s AND e.number = ANY(%(numbers)s)
 ORDER BY e.number, e.seq DESC
"""


def _facts(tenant: str, after: str, until: str | None) -> dict[str, Fact]:
    rows = rows_of(_FACTS, tenant=tenant, after=after, until=until)
    return {number: (seq, bytes(head)) for number, seq, head in rows}


def _handed_on(tenant: str, numbers: list[str]) -> dict[str, Fact]:
    if not numbers:
        return {}
    rows = rows_of(_HANDED_ON, tenant=tenant, numbers=numbers)
    return {number: (seq, bytes(head)) for number, seq, head in rows}


def sentence(fault: str) -> str:
    """A kept fault in the reader's language; "" for none."""
    if not fault:
        return ""
    found = json.loads(fault)
    return str(SENTENCES[found["kind"]]) % found


# -- What was found ------------------------------------------------------------------------------------------------


class Checked(NamedTuple):
    """When a city was looked at last, and what was found; `first_fault` as it is kept."""

    checked_at: datetime
    reports: int
    faults: int
    first_fault: str


class Sealed(NamedTuple):
    """A city's newest seal."""

    day: date
    digest: bytes


@dataclass(frozen=True)
class Standing:
    """A city with its last check, its newest seal, and since when checks have found something (None: nothing)."""

    place: Place
    checked: Checked | None
    seal: Sealed | None
    broken_since: datetime | None
    is_stale: bool

    @property
    def is_broken(self) -> bool:
        return bool(self.checked and self.checked.faults)

    @property
    def first_fault(self) -> str:
        return sentence(self.checked.first_fault) if self.checked else ""


@dataclass(frozen=True)
class Broken:
    """A city whose past does not fit: the first fault (a sentence) and since when."""

    place: Place
    first_fault: str
    faults: int
    since: datetime


_LAST_CHECK = """LATERAL (SELECT checked_at, reports, faults, first_fault FROM oversight_integritycheck
                       WHERE tenant = c.schema_name ORDER BY checked_at DESC LIMIT 1) k"""
# The first check with faults after the last one without.
_SINCE = """(SELECT min(checked_at) FROM oversight_integritycheck
              WHERE tenant = c.schema_name AND faults > 0 AND checked_at > coalesce(
                (SELECT max(checked_at) FROM oversight_integritycheck
                  WHERE tenant = c.schema_name AND faults = 0), '-infinity'))"""
_STANDINGS = f"""
WITH {CITIES}
SELECT {PLACE}, k.checked_at, k.reports, k.faults, k.first_fault, s.day, s.digest,
       CASE WHEN k.faults > 0 THEN {_SINCE} END
  FROM cities c
  LEFT JOIN {_LAST_CHECK} ON true
  LEFT JOIN LATERAL (SELECT day, digest FROM oversight_seal WHERE tenant = c.schema_name
                      ORDER BY day DESC LIMIT 1) s ON true
 ORDER BY c.code
"""  # noqa: S608 (constants)


def standings(now: datetime) -> list[Standing]:
    """Every city that counts, by its code. One query."""
    found = []
    for row in prepared.rows_of(_STANDINGS):
        checked = Checked(*row[6:10]) if row[6] else None
        seal = Sealed(row[10], bytes(row[11])) if row[10] else None
        is_stale = checked is not None and checked.checked_at < now - STALE
        found.append(Standing(Place(*row[:6]), checked, seal, row[12], is_stale))
    return found


# Those that were found faulty lately, by an index that holds only such checks: most nights none.
_BROKEN = f"""
WITH {CITIES}, suspected AS (
  SELECT DISTINCT tenant FROM oversight_integritycheck WHERE faults > 0 AND checked_at > %(earliest)s
)
SELECT {PLACE}, k.first_fault, k.faults, {_SINCE}
  FROM suspected u
  JOIN cities c ON c.schema_name = u.tenant
  JOIN {_LAST_CHECK} ON k.faults > 0
 ORDER BY c.code
"""  # noqa: S608 (constants)


def broken(now: datetime) -> list[Broken]:
    """The cities whose last check found something, by their code: one query, for the overview."""
    rows = rows_of(_BROKEN, earliest=now - timedelta(days=31))
    return [Broken(Place(*place), sentence(fault), faults, since) for *place, fault, faults, since in rows]
