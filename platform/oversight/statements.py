"""What the statements of this package share: which tenants count, and how the figures of a fact are judged.

They run in the province's seat. Sandbox and disabled tenants are in no figure. Secret reports are counted like all
others.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from oversight.figures import Figures
from oversight.states import COUNTED
from tenants.law.numbering import working_day_numbers
from tenants.seats import PUBLIC

# Every tenant that counts. Parameter: public.
CITIES = """
cities AS (
  SELECT t.schema_name, t.code, t.name, t.slug, t.time_zone, coalesce(d.domain, '') AS host
    FROM tenants_tenant t
    LEFT JOIN tenants_domain d ON d.tenant_id = t.id AND d.is_primary
   WHERE t.is_enabled AND NOT t.is_sandbox AND t.schema_name <> %(public)s
)"""
# Every fact of `cities` received in a span, judged. Parameters: those of `span`. `numbers` holds the running number of
# the last working day on or before each day from `first_day` on, so working days between two days are one subtraction.
RECEIVED = """
received AS (
  SELECT f.tenant, f.state, f.kind, f.category_group, f.received_at, f.ended_at, f.due_total, c.time_zone,
         f.received_at >= %(start)s AS is_now,
         coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END) AS decided_at,
         c.numbers[(f.answered_at AT TIME ZONE c.time_zone)::date - %(first_day)s + 1]
           - c.numbers[(f.received_at AT TIME ZONE c.time_zone)::date - %(first_day)s + 1] AS days
    FROM ledger_fact f
    JOIN (SELECT schema_name, time_zone, %(numbers)s::int[] AS numbers FROM cities) c ON c.schema_name = f.tenant
   WHERE f.received_at >= %(earliest)s AND f.received_at < %(end)s AND f.state = ANY(%(counted)s)
)"""
# The columns `figures_of` takes, over rows of `received`. Parameter: now.
FIGURES = f"""{", ".join(f"count(*) FILTER (WHERE state = '{state}') AS {state}" for state in COUNTED)},
         count(*) FILTER (WHERE decided_at <= due_total) AS met,
         count(*) FILTER (WHERE decided_at > due_total OR decided_at IS NULL AND ended_at > due_total) AS late,
         count(*) FILTER (WHERE decided_at IS NULL AND ended_at IS NULL AND due_total < %(now)s) AS open_late,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median_days,
         count(days) AS measured"""


def span(now: datetime, *, start: datetime, earliest: datetime, end: datetime) -> dict[str, Any]:
    """The parameters of `RECEIVED` and `FIGURES`: facts from `earliest` up to `end`, of which those from `start` on
    are `is_now`. All aware."""
    first_day, numbers = working_day_numbers(earliest.date(), now)
    return {
        "now": now,
        "start": start,
        "earliest": earliest,
        "end": end,
        "first_day": first_day,
        "numbers": numbers,
        "counted": list(COUNTED),
    }


def figures_of(values: Sequence[Any]) -> Figures:
    """The columns of `FIGURES` as a value."""
    counts, (met, late, open_late, median_days, measured) = values[: len(COUNTED)], values[len(COUNTED) :]
    return Figures(dict(zip(COUNTED, counts, strict=True)), met, late, open_late, median_days, measured)


def rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"public": PUBLIC, **parameters})
        return list(cursor.fetchall())
