"""Single changes made by hand in the database, one for each column of a row, and how each column is changed."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Model = type[models.Model]


@dataclass(frozen=True)
class Row:
    """One row of a lived-in database: in the city (`t3671`) or the province (`public`), found by a condition."""

    schema: str
    model: Model
    where: str

    @property
    def table(self) -> str:
        return f"{self.schema}.{self.model._meta.db_table}"

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.model._meta.concrete_fields]

    @property
    def edited(self) -> list[str]:
        """All but a serial number, which nobody looks at: it is the row's own and nothing else holds it."""
        return [f.column for f in self.model._meta.concrete_fields if not isinstance(f, models.AutoField)]

    def update(self, *columns: str) -> str:
        fields = [field for field in self.model._meta.concrete_fields if field.column in columns]
        changes = ", ".join(f'"{field.column}" = {_other(field, self.schema)}' for field in fields)
        return f"UPDATE {self.table} t SET {changes} WHERE {self.where}"

    def delete(self) -> str:
        return f"DELETE FROM {self.table} t WHERE {self.where}"

    def copy(self, **values: str) -> str:
        """The row once more, with other values for its keys (SQL)."""
        columns = [column for column in self.columns if column != "id" or "id" in values]
        names = ", ".join(f'"{column}"' for column in columns)
        chosen = ", ".join(values.get(column, f't."{column}"') for column in columns)
        return f"INSERT INTO {self.table} ({names}) SELECT {chosen} FROM {self.table} t WHERE {self.where}"


def _other(field: models.Field, schema: str) -> str:
    """SQL of a value the column does not have; None where it may be empty and is not counts as one, too."""
    column = f't."{field.column}"'
    if isinstance(field, models.ForeignKey):
        related = field.related_model._meta
        shared = related.app_label in ("law", "supervision", "tenants")
        table = f"{'public' if shared else schema}.{related.db_table}"
        key = related.pk.column
        return f"(SELECT o.{key} FROM {table} o WHERE o.{key} IS DISTINCT FROM {column} ORDER BY 1 LIMIT 1)"
    if isinstance(field, ArrayField) and isinstance(field.base_field, ArrayField):
        return f"ARRAY[ARRAY[now(), now()]]::{field.db_type(connection)}"
    for kind, sql in _BY_TYPE:
        if isinstance(field, kind):
            return sql.format(c=column, type=field.db_type(connection))
    raise TypeError(f"_BY_TYPE knows no other value for a {type(field).__name__} ({field}): add how one is made")


_BY_TYPE: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, "NOT {c}"),
    (ArrayField, "(CASE WHEN {c}::text = '{{1}}' THEN '{{2}}' ELSE '{{1}}' END)::{type}"),
    (models.JSONField, "'{{\"x\": 1}}'"),
    (models.DateTimeField, "coalesce({c} + interval '1 day', now())"),
    (models.DateField, "coalesce({c} + 1, current_date)"),
    (models.TimeField, "coalesce({c} + interval '1 hour', '03:03')"),
    (models.BinaryField, "decode(repeat('ab', 32), 'hex')"),
    (models.FloatField, "coalesce({c} + 0.001, 1)"),
    (models.UUIDField, "gen_random_uuid()"),
    (models.IntegerField, "coalesce({c}, 1) + 1"),
    (models.CharField, "CASE WHEN {c} = 'x' THEN 'y' ELSE 'x' END"),
    (models.TextField, "CASE WHEN {c} = 'x' THEN 'y' ELSE 'x' END"),
)
