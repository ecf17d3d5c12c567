"""Why the desk counts other late reports than the Ombudsman: both counts from one snapshot, and what parts them.

The desk's clocks are the city's: of every law, with its own days off, pauses and extensions. The Ombudsman looks at
the three deadlines of PermenPANRB 62/2018 by the national calendar, alike in every city, and leaves lateness with the
city in which it arose (`oversight.tallies.FIRST_DUE`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from core.audit.ledger_scope import LEAVES
from core.reports.kinds import OPEN
from tenants.context import current
from tenants.law.models import RuleSet


@dataclass(frozen=True)
class Overdue:
    """Open reports that are late: by both, by the desk's clocks only, by the Ombudsman's count only. A sandbox's are
    in no count of the Ombudsman's."""

    both: int
    here_only: int
    there_only: int
    is_sandbox: bool = False

    @property
    def here(self) -> int:
        return self.both + self.here_only

    @property
    def there(self) -> int:
        return self.both + self.there_only

    @property
    def differs(self) -> bool:
        return bool(self.here_only or self.there_only)


# Each deadline until the moment that the ledger knows as its end. It is late where the report was when it ran out: in
# the city that the last hand-over before names, without one in that of its number.
_OVERDUE = """
SELECT count(*) FILTER (WHERE here AND there), count(*) FILTER (WHERE here AND NOT there),
       count(*) FILTER (WHERE there AND NOT here)
  FROM (
    SELECT coalesce(r.next_due_at < %(now)s, false) AS here, EXISTS (
        SELECT FROM deadlines_deadline d
         WHERE d.report_id = r.id AND d.rule_set = %(rule_set)s
           AND coalesce(d.national_due_at, d.due_at) < %(now)s
           AND (r.received_from = '' OR %(here)s = coalesce((
                 SELECT e.details ->> 'to' FROM audit_entry e
                  WHERE e.stream = r.number AND e.action = ANY(%(leaves)s)
                    AND e.at <= coalesce(d.national_due_at, d.due_at)
                  ORDER BY e.seq DESC LIMIT 1), 't' || left(r.number, 4)))
           AND CASE d.rule WHEN 'verify' THEN r.verified_at IS NULL
                           WHEN 'first_follow_up' THEN d.met_at IS NULL
                           WHEN 'total' THEN r.answered_at IS NULL END) AS there
      FROM reports_report r
     WHERE r.state = ANY(%(open)s)
  ) report
"""


def overdue_by_both(*, now: datetime | None = None) -> Overdue:
    """Of all open reports of the city. One query."""
    city = current()
    values: dict[str, Any] = {
        "now": now or timezone.now(),
        "rule_set": RuleSet.SP4N,
        "open": list(OPEN),
        "here": city.schema_name,
        "leaves": list(LEAVES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, values)
        [(both, here_only, there_only)] = cursor.fetchall()
    return Overdue(both, here_only, there_only, city.is_sandbox)
