"""The columns of a tally: what is counted of a report, as conditions on a cell.

A *cell* is what counts of one report at one moment (`sql/oversight_cell.sql` makes it from a fact). Here `d` is a
cell with its working days, and `d.…_ran_out` says whether that deadline had run out at the last sweep: what depends on
the clock is counted up to then, and statements add what has run out since.
"""

from tenants.ledger.states import COUNTED

# Of what took longer only that it did is known: `measured` less the last of these.
MOST_DAYS = 60

_LIMITS = ("verify", "follow_up", "total")
_MEASURES: dict[str, str] = {
    **{f"{limit}_met": f"d.{limit} = 1" for limit in _LIMITS},
    **{f"{limit}_late": f"d.{limit} = 2" for limit in _LIMITS},
    **{f"{limit}_ran_out": f"d.{limit}_ran_out" for limit in _LIMITS},
    "overdue": "d.is_overdue",
    "asked": "d.asked",
    "reopened": "d.reopened",
    **{f"escalated_{level}": f"d.escalation_level = {level}" for level in (1, 2, 3)},
    **{f"score_{score}": f"d.score = {score}" for score in (1, 2, 3, 4)},
    "measured": "d.days IS NOT NULL",
}
# Counts of reports: by state, then by measure.
COUNTS: dict[str, str] = {**{state: f"d.state = '{state}'" for state in COUNTED}, **_MEASURES}
# How many had their first answer within so many working days. Counting up, so that a percentile is the first column
# that reaches its rank.
WITHIN: dict[str, str] = {f"within_{days:02}": f"d.days <= {days}" for days in range(MOST_DAYS + 1)}
COLUMNS: dict[str, str] = {**COUNTS, **WITHIN}
