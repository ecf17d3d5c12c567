"""How statements count: tallies, and the deltas and deadlines that are not in them yet, in one snapshot (decision 9).

`counted` gives the common tables a statement begins with; its last one, `counted`, has one row for each tenant, cut,
value and label, with the counts of `oversight.columns` and, as one array, how many were answered `within` so many
working days. Labels name spans of whole months (`oversight.periods.Span`). `shown` takes off what no figure
counts: sandboxes and disabled tenants. Secret reports are counted like all others.
"""

from collections.abc import Iterable
from functools import lru_cache

from oversight.columns import COLUMNS, COUNTS, WITHIN
from tenants.ledger.states import OPEN

# The tenant of a tally over all tenants, disabled and sandbox ones among them: whoever shows it takes these off.
ALL = "*"
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
    """The common tables. Parameters: those of `periods.parameters`, and `now`; `value` with `one_value`.

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


def days(row: str) -> str:
    """Median (the mean of the two in the middle) and 90th percentile (nine of ten are answered within)."""
    low, high, nine_of_ten = (
        # How many columns stay below the rank is the least number of days within which so many had their answer.
        f"CASE WHEN {row}.measured > 0 THEN width_bucket({rank} - 1, {row}.within) END"
        for rank in (f"({row}.measured + 1) / 2", f"({row}.measured / 2 + 1)", f"(9 * {row}.measured + 9) / 10")
    )
    return f"({low} + {high}) / 2.0::float8 AS median_days, {nine_of_ten} AS p90_days"


# -- What is shown of it -----------------------------------------------------------------------------------------

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


# What `Figures.of` takes, of a row `n` of `shown`.
FIGURES = f"{', '.join(f'n.{name}' for name in COUNTS)}, {days('n')}"
IS_OPEN = " + ".join(OPEN)
