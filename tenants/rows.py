"""Rows of whatever tables, written by one statement whose text is made once in a process (decision 28)."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import AutoField, Field, ForeignKey, Model

from tenants.connection import connection

# The columns of a new row that take the key of another new row, and the place of that one's part in the statement.
References = tuple[tuple[str, int], ...]


class _Insert(NamedTuple):
    """New rows of one table that fill the same columns."""

    model: type[Model]
    columns: tuple[str, ...]
    references: tuple[References, ...]

    def text(self) -> str:
        rows = ", ".join(f"({', '.join(self._places(dict(row)))})" for row in self.references)
        columns = ", ".join(_quoted(self.model, name) for name in self.columns)
        key = f'"{self.model._meta.pk.column}"'
        return f'INSERT INTO "{self.model._meta.db_table}" ({columns}) VALUES {rows} RETURNING {key} AS key'  # noqa: S608

    def _places(self, row: dict[str, int]) -> Iterable[str]:
        for name in self.columns:
            yield f"(SELECT key FROM part_{row[name]})" if name in row else _place(self.model, name)  # noqa: S608


class _Update(NamedTuple):
    """Columns of one row that is there."""

    model: type[Model]
    columns: tuple[str, ...]

    def text(self) -> str:
        changes = ", ".join(f"{_quoted(self.model, name)} = {_place(self.model, name)}" for name in self.columns)
        key = self.model._meta.pk.column
        return f'UPDATE "{self.model._meta.db_table}" SET {changes} WHERE "{key}" = %s RETURNING "{key}" AS key'  # noqa: S608


def write(*new: Model, changed: Model | None = None, columns: Sequence[str] = ()) -> None:
    """Insert new rows, and change these columns of one that is there, as `Model.save` would but for its signals. One
    query.

    A new row gets its key. It may refer to another new row, the only one of its table, that has no key yet.
    """
    tables = [list(rows) for _filled, rows in groupby(new, key=_filled)]
    alone = {id(rows[0]): place for place, rows in enumerate(tables) if len(rows) == 1}
    parts: list[_Insert | _Update] = []
    values: list[Any] = []
    for rows in tables:
        part = _Insert(*_filled(rows[0]), tuple(_references(row, alone) for row in rows))
        parts.append(part)
        for row, references in zip(rows, part.references, strict=True):
            values += _values(row, part.columns, without=dict(references), is_new=True)
    if changed is not None:
        tables.append([changed])
        parts.append(_Update(type(changed), tuple(columns)))
        values += [*_values(changed, columns), changed.pk]
    with connection.cursor() as cursor:
        cursor.execute(_text(tuple(parts)), values)
        found = cursor.fetchone()
    for rows, keys in zip(tables, found, strict=True):
        for row, key in zip(rows, keys, strict=True):
            row.pk, row._state.adding, row._state.db = key, False, connection.alias
    for row in new:
        for field in _foreign_keys(type(row)):
            if getattr(row, field.attname) is None and (other := field.get_cached_value(row, default=None)):
                setattr(row, field.attname, other.pk)


@cache
def _text(parts: tuple[_Insert | _Update, ...]) -> str:
    listed = ", ".join(f"part_{place} AS ({part.text()})" for place, part in enumerate(parts))
    keys = ", ".join(f"(SELECT array_agg(key) FROM part_{place})" for place in range(len(parts)))  # noqa: S608
    return f"WITH {listed} SELECT {keys}"


def _filled(row: Model) -> tuple[type[Model], tuple[str, ...]]:
    """The table of a new row and the columns it fills: all but a key that the table is to give."""
    return type(row), _names(type(row), row.pk is None)


@cache
def _names(model: type[Model], is_without_key: bool) -> tuple[str, ...]:
    skipped = is_without_key and isinstance(model._meta.pk, AutoField)
    return tuple(name for name, field in _fields(model).items() if not (skipped and field.primary_key))


@cache
def _fields(model: type[Model]) -> dict[str, Field]:
    return {field.attname: field for field in model._meta.concrete_fields}


@cache
def _foreign_keys(model: type[Model]) -> tuple[ForeignKey, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))


def _references(row: Model, alone: dict[int, int]) -> References:
    return tuple(
        (field.attname, alone[id(other)])
        for field in _foreign_keys(type(row))
        if getattr(row, field.attname) is None and id(other := field.get_cached_value(row, default=None)) in alone
    )


def _values(row: Model, names: Sequence[str], *, without: Iterable[str] = (), is_new: bool = False) -> list[Any]:
    fields = _fields(type(row))
    return [
        fields[name].get_db_prep_save(fields[name].pre_save(row, is_new), connection)
        for name in names
        if name not in without
    ]


def _quoted(model: type[Model], name: str) -> str:
    return f'"{_fields(model)[name].column}"'


def _place(model: type[Model], name: str) -> str:
    """%s, with its type where an array could be of any."""
    placeholder = getattr(_fields(model)[name], "get_placeholder", None)
    return placeholder(None, None, connection) if placeholder else "%s"
