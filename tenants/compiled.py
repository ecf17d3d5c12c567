"""Queries whose text Django makes once in a process, and which PostgreSQL plans once a connection (decision 28).

To make the statement of a queryset takes Django longer than a small request may take altogether, and to plan a join
takes PostgreSQL longer than to run it. A query that many requests ask is therefore a function that builds the queryset
from its values:

    @compiled
    def _by_number(number: str) -> QuerySet[Report]:
        return Report.objects.select_related("unit").filter(number=number)

It is called once, with places where the values will stand, and so may use them only where Django takes an expression
(no lists for `__in`), and may not look at them. From then on `_by_number(number)` and `_by_number.first(number)` run
what was made, with the values as the driver takes them. A row that several rows refer to is one object.

A pooler of connections in transaction mode may run each transaction in another session of the server's, where nothing
was prepared. Such a pooler tells its clients a process number of its own making, so where the server's is another,
nothing is prepared and every statement is planned each time. So it is with the owner's login, which has no pool.

A statement outlives a rollback, the setting that keeps plans general does not: then PostgreSQL chooses for itself. A
migration that changes the type of a column asks for new connections, as every upgrade does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet, Value
from psycopg2.extensions import AsIs

from tenants.backend.pool import Connection
from tenants.connection import connection

Values = ParamSpec("Values")
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Place:
    """Where the value with this number stands among the parameters of a statement."""

    number: int


@dataclass(frozen=True)
class Statement:
    """SQL with %s for each of its parameters, which are constants and Places. `title`: what it is called in logs;
    `types`: PostgreSQL's of the values, where it could not tell."""

    title: str
    sql: str
    parameters: tuple[Any, ...]
    types: tuple[str, ...] = ()

    def rows(self, values: Sequence[Any]) -> list[Sequence[Any]]:
        """What it gives for these values. One query of the page; what it is prepared by is none."""
        with connection.cursor() as cursor:
            if self._is_held(cursor):
                cursor.execute(self._execute, values)
            else:
                cursor.execute(self.sql, [self._filled(parameter, values) for parameter in self.parameters])
            return list(cursor.fetchall())

    @cached_property
    def name(self) -> str:
        """Another one for every other text."""
        return f"{self.title} {sha256(repr((self.sql, self.parameters, self.types)).encode()).hexdigest()[:16]}"

    @cached_property
    def _execute(self) -> str:
        count = len({parameter for parameter in self.parameters if isinstance(parameter, Place)})
        return f'EXECUTE "{self.name}"' + (f" ({', '.join(['%s'] * count)})" if count else "")

    def _is_held(self, cursor: CursorWrapper) -> bool:
        """Whether this connection holds the statement; it is prepared where it can be."""
        raw, held = cursor.cursor, cursor.connection
        if not isinstance(held, Connection):
            return False
        with connection.wrap_database_errors:
            if held.prepared is None:
                raw.execute("SELECT pg_backend_pid()")
                held.can_prepare = raw.fetchone()[0] == held.info.backend_pid
                held.prepared = set()
                # Left to itself, PostgreSQL plans some anew each time: it takes an array it does not know for long.
                raw.lasting("SET plan_cache_mode = force_generic_plan")
            if held.can_prepare and self.name not in held.prepared:
                numbered = raw.mogrify(self.sql, [self._numbered(parameter) for parameter in self.parameters])
                types = f" ({', '.join(self.types)})" if self.types else ""
                raw.lasting(f'PREPARE "{self.name}"{types} AS {numbered.decode()}')
                held.prepared.add(self.name)
        return held.can_prepare

    @staticmethod
    def _filled(parameter: Any, values: Sequence[Any]) -> Any:
        return values[parameter.number] if isinstance(parameter, Place) else parameter

    @staticmethod
    def _numbered(parameter: Any) -> Any:
        return AsIs(f"${parameter.number + 1}") if isinstance(parameter, Place) else parameter


def compiled(build: Callable[Values, QuerySet[Row]]) -> "Compiled[Values, Row]":
    return Compiled(build)


class Compiled(Generic[Values, Row]):
    """A query that is ready to run. Values are given by position."""

    def __init__(self, build: Callable[Values, QuerySet[Row]]) -> None:
        self._build = build

    def __call__(self, *values: Values.args, **none: Values.kwargs) -> list[Row]:
        """The rows for these values. One query."""
        made = self._made
        known: Known = {}
        return [made.object_of(row, known) for row in made.statement.rows(values)]

    def of(self, owner: Model, name: str) -> list[Row]:
        """The rows that refer by `name` to an object that is at hand; its key is the one value. One query."""
        rows: list[Row] = self.__call__(owner.pk)  # type: ignore[call-arg]  # what it takes is the key
        for row in rows:
            setattr(row, name, owner)
        return rows

    def first(self, *values: Values.args, **none: Values.kwargs) -> Row | None:
        """The first row, or None. One query."""
        return next(iter(self(*values, **none)), None)

    @cached_property
    def _made(self) -> "_Made":
        places: Any = [_Given(Place(number)) for number, _name in enumerate(signature(self._build).parameters)]
        build: Callable[..., QuerySet[Row]] = self._build
        compiler = build(*places).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return _Made(
            Statement(self._build.__name__, sql, tuple(parameters)),
            _Table.of(compiler.klass_info, compiler.select),
            tuple(compiler.get_converters(expression for expression, _sql, _alias in compiler.select).items()),
            tuple((compiler.annotation_col_map or {}).items()),
        )


class _Given(Value):
    """Where a value will stand."""

    def _resolve_output_field(self) -> None:
        return None


Known = dict[tuple[type[Model], Any], Model]


@dataclass(frozen=True)
class _Table:
    """The columns of a result that make one object, and the objects it refers to."""

    model: type[Model]
    names: list[str]
    columns: slice
    key: int
    related: tuple[tuple["_Table", Callable[[Any, Any], None]], ...]

    @classmethod
    def of(cls, info: Any, select: Sequence[Any]) -> "_Table":
        fields = [select[place][0].target for place in info["select_fields"]]
        start = info["select_fields"][0]
        related = tuple((cls.of(each, select), each["local_setter"]) for each in info.get("related_klass_infos", ()))
        key = start + fields.index(info["model"]._meta.pk)
        return cls(info["model"], [field.attname for field in fields], slice(start, start + len(fields)), key, related)

    def object_of(self, row: Sequence[Any], known: Known) -> Model | None:
        """The object a row has, with those it refers to; None where an outer join found none."""
        if row[self.key] is None:
            return None
        made = known.get((self.model, row[self.key]))
        if made is None:
            made = self.model.from_db(connection.alias, self.names, row[self.columns])
            known[self.model, row[self.key]] = made
            for table, keep in self.related:
                keep(made, table.object_of(row, known))
        return made


@dataclass(frozen=True)
class _Made:
    """What Django makes of a queryset: the statement, and how its rows become objects."""

    statement: Statement
    table: _Table
    converters: tuple[tuple[int, tuple[Sequence[Callable[..., Any]], Any]], ...]
    annotations: tuple[tuple[str, int], ...]

    def object_of(self, found: Sequence[Any], known: Known) -> Any:
        row = list(found)
        for place, (converters, expression) in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        made = self.table.object_of(row, known)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made
