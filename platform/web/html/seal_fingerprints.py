"""Where a reporter finds her own report in the daily seals: its line, and the first seal it is in."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core.audit.ledger_scope import last_in_ledger
from core.reports.models import Report
from oversight import seals
from oversight.seal_creation import SETTLING
from tenants.context import current
from web.site.context import province_url


@dataclass(frozen=True)
class Fingerprint:
    """How the line begins that the last entry of a report's history has in the file of `day`."""

    line: str
    day: date
    is_sealed: bool
    file_url: str


def fingerprint(report: Report) -> Fingerprint | None:
    """A report's line in the seals; None in a sandbox, which nobody seals. One query, in the city's seat.

    The city cannot read the seals: it computes the line from its own history. The day is that of the last event, which
    is the ledger's but for what happens in the same second as midnight.
    """
    tenant = current()
    entry = last_in_ledger(report.number)
    if tenant.is_sandbox or entry is None:
        return None
    day = timezone.localtime(entry.at, tenant.zone).date()
    return Fingerprint(
        line=seals.entry_line(report.number, entry.seq, bytes(entry.hash)),
        day=day,
        is_sealed=timezone.now() >= seals.end_of(day, tenant.zone) + SETTLING,
        file_url=province_url("seal_file", tenant.slug, day.isoformat()),
    )
