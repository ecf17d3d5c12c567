"""How statements count: tallies, and the deltas and deadlines that are not in them yet, in one snapshot (decision 9).

`counted` gives the common tables a statement begins with; its last one, `counted`, has one row for each tenant, cut,
value and label, with the counts of `oversight.columns` and, as one array, how many were answered `within` so many
working days. Labels name spans of whole months (`Span`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from oversight.columns import COLUMNS, COUNTS, WITHIN

# The tenant of a tally over all tenants, disabled and sandbox ones among them: whoever shows it takes these off.
ALL = "*"
MONTH, YEAR = "M", "Y"
# By what tallies are cut, and the value of a cell `d` there. A district lies in one city, so nothing sums over all.
CUTS: dict[str, str] = {
    "": "''",
    "kind": "d.kind",
    "group": "d.category_group",
    "kind_group": "d.kind || '|' || d.category_group",
    "unit": "d.unit_type",
    "district": "d.district",
}
# When the first deadline runs out that an open fact `f` has not met and that no other city has missed before; as
# `sql/ledger_fact_indexes.sql` writes it.
FIRST_DUE = """least(
    CASE WHEN f.verified_at IS NULL AND coalesce(f.late_verify, f.tenant) = f.tenant THEN f.due_verify END,
    CASE WHEN f.first_follow_up_at IS NULL AND coalesce(f.late_first_follow_up, f.tenant) = f.tenant
         THEN f.due_first_follow_up END,
    CASE WHEN f.answered_at IS NULL AND coalesce(f.late_total, f.tenant) = f.tenant THEN f.due_total END)"""
_WHERE = "c.tenant, c.month, c.kind, c.category_group, c.unit_type, c.district"
_WHAT = "c.state, c.verify, c.follow_up, c.total, c.asked, c.reopened, c.escalation_level, c.score"


def cells(source: str, swept: str) -> str:
    """Rows of the form of deltas as the columns' conditions read them; deadlines before `swept` have run out."""
    # Of forty years of days only those between these reports are read.
    days = f"""(SELECT day, number FROM oversight_workday
       WHERE day BETWEEN (SELECT min(received_day) FROM {source}) AND (SELECT max(answered_day) FROM {source}))"""  # noqa: S608 (constants)
    return f"""
  SELECT c.sign, {_WHERE}, {_WHAT}, answered_on.number - received_on.number AS days,
         c.due_verify < {swept} AS verify_ran_out, c.due_follow_up < {swept} AS follow_up_ran_out,
         c.due_total < {swept} AS total_ran_out, c.first_due < {swept} AS is_overdue
    FROM {source} c
    LEFT JOIN {days} answered_on ON answered_on.day = c.answered_day
    LEFT JOIN {days} received_on ON received_on.day = c.received_day AND c.answered_day IS NOT NULL"""  # noqa: S608 (constants)


def ran_out(since: str, until: str) -> str:
    """Cells that hold nothing but the deadlines of open reports that ran out from `since` up to `until`."""

    def between(due: str) -> str:
        return f"{due} >= {since} AND {due} < {until}"

    nothing = ", ".join(f"NULL AS {name.removeprefix('c.')}" for name in _WHAT.split(", "))
    return f"""
  SELECT 1 AS sign, {_WHERE}, {nothing}, NULL AS days,
         {between("c.due_verify")} AS verify_ran_out, {between("c.due_follow_up")} AS follow_up_ran_out,
         {between("c.due_total")} AS total_ran_out, {between("c.first_due")} AS is_overdue
    FROM ledger_fact f CROSS JOIN LATERAL oversight_cell(f) c
   WHERE {runs_out(since, until)}"""  # noqa: S608 (constants)


def runs_out(since: str, until: str) -> str:
    """Whether a deadline of an open fact `f` runs out from `since` up to `until`; by partial indexes."""
    return f"""f.ended_at IS NULL
     AND (f.verified_at IS NULL AND f.due_verify >= {since} AND f.due_verify < {until}
          OR f.first_follow_up_at IS NULL AND f.due_first_follow_up >= {since} AND f.due_first_follow_up < {until}
          OR f.answered_at IS NULL AND f.due_total >= {since} AND f.due_total < {until})"""


def cuts_of(cuts: Iterable[str]) -> str:
    """The cuts a cell `d` is counted under, as rows (cut, value)."""
    return ", ".join(f"('{cut}', {CUTS[cut]})" for cut in cuts)


def sums(columns: Iterable[str] = COLUMNS) -> str:
    """The columns over cells `d`."""
    return ", ".join(f"coalesce(sum(d.sign) FILTER (WHERE {COLUMNS[name]}), 0)::int AS {name}" for name in columns)


def pending_cells() -> str:
    """The common tables `mark` and `cells`: what is not in the tallies yet. Parameter: now.

    Materialized: a statement that names `cells` once would else make it anew for each of its spans.
    """
    swept = "(SELECT swept_at FROM mark)"
    return f"""
mark AS MATERIALIZED (SELECT swept_at FROM oversight_mark),
cells AS MATERIALIZED ({cells("oversight_delta", swept)}
  UNION ALL {ran_out(swept, "%(now)s")}
)"""  # noqa: S608 (constants)


@lru_cache
def counted(cuts: tuple[str, ...], *, one_value: bool = False, tenants: str = "") -> str:
    """The common tables. Parameters: those of `parameters`, and `now`; `value` with `one_value`.

    `one_value`: only this value of the (one) cut. `tenants`: only those in this array (SQL), of which one may be
    `ALL`.
    """
    columns = ", ".join(COLUMNS)
    within = array(f"sum({name})" for name in WITHIN)
    value, pending_value = (" AND t.value = %(value)s", " AND k.value = %(value)s") if one_value else ("", "")
    match = f"t.cut = b.cut AND t.grain = b.grain AND t.start = b.start{value}"
    tallies, pending, pending_all = f"JOIN oversight_tally t ON {match}", "", ""
    if tenants:
        # Each tally by its whole key: a plan that does not know how many tenants are wanted would read all of them.
        tallies = f"""CROSS JOIN unnest({tenants}) w(tenant)
   CROSS JOIN LATERAL (SELECT * FROM oversight_tally t WHERE {match} AND t.tenant = w.tenant OFFSET 0) t"""  # noqa: S608 (constants)
        pending = f" WHERE tenant = ANY({tenants})"
        pending_all = f" AND '{ALL}' = ANY({tenants})"
        pending_value += f" AND (d.tenant = ANY({tenants}) OR '{ALL}' = ANY({tenants}))"
    return f"""{pending_cells()},
spans AS (SELECT * FROM unnest(%(cuts)s::text[], %(labels)s::text[], %(firsts)s::date[], %(untils)s::date[])
            AS s(cut, label, first, until)),
buckets AS (SELECT * FROM unnest(%(bucket_cuts)s::text[], %(bucket_labels)s::text[], %(grains)s::text[],
                                 %(starts)s::date[], %(signs)s::int[]) AS b(cut, label, grain, start, sign)),
pending AS (
  SELECT d.tenant, k.cut, k.value, s.label, {sums()}
    FROM cells d CROSS JOIN LATERAL (VALUES {cuts_of(cuts)}) k(cut, value)
    JOIN spans s ON s.cut = k.cut AND d.month >= s.first AND d.month < s.until{pending_value}
   GROUP BY d.tenant, k.cut, k.value, s.label
),
parts AS (
  SELECT t.tenant, t.cut, t.value, b.label, {", ".join(f"b.sign * {name} AS {name}" for name in COLUMNS)}
    FROM buckets b {tallies}
  UNION ALL
  SELECT tenant, cut, value, label, {columns} FROM pending{pending}
  UNION ALL
  SELECT '{ALL}', cut, value, label, {columns} FROM pending WHERE cut <> 'district'{pending_all}
),
counted AS (
  SELECT tenant, cut, value, label, {", ".join(f"sum({name})::int AS {name}" for name in COUNTS)}, {within} AS within
    FROM parts GROUP BY tenant, cut, value, label
)"""  # noqa: S608 (constants)


def array(numbers: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(numbers)}]::int[]"


@dataclass(frozen=True)
class Span:
    """Whole months of one cut under a name: from the month that begins with `first` up to that with `until`."""

    label: str
    first: date
    until: date
    cut: str = ""


def parameters(spans: Iterable[Span]) -> dict[str, Any]:
    """The spans, and the months and years that cover them."""
    spans = list(spans)
    buckets = [(span.cut, span.label, *bucket) for span in spans for bucket in covering(span.first, span.until)]
    return {
        "cuts": [span.cut for span in spans],
        "labels": [span.label for span in spans],
        "firsts": [span.first for span in spans],
        "untils": [span.until for span in spans],
        "bucket_cuts": [bucket[0] for bucket in buckets],
        "bucket_labels": [bucket[1] for bucket in buckets],
        "grains": [bucket[2] for bucket in buckets],
        "starts": [bucket[3] for bucket in buckets],
        "signs": [bucket[4] for bucket in buckets],
    }


def covering(first: date, until: date) -> list[tuple[str, date, int]]:
    """The fewest years and months whose sum, each with its sign, is a span of months: most of a year is the year less
    the rest of it."""
    found: list[tuple[str, date, int]] = []
    for year in range(first.year, until.year + 1):
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        wanted = _months(max(first, start), min(until, end))
        rest = [month for month in _months(start, end) if month not in wanted]
        if wanted and len(rest) + 1 < len(wanted):
            found += [(YEAR, start, 1), *((MONTH, month, -1) for month in rest)]
        else:
            found += [(MONTH, month, 1) for month in wanted]
    return found


def _months(first: date, until: date) -> list[date]:
    """The first days of the months from `first` up to `until`, both in one year or the first day of the next."""
    last = 12 if until.year > first.year else until.month - 1
    return [date(first.year, month, 1) for month in range(first.month, last + 1)] if first < until else []


def days(row: str) -> str:
    """Median (the mean of the two in the middle) and 90th percentile (nine of ten are answered within)."""
    low, high, nine_of_ten = (
        # How many columns stay below the rank is the least number of days within which so many had their answer.
        f"CASE WHEN {row}.measured > 0 THEN width_bucket({rank} - 1, {row}.within) END"
        for rank in (f"({row}.measured + 1) / 2", f"({row}.measured / 2 + 1)", f"(9 * {row}.measured + 9) / 10")
    )
    return f"({low} + {high}) / 2.0::float8 AS median_days, {nine_of_ten} AS p90_days"
