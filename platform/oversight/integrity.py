"""Is each city's past still what the ledger recorded? Looked at every night; the province keeps what it found.

The city is entered read-only (`tenants.crossing`). There a function that is given (`core` is a layer beside this one)
does what `laksa audit verify` does, with a look at the ledger in the province's seat at the same moment; then the
seals are computed again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from oversight import compacting, seal_verification
from oversight.figures import CityPlace
from oversight.models import IntegrityCheck
from oversight.statements import prepared_rows_of, rows_of
from oversight.tallies import ALL, CITIES, PLACE
from tenants.crossing import read_in_city
from tenants.models import Tenant

# A kind of SENTENCES with its placeholders.
Found = dict[str, str | int]
# The next part of a look at a city, from a place on (0: from the beginning): how many reports, what was found, and the
# place to go on from (None: that was all).
Look = Callable[[int], tuple[int, list[Found], int | None]]

# What can be wrong. Placeholders: the report's number, the entry, a row (table and key), the day of the seal.
SENTENCES = {
    "entry_missing": _("Laporan %(number)s: kejadian ke-%(seq)s hilang dari riwayatnya."),
    "entry_changed": _("Laporan %(number)s: kejadian ke-%(seq)s dalam riwayatnya diubah."),
    "end_differs": _("Laporan %(number)s: riwayatnya tidak berakhir seperti yang dikatakan laporannya."),
    "unknown_to_ledger": _("Laporan %(number)s: tidak dikenal buku besar."),
    "ledger_differs": _("Laporan %(number)s: riwayatnya berakhir lain dari yang diberitahukan kepada buku besar."),
    "changed_past_history": _("Laporan %(number)s: diubah di luar sistem, ditemukan pada kejadian ke-%(seq)s."),
    "differs": _("Laporan %(number)s: %(row)s tidak seperti yang dikatakan riwayatnya."),
    "office_differs": _("Riwayat kantor daerah: %(row)s tidak cocok."),
    "gone": _("Laporan %(number)s: dikenal buku besar, tetapi tidak ada lagi di daerahnya."),
    "seal_gone": _("Segel %(day)s hilang, padahal pernah dibuat."),
    "seal_missing": _("Segel sebelum %(day)s hilang."),
    "seal_unlinked": _("Segel %(day)s tidak bersambung dengan segel sebelumnya."),
    "seal_edited": _("Segel %(day)s diubah."),
    "seal_misfit": _("Segel %(day)s tidak cocok lagi dengan buku besar."),
}

# Seals of format 1 that are computed again every night; the newest vouched for every report there was.
NEWEST_SEALS = 7
# A city not looked at for so long is flagged as well: a check that does not run finds nothing.
STALE = timedelta(hours=49)


# -- Checking ------------------------------------------------------------------------------------------------------


def check(tenant: Tenant, look: Look, now: datetime, made: Mapping[date, str] | None = None) -> IntegrityCheck:
    """Look at one city and keep the result; `made` as in `seal_faults.faults`. In the province's seat, outside any
    transaction."""
    first: Found | None = None
    reports, number_of_faults = 0, 0
    place: int | None = 0
    while place is not None:
        count, found, place = read_in_city(tenant, partial(look, place))
        reports += count
        number_of_faults += len(found)
        first = first or next(iter(found), None)
    seals = seal_verification.faults(tenant.schema_name, made=made, newest=NEWEST_SEALS)
    if seals and not first:
        first = {"kind": seals[0].kind, "day": seals[0].day.isoformat()}
    return IntegrityCheck.objects.create(
        tenant=tenant.schema_name,
        checked_at=now,
        reports=reports,
        faults=number_of_faults + len(seals),
        first_fault=json.dumps(first) if first else "",
    )


def check_tallies(now: datetime) -> IntegrityCheck:
    """Count every fact anew and keep whether the tallies are that, as a check of all tenants at once. In the
    province's seat."""
    wrong = compacting.differences()
    return IntegrityCheck.objects.create(
        tenant=ALL, checked_at=now, reports=0, faults=len(wrong), first_fault=wrong[0] if wrong else ""
    )


def wrong_tally() -> str:
    """A tally that was not what the facts add up to when they were counted last; "" for none. One query."""
    checks = IntegrityCheck.objects.filter(tenant=ALL).order_by("-checked_at")
    return checks.values_list("first_fault", flat=True).first() or ""


def sentence(fault: str) -> str:
    """A kept fault in the reader's language; "" for none."""
    if not fault:
        return ""
    found = json.loads(fault)
    return str(SENTENCES[found["kind"]]) % {"seq": 0, **found}


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

    place: CityPlace
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

    place: CityPlace
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
    for row in prepared_rows_of(_STANDINGS):
        checked = Checked(*row[6:10]) if row[6] else None
        seal = Sealed(row[10], bytes(row[11])) if row[10] else None
        is_stale = checked is not None and checked.checked_at < now - STALE
        found.append(Standing(CityPlace(*row[:6]), checked, seal, row[12], is_stale))
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
    return [Broken(CityPlace(*place), sentence(fault), faults, since) for *place, fault, faults, since in rows]
