"""How much a change of the law touches: counted from what the cities have recorded."""

from dataclasses import dataclass
from datetime import date

from oversight.statements import rows_of


@dataclass(frozen=True)
class Effect:
    """Open reports that are computed again and the cities they are in; `over`: those with a deadline of SP4N that
    counts over the day.
    """

    reports: int
    cities: int
    over: int


# Days are those of each city. Sandboxes are nobody's reports.
_EFFECT = """
SELECT count(*), count(DISTINCT f.tenant),
       count(*) FILTER (
         WHERE (f.received_at AT TIME ZONE t.time_zone)::date < %(day)s
           AND (greatest(f.due_verify, f.due_first_follow_up, f.due_total) AT TIME ZONE t.time_zone)::date >= %(day)s)
  FROM ledger_fact f JOIN tenants_tenant t ON t.schema_name = f.tenant
 WHERE f.ended_at IS NULL AND f.state <> 'transferred'
   AND t.is_enabled AND NOT t.is_sandbox AND t.schema_name <> %(public)s
"""


def effect_of(day: date) -> Effect:
    """What changing a day between working day and day off touches. One query, in the province's seat."""
    return Effect(*rows_of(_EFFECT, day=day)[0])
