"""What the statements of this package share: which tenants count, and how a row of counts becomes figures.

They run in the province's seat. Sandbox and disabled tenants are in no figure. Secret reports are counted like all
others.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from oversight.columns import COUNTS, WITHIN
from oversight.figures import Figures
from oversight.periods import Period
from oversight.tallies import ALL, Span, array, days
from tenants.ledger.states import OPEN
from tenants.seats import PUBLIC

# Every tenant but sandboxes; those that count. Parameter: public.
CITIES = """
members AS (
  SELECT t.schema_name, t.code, t.name, t.slug, t.time_zone, coalesce(d.domain, '') AS host, t.is_enabled, t.is_sandbox
    FROM tenants_tenant t
    LEFT JOIN tenants_domain d ON d.tenant_id = t.id AND d.is_primary
   WHERE t.schema_name <> %(public)s
),
cities AS (SELECT * FROM members WHERE is_enabled AND NOT is_sandbox)"""
PLACE = "c.schema_name, c.code, c.name, c.slug, c.host, c.is_enabled"
# The tenants whose tallies make up the whole: the one over all, and those that are taken off it again.
WHOLE = f"ARRAY(SELECT schema_name FROM members WHERE NOT is_enabled OR is_sandbox) || ARRAY['{ALL}'::varchar]"  # noqa: S608 (constants)
ONE_CITY = "ARRAY(SELECT schema_name FROM cities WHERE slug = %(slug)s)"
NOW, BEFORE = "now", "before"


def shown() -> str:
    """After `counted`: the rows of cities that count, and one (tenant `*`) for all these cities together."""

    def taken_off(column: str) -> str:
        return f"sum(CASE WHEN n.tenant = '{ALL}' THEN {column} ELSE -{column} END)"

    counts = ", ".join(f"{taken_off(name)}::int" for name in COUNTS)
    within = array(taken_off(f"within[{place}]") for place in range(1, len(WITHIN) + 1))
    return f"""
shown AS (
  SELECT n.tenant, n.cut, n.value, n.label, {", ".join(COUNTS)}, within
    FROM counted n JOIN cities c ON c.schema_name = n.tenant
  UNION ALL
  SELECT '{ALL}', n.cut, n.value, n.label, {counts}, {within}
    FROM counted n LEFT JOIN cities c ON c.schema_name = n.tenant
   WHERE c.schema_name IS NULL
   GROUP BY n.cut, n.value, n.label
)"""  # noqa: S608 (constants)


# What `figures_of` takes, of a row `n` of `shown`.
FIGURES = f"{', '.join(f'n.{name}' for name in COUNTS)}, {days('n')}"
IS_OPEN = " + ".join(OPEN)


def figures_of(values: Sequence[Any]) -> Figures:
    """The columns of `FIGURES` as a value."""
    return Figures(tuple(values[:-2]), values[-2], values[-1])


def spans_of(period: Period, now: datetime, *cuts: str, with_before: bool = True) -> list[Span]:
    """A period and the span before it, for each cut. Nothing is received after `now`, so what ends with its month may
    as well end with its year, which is fewer tallies to read."""
    is_present = period.until > now.astimezone(period.zone).date()
    until = date(period.until.year + (period.until.month > 1), 1, 1) if is_present else period.until
    found = []
    for cut in cuts or ("",):
        found.append(Span(NOW, period.first, until, cut))
        if with_before and period.before_first:
            found.append(Span(BEFORE, period.before_first, period.first, cut))
    return found


def rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"public": PUBLIC, **parameters})
        return list(cursor.fetchall())
