"""Running the statements of this package. In the province's seat.

Some of them PostgreSQL plans once a connection, not at every request (`prepared_rows_of`), and the figures they give
are remembered as long as nothing has changed (`figures_of`).

The statements over tallies name some hundred columns several times: reading and planning them costs as much as running
them. Their plan does not depend on the values, so it is made once (`PREPARE`) and run with new values (`EXECUTE`).
Statements whose filters come and go are better planned each time (`rows_of`).
"""

import re
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection

from oversight.tallies import ran_out
from tenants.compiled import Place, Statement
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

Value = TypeVar("Value")
_PLACE = re.compile(r"%\((\w+)\)s")
_TYPES = {datetime: "timestamptz", date: "date", str: "text", int: "int"}


def rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    """What a statement gives for these values, planned anew."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"public": PUBLIC, **parameters})
        return list(cursor.fetchall())


def prepared_rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    """The same, planned once a connection: no value is NULL, no list of mixed types."""
    given = {"public": PUBLIC, **parameters}
    values = [given[name] for name in _names(statement)]
    return _prepared(statement, tuple(_type(value) for value in values)).rows(values)


@lru_cache(maxsize=1024)
def _prepared(statement: str, types: tuple[str, ...]) -> Statement:
    names = _names(statement)
    places = tuple(Place(names.index(name)) for name in _PLACE.findall(statement))
    return Statement("figures", _PLACE.sub("%s", statement), places, types)


@lru_cache(maxsize=1024)
def _names(statement: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_PLACE.findall(statement)))


def _type(value: Any) -> str:
    """The type PostgreSQL is to take a value for. An empty list may be of any type, so it is one of texts."""
    if isinstance(value, list):
        return f"{_type(value[0]) if value else 'text'}[]"
    return _TYPES[type(value)]


# -- Remembered until something changes -----------------------------------------------------------------------------

_SWEPT = "(SELECT swept_at FROM oversight_mark)"
# Deltas only come, with growing numbers, until they are folded, which takes them away.
_DELTAS = "SELECT concat_ws('-', count(*), sum(id)) FROM oversight_delta"
# Which deadlines have run out since: facts that leave these do it by a delta.
_RAN_OUT = f"""
SELECT concat_ws('-', sum(verify_ran_out::int), sum(follow_up_ran_out::int), sum(total_ran_out::int),
                 sum(is_overdue::int))
  FROM ({ran_out(_SWEPT, "%(now)s")}) late"""  # noqa: S608 (constants)
# All rows of a small table, each by the version PostgreSQL keeps it in.
_ROWS = "SELECT md5(string_agg(xidsend(xmin) || tidsend(ctid), ''::bytea ORDER BY id)) FROM {}"
# A database that was restored under a running process is another one.
_DATABASE = "SELECT oid FROM pg_database WHERE datname = current_database()"
_OF_FIGURES = (_DATABASE, "SELECT concat(xmin, ctid) FROM oversight_mark", _DELTAS, _RAN_OUT,
               *map(_ROWS.format, ("tenants_tenant", "tenants_domain")))  # fmt: skip


def _version(parts: Sequence[str]) -> str:
    return f"SELECT concat_ws(' ', {', '.join(f'({part})' for part in parts)}) AS version"


_VERSION = _version((*_OF_FIGURES, _ROWS.format("supervision_statement")))
_memory: Remembered[tuple[str, Any]] = Remembered(600, most=32)


def figures_version(now: datetime) -> Hashable:
    """Equal as long as all figures, cities, hosts and statements of cities are the same. One query.

    Tallies change only when deltas are folded into them, which takes these away, and when they are made anew, which
    moves the mark. A deadline that runs out changes figures without any event: those that have since the mark was set.
    """
    return prepared_rows_of(_VERSION, now=now)[0][0]


def figures_of(
    statement: str, build: Callable[[list[Sequence[Any]]], Value], now: datetime, **parameters: Any
) -> Value:
    """What `build` makes of the rows of a statement over tallies. One query.

    This process remembers it with the version of the figures it was made of: the statement itself compares that with
    the version of its own snapshot, and computes something only where they differ. Within an hour of `now`, because
    days begin with one. Whoever gets the value leaves it as it is.
    """
    given = (tuple(value) if isinstance(value, list) else value for value in parameters.values())
    key = (statement, f"{now:%Y%m%d%H}", *given)
    held: tuple[str, Any] = _memory.fresh(key) or ("", None)
    rows = prepared_rows_of(_if_changed(statement), now=now, known=held[0], **parameters)
    if rows:
        held = (rows[0][0], build([row[1:-1] for row in rows if row[-1]]))
        _memory.keep(key, held)
    value: Value = held[1]
    return value


@lru_cache
def _if_changed(statement: str) -> str:
    """One row at least where the version is another than the one known, else none."""
    return f"""
WITH version AS MATERIALIZED ({_version(_OF_FIGURES)})
SELECT v.version, computed.*
  FROM version v LEFT JOIN (SELECT made.*, true FROM ({statement}) made) computed ON true
 WHERE v.version <> %(known)s
"""  # noqa: S608 (constants)
