"""The version of everything the province's front page is made of, so that it can be remembered exactly
(`core.common.remembered_answers`)."""

from collections.abc import Hashable
from datetime import datetime

from oversight.statements import prepared_rows_of
from oversight.tallies import runs_out

# All rows of a small table, each by the version PostgreSQL keeps it in.
_ROWS = "SELECT md5(string_agg(xidsend(xmin) || tidsend(ctid), ''::bytea ORDER BY id)) FROM {}"
_SWEPT = "(SELECT swept_at FROM oversight_mark)"
_RAN_OUT = f"SELECT count(*) FROM ledger_fact f WHERE {runs_out(_SWEPT, '%(now)s')}"  # noqa: S608 (constants)
_MARK = "SELECT concat(xmin, ctid) FROM oversight_mark"
_TABLES = ("oversight_delta", "tenants_tenant", "tenants_domain", "supervision_statement")
_VERSION = "SELECT " + ", ".join(f"({part})" for part in (_MARK, _RAN_OUT, *map(_ROWS.format, _TABLES)))


def figures_version(now: datetime) -> Hashable:
    """Equal as long as all figures, cities, hosts and statements of cities are the same. One query.

    Tallies change only when deltas are folded into them, which takes these away, and when they are made anew, which
    moves the mark. A deadline that runs out changes figures without any event: so many have since the mark was set.
    """
    return tuple(prepared_rows_of(_VERSION, now=now)[0])
