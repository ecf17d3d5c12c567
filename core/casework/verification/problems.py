"""What verification says: which row does not fit, and why."""

from dataclasses import dataclass
from typing import NamedTuple

from tenants.connection import connection


class Fault(NamedTuple):
    """One row that does not fit, of one report or stream. `row` is schema.table and the row's key, `what` a sentence
    for the operator; `kind` and `seq` (of the entry) are what the nightly look keeps (`oversight.integrity`)."""

    row: str
    what: str
    kind: str = "differs"
    seq: int = 0


@dataclass(frozen=True)
class Problem:
    """A fault, and whose it is: `number` is a report's, or the name of a stream."""

    tenant: str
    number: str
    row: str
    what: str
    kind: str = "differs"
    seq: int = 0

    def __str__(self) -> str:
        return f"{self.tenant} {self.number}: {self.row}: {self.what}"


def row_name(table: str, key: object) -> str:
    """A row of the city in whose seat we are."""
    return f"{connection.schema_name}.{table} {key}"
