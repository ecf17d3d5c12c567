"""Running the statements of this package. In the province's seat.

Some of them PostgreSQL plans once a connection, not at every request (`prepared_rows_of`), and the figures they give
are remembered as long as nothing has changed (`figures_of`).

The statements over tallies name some hundred columns several times: reading and planning them costs as much as running
them. Their plan does not depend on the values, so it is made once (`PREPARE`) and run with new values (`EXECUTE`).
Statements whose filters come and go are better planned each time (`rows_of`).

A pooler of connections in transaction mode may run each transaction in another session of the server's, where nothing
was prepared. Such a pooler tells its clients a process number of its own making, so where the server's is another,
nothing is prepared and every statement is planned each time.

A statement outlives a rollback, the setting that keeps plans general does not: then PostgreSQL chooses for itself. A
migration that changes the type of a column asks for new connections, as every upgrade does.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

from oversight.tallies import ran_out
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

Value = TypeVar("Value")
# The statements a connection holds, by what they are prepared from; None where it cannot hold any. A lost connection
# takes its own with it.
_held: WeakKeyDictionary[Any, dict[tuple[str, tuple[str, ...]], str] | None] = WeakKeyDictionary()
_PLACE = re.compile(r"%\((\w+)\)s")
_TYPES = {datetime: "timestamptz", date: "date", str: "text", int: "int"}


def rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    """What a statement gives for these values, planned anew."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"public": PUBLIC, **parameters})
        return list(cursor.fetchall())


def prepared_rows_of(statement: str, **parameters: Any) -> list[Sequence[Any]]:
    """The same, planned once a connection: no value is NULL, no list of mixed types."""
    names, numbered = _numbered(statement)
    given = {"public": PUBLIC, **parameters}
    values = [given[name] for name in names]
    with connection.cursor() as cursor:
        name = _prepared(cursor, numbered, tuple(_type(value) for value in values))
        if name is None:
            cursor.execute(statement, given)
        else:
            cursor.execute(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
        return list(cursor.fetchall())


def _prepared(cursor: CursorWrapper, statement: str, types: tuple[str, ...]) -> str | None:
    """The name under which this connection holds the statement; None where it can hold none. Past Django's own cursor:
    preparing is not a query of the page that happens to be the first."""
    with connection.wrap_database_errors:
        if cursor.connection not in _held:
            _held[cursor.connection] = _begun(cursor)
        held = _held[cursor.connection]
        if held is None:
            return None
        if (statement, types) not in held:
            name = f"figures_{len(held)}"
            _lasting(cursor, f"PREPARE {name} ({', '.join(types)}) AS {statement}")
            held[statement, types] = name
    return held[statement, types]


def _begun(cursor: CursorWrapper) -> dict[tuple[str, tuple[str, ...]], str] | None:
    """No statements yet, on a connection whose session is its own."""
    cursor.cursor.execute("SELECT pg_backend_pid()")
    (process,) = cursor.cursor.fetchone()
    if process != cursor.connection.info.backend_pid:
        return None
    # Left to itself, PostgreSQL plans some anew each time: it takes an array it does not know for long.
    _lasting(cursor, "SET plan_cache_mode = force_generic_plan")
    return {}


def _lasting(cursor: CursorWrapper, statement: str) -> None:
    """Run what is to stay in the session."""
    getattr(cursor.cursor, "lasting", cursor.cursor.execute)(statement)


@lru_cache
def _numbered(statement: str) -> tuple[tuple[str, ...], str]:
    """The names of the parameters, and the statement with their numbers in their places."""
    names = tuple(dict.fromkeys(_PLACE.findall(statement)))
    return names, _PLACE.sub(lambda found: f"${names.index(found[1]) + 1}", statement).replace("%%", "%")


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
    version, value = _memory.fresh(key) or ("", None)
    rows = prepared_rows_of(_if_changed(statement), now=now, known=version, **parameters)
    if rows:
        version, *_first = rows[0]
        value = build([row[1:-1] for row in rows if row[-1]])
        _memory.keep(key, (version, value))
    return value


@lru_cache
def _if_changed(statement: str) -> str:
    """One row at least where the version is another than the one known, else none."""
    return f"""
WITH version AS MATERIALIZED ({_version(_OF_FIGURES)})
SELECT v.version, told.*
  FROM version v LEFT JOIN (SELECT made.*, true FROM ({statement}) made) told ON true
 WHERE v.version <> %(known)s
"""  # noqa: S608 (constants)
