"""What verification says: which row does not fit, and why."""

from dataclasses import dataclass

from django.db import connection

# (row, what) of one report; `row` is schema.table and the row's key.
Fault = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """One row that does not fit. `row` is schema.table and the row's key."""

    tenant: str
    number: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.tenant} {self.number}: {self.row}: {self.what}"


def row_name(table: str, key: object) -> str:
    """A row of the city in whose seat we are."""
    return f"{connection.schema_name}.{table} {key}"
