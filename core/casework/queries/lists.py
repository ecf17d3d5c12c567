"""Lists of reports for the public, by keyset: any page costs the same, and the same however many rows there are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.casework.queries.access import public_reports, whole
from core.casework.queries.published import Filter
from core.common.errors import Invalid
from core.reports.kinds import State
from core.reports.models import Report

PUBLIC_PAGE = 20


@dataclass(frozen=True)
class Page:
    """Part of a list, newest (or most urgent) first, with the key to the next part."""

    reports: list[Report]
    next_key: str = ""


def public_list(
    *, status: str = "", category: str = "", area: str = "", words: str = "", after: str = "", size: int = PUBLIC_PAGE
) -> Page:
    """Public reports, newest first, by keyset: any page costs the same. `words` as in `Filter`. One query.

    A report that went to another city is listed there.
    """
    chosen = Filter(status, category, area, words)
    rows = whole(public_reports()).exclude(state=State.TRANSFERRED)
    return newest(chosen.of(rows), after, size, order=chosen.newest_first)


def key_of(value: str) -> int:
    """The number a list's key is made of; Invalid at `after` for what is no key."""
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Invalid.at("after", _("Halaman ini tidak ada. Kembali ke halaman pertama."))
    return int(value)


def newest(rows: QuerySet[Report], after: str, size: int, *, order: Any = "-pk") -> Page:
    """Part of these rows by the order in which they came. One query."""
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    found = list(rows.order_by(order)[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")
