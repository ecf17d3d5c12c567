"""Lists of reports for the public, by keyset: any page costs the same, and the same however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.casework.queries.access import public_reports, whole
from core.casework.queries.public_search import Filter
from core.common import crypto
from core.common.errors import Invalid
from core.common.permutation import restored, shuffled
from core.reports.kinds import State
from core.reports.models import Report
from tenants.connection import connection

PUBLIC_PAGE = 20
# More than there will ever be reports; a made-up key is none of them.
_KEYS = 2**56


Row = TypeVar("Row", bound=Report, covariant=True)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Part of a list, newest (or most urgent) first, with the key to the next part."""

    reports: Sequence[Row]
    next_key: str = ""


def public_list(
    *, status: str = "", category: str = "", area: str = "", words: str = "", after: str = "", size: int = PUBLIC_PAGE
) -> KeysetPage[Report]:
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


def _shown_key(pk: int) -> str:
    """A row's key as an address of the public shows it: shuffled, because the keys of reports are consecutive, and
    what is missing between two public ones would be the secret ones."""
    return str(shuffled(pk, _KEYS, _list_key()))


def _read_key(value: str) -> int:
    number = key_of(value)
    if number >= _KEYS:
        raise Invalid.at("after", _("Halaman ini tidak ada. Kembali ke halaman pertama."))
    return restored(number, _KEYS, _list_key())


def _list_key() -> bytes:
    return crypto.lasting_key(connection.schema_name, "list-keys")


def newest(rows: QuerySet[Report], after: str, size: int, *, order: Any = "-pk") -> KeysetPage[Report]:
    """Part of these rows by the order in which they came. One query."""
    if after:
        rows = rows.filter(pk__lt=_read_key(after))
    found = list(rows.order_by(order)[: size + 1])
    return KeysetPage(found[:size], _shown_key(found[size - 1].pk) if len(found) > size else "")
