"""Rows found by what somebody typed or an address says, and long lists of them a batch at a time."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from core.common.errors import NotFound

Row = TypeVar("Row", bound=Model)


def row_or_none(rows: QuerySet[Row], **columns: Any) -> Row | None:
    """The first row with these values; None also for what no column can hold. One query."""
    usable = all(not isinstance(value, str) or "\x00" not in value for value in columns.values())
    return rows.filter(**columns).first() if usable else None


def row_or_404(rows: QuerySet[Row], **columns: Any) -> Row:
    """The same; NotFound where there is none."""
    found = row_or_none(rows, **columns)
    if found is None:
        raise NotFound()
    return found


def in_batches(rows: QuerySet[Row], size: int) -> Iterator[Row]:
    """Rows in the order of their keys, so many a query: what changes meanwhile is seen."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield from batch
        last = batch[-1].pk
