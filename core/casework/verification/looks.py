"""How closely a city is looked at: by `laksa audit verify`, and by the province every night.

Both do the same in the same order. The night is in the city's seat, where the ledger cannot be read, so it steps into
the province's for that; it opens no identity, and reads the files of a part of the reports only, of others the next
night.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tenants.seats import province_seat
from tenants.sql import execute

# After so many nights every file has been read.
NIGHTS = 30


@dataclass(frozen=True)
class Look:
    """`in_province` is the block in which tables of the province are read; `reads_files` tells of a report's key
    whether its files are read to the end, or only looked for."""

    in_province: Callable[[], AbstractContextManager] = nullcontext
    opens_identities: bool = True
    reads_files: Callable[[int], bool] = lambda key: True


CLOSE = Look()


def nightly(day: date) -> Look:
    """The look of one night."""
    return Look(
        province_seat, opens_identities=False, reads_files=lambda key: key % NIGHTS == day.toordinal() % NIGHTS
    )


@contextmanager
def one_moment() -> Iterator[None]:
    """A block that sees everything as it stood at one moment, so that what is written meanwhile is no fault, and can
    write nothing. Inside a transaction of the caller's the moments are that transaction's."""
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        if is_alone:
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
