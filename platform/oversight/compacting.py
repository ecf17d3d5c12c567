"""Folding deltas into the tallies, and making these anew from the facts. In the province's seat, or the owner's.

One compactor works at a time. Each step is one statement, which sees the facts and exactly the deltas that belong to
them, so that no figure changes by it and no writer has to wait (decision 9).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from oversight.columns import COLUMNS
from oversight.periods import MONTH, YEAR
from oversight.tallies import ALL, CUTS, cells, cuts_of, ran_out, sums
from tenants.jobs import tenant_task
from tenants.locks import session_lock, try_lock

BATCH = 20_000
_LOCK = "tallies"
# Web servers' clocks differ a little; deadlines count as run out only when they have for every one of them.
_CLOCKS_DIFFER = timedelta(minutes=1)
Progress = Callable[[int, int, str], None]

_KEY = "cut, value, grain, start, tenant"
_COLUMNS = ", ".join(COLUMNS)
# The columns of a delta.
_CELL = (
    "tenant, month, kind, category_group, unit_type, district, state, verify, follow_up, total, due_verify,"
    " due_follow_up, due_total, first_due, due_day, received_day, answered_day, asked, reopened, escalation_level,"
    " score"
)
_GRAINS = "('M', d.month), ('Y', date_trunc('year', d.month)::date)"
# Every tally a cell `d` belongs to.
_PLACES = f"""CROSS JOIN LATERAL (VALUES {cuts_of(CUTS)}) k(cut, value)
    CROSS JOIN LATERAL (VALUES {_GRAINS}) g(grain, start)
    CROSS JOIN LATERAL (VALUES (d.tenant), ('{ALL}')) t(tenant)
   WHERE NOT (k.cut = 'district' AND t.tenant = '{ALL}')"""
_ADD = ", ".join(f"{name} = oversight_tally.{name} + excluded.{name}" for name in COLUMNS)
_FOLD = f"""
WITH mark AS MATERIALIZED (SELECT swept_at FROM oversight_mark),
gone AS (DELETE FROM oversight_delta WHERE {{which}} RETURNING *),
cells AS ({cells("gone", "(SELECT swept_at FROM mark)")} {{since}}),
{{also}}
by_day AS (
  INSERT INTO oversight_dueday (tenant, day, open)
  SELECT tenant, due_day, sum(sign) FROM gone WHERE due_day IS NOT NULL GROUP BY tenant, due_day
      ON CONFLICT (tenant, day) DO UPDATE SET open = oversight_dueday.open + excluded.open
),
told AS (
  INSERT INTO oversight_tally ({_KEY}, {_COLUMNS})
  SELECT k.cut, k.value, g.grain, g.start, t.tenant, {sums()}
    FROM cells d {_PLACES}
   GROUP BY k.cut, k.value, g.grain, g.start, t.tenant
      ON CONFLICT ({_KEY}) DO UPDATE SET {_ADD}
)
SELECT count(*) FROM gone
"""  # noqa: S608 (constants)
_FOLD_SOME = _FOLD.format(
    which="id IN (SELECT id FROM oversight_delta ORDER BY id LIMIT %(batch)s)", since="", also=""
)
_FOLD_ALL_AND_SWEEP = _FOLD.format(
    which="true",
    since="UNION ALL " + ran_out("(SELECT swept_at FROM mark)", "%(until)s"),  # noqa: S608 (constants)
    also="swept AS (UPDATE oversight_mark SET swept_at = greatest(swept_at, %(until)s)),",
)


@dataclass(frozen=True)
class Compaction:
    """How many deltas were folded; `is_rebuilt` when the calendar had changed and everything was counted anew."""

    folded: int = 0
    is_rebuilt: bool = False


def compact(now: datetime | None = None, batch: int = BATCH) -> Compaction:
    """Fold everything that is pending and count the deadlines that have run out by `now` (aware). Does nothing while
    another compactor works."""
    until = (now or datetime.now(UTC)) - _CLOCKS_DIFFER
    with try_lock(_LOCK) as mine:
        if not mine:
            return Compaction()
        if _one("SELECT oversight_calendar() <> calendar FROM oversight_mark"):
            _rebuild(_silent)
            return Compaction(is_rebuilt=True)
        folded = done = batch
        while done == batch:
            done = _one(_FOLD_SOME, batch=batch)
            folded += done
        folded += _one(_FOLD_ALL_AND_SWEEP, until=until) - batch
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM oversight_dueday WHERE open = 0")
        return Compaction(folded)


def _silent(done: int, total: int, what: str) -> None:
    """Nobody watches."""


@tenant_task
def keep_up() -> dict[str, int]:
    """The worker's part: every minute, so that a screen never has many deltas to add."""
    return {"folded": compact().folded}


def pending() -> int:
    """How many deltas wait to be folded."""
    return _one("SELECT count(*) FROM oversight_delta")


def rebuild(progress: Progress | None = None) -> int:
    """Make all tallies anew from the facts, by the calendar as it stands; returns how many tallies there are then.

    Waits for a compactor at work. Readers go on with the old tallies until the end, and what is recorded meanwhile
    stays pending. Not inside a transaction. `progress(done, total, what)` is called before each city and at the end.
    """
    with session_lock(_LOCK):
        return _rebuild(progress or _silent)


def _rebuild(report: Progress) -> int:
    """Holding the lock: one transaction over one snapshot, in which facts and deltas belong together."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"
        )
        cursor.execute("SELECT oversight_number_days()")
        for table in ("oversight_delta", "oversight_tally", "oversight_dueday"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (constants)
        swept = datetime.now(UTC) - _CLOCKS_DIFFER
        cursor.execute("UPDATE oversight_mark SET swept_at = %(swept)s, rebuilt_at = now()", {"swept": swept})
        cursor.execute(_TENANTS)
        tenants = [tenant for (tenant,) in cursor.fetchall()]
        for done, tenant in enumerate(tenants):
            report(done, len(tenants), tenant)
            cursor.execute(_COUNT_TENANT, {"tenant": tenant, "swept": swept})
        report(len(tenants), len(tenants), "")
        cursor.execute(_COUNT_YEARS)
        cursor.execute(_COUNT_ALL)
        cursor.execute(_PUT_IN_ORDER)
        return _one("SELECT count(*) FROM oversight_tally")


# Every tenant that has facts, by jumping through an index.
_TENANTS = """
WITH RECURSIVE t AS (
  SELECT min(tenant) AS tenant FROM ledger_fact
  UNION ALL
  SELECT (SELECT min(tenant) FROM ledger_fact f WHERE f.tenant > t.tenant) FROM t WHERE t.tenant IS NOT NULL
)
SELECT tenant FROM t WHERE tenant IS NOT NULL
"""
_COUNT_TENANT = f"""
WITH facts AS MATERIALIZED (
  SELECT 1 AS sign, c.* FROM ledger_fact f CROSS JOIN LATERAL oversight_cell(f) c WHERE f.tenant = %(tenant)s
),
cells AS ({cells("facts", "%(swept)s")}),
by_day AS (
  INSERT INTO oversight_dueday (tenant, day, open)
  SELECT tenant, due_day, count(*) FROM facts WHERE due_day IS NOT NULL GROUP BY tenant, due_day
)
INSERT INTO oversight_tally ({_KEY}, {_COLUMNS})
SELECT k.cut, k.value, '{MONTH}', d.month, d.tenant, {sums()}
  FROM cells d CROSS JOIN LATERAL (VALUES {cuts_of(CUTS)}) k(cut, value)
 GROUP BY k.cut, k.value, d.month, d.tenant
"""  # noqa: S608 (constants)
_SUMS = ", ".join(f"sum({name})" for name in COLUMNS)
_COUNT_YEARS = f"""
INSERT INTO oversight_tally ({_KEY}, {_COLUMNS})
SELECT cut, value, '{YEAR}', date_trunc('year', start)::date, tenant, {_SUMS}
  FROM oversight_tally WHERE grain = '{MONTH}'
 GROUP BY cut, value, date_trunc('year', start)::date, tenant
"""  # noqa: S608 (constants)
_COUNT_ALL = f"""
INSERT INTO oversight_tally ({_KEY}, {_COLUMNS})
SELECT cut, value, grain, start, '{ALL}', {_SUMS}
  FROM oversight_tally WHERE cut <> 'district'
 GROUP BY cut, value, grain, start
"""  # noqa: S608 (constants)

# A screen reads one month of every city: side by side in the table they are on few pages. All rows are taken out
# before the first is put in again, because they are sorted in between.
_PUT_IN_ORDER = f"""
WITH moved AS (DELETE FROM oversight_tally RETURNING *)
INSERT INTO oversight_tally SELECT * FROM moved ORDER BY {_KEY}
"""  # noqa: S608 (constants)

# Facts counted anew, less deltas and tallies: nothing may be left.
_NOTHING = ", ".join("0" for _name in COLUMNS)
_DIFFERENCES = f"""
WITH mark AS MATERIALIZED (SELECT swept_at FROM oversight_mark),
facts AS (SELECT 1 AS sign, c.* FROM ledger_fact f CROSS JOIN LATERAL oversight_cell(f) c),
told AS (SELECT sign::int, {{cell}} FROM facts UNION ALL SELECT -sign, {{cell}} FROM oversight_delta),
cells AS ({cells("told", "(SELECT swept_at FROM mark)")}),
-- Alike ones are added up before they are put into each of their tallies.
alike AS (
  SELECT d.tenant, d.month, d.kind, d.category_group, d.unit_type, d.district, {sums()}
    FROM cells d GROUP BY 1, 2, 3, 4, 5, 6
),
parts AS (
  SELECT k.cut, k.value, g.grain, g.start, t.tenant, {_COLUMNS} FROM alike d {_PLACES}
  UNION ALL
  SELECT {_KEY}, {", ".join(f"-{name}" for name in COLUMNS)} FROM oversight_tally
)
SELECT concat_ws(' ', tenant, grain, start, cut, value) FROM parts GROUP BY {_KEY} HAVING ({_SUMS}) <> ({_NOTHING})
UNION ALL
SELECT concat_ws(' ', tenant, 'due', due_day) FROM (
  SELECT tenant, due_day, sign FROM told WHERE due_day IS NOT NULL
  UNION ALL SELECT tenant, day, -open FROM oversight_dueday) days
 GROUP BY tenant, due_day HAVING sum(sign) <> 0
""".format(cell=_CELL)  # noqa: S608 (constants)


def differences() -> list[str]:
    """Where facts counted anew are not tallies and deltas together: never, whoever writes meanwhile, unless somebody
    has changed them by hand. Reads every fact and takes its time: for the night, and for an operator with a doubt."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        cursor.execute(_DIFFERENCES)
        return [place for (place,) in cursor.fetchall()]


def _one(statement: str, **parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        [value] = cursor.fetchone()
        return value
