"""Distinguishes faults of database and disk from faults of ours: they become a 503 with
Retry-After and a sentence, never a 500.

PostgreSQL's conditions by their SQLSTATE (Appendix A of its manual); those of files by errno.
"""

import errno
from collections.abc import Iterator

import psycopg2
from django.utils.translation import gettext_lazy as _

from core.common.errors import Refused, Sentence
from tenants.backend.pool import NoConnection
from tenants.lazy_text import Promise
from tenants.schema_versions import Behind

SOON, LATER = 5, 60  # seconds until it is worth another try


class Unavailable(Refused):
    """Something the site needs does not work just now; nothing was changed. `retry_after`: whole seconds."""

    code = "unavailable"
    message = _("Layanan ini sedang terganggu. Coba lagi beberapa menit lagi.")

    def __init__(self, code: str | None = None, message: Sentence | None = None, *, retry_after: int = LATER) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


_BUSY = _("Layanan ini sedang sibuk. Coba lagi beberapa detik lagi.")
_UPDATING = _("Layanan daerah itu sedang diperbarui. Coba lagi beberapa menit lagi.")
_READ_ONLY = _("Data sedang tidak dapat disimpan. Coba lagi beberapa menit lagi.")
# SQLSTATE, or its class of two signs -> code, sentence, seconds.
_OF_STATE: dict[str, tuple[str, Promise, int]] = {
    "57014": ("busy", _BUSY, SOON),  # query_canceled: statement_timeout
    "55P03": ("busy", _BUSY, SOON),  # lock_not_available: lock_timeout
    "25P03": ("busy", _BUSY, SOON),  # idle_in_transaction_session_timeout
    "25006": ("read_only", _READ_ONLY, LATER),  # read_only_sql_transaction: a standby, or set so
    "53": ("out_of_resources", _READ_ONLY, LATER),  # disk full, out of memory, too many connections
    "58": ("system_error", _READ_ONLY, LATER),  # input or output failed
    "08": ("database_unreachable", Unavailable.message, LATER),
    "57P": ("database_unreachable", Unavailable.message, LATER),  # shutting down, crashed, starting up
}
_STORAGE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def storage_failed() -> Unavailable:
    """Files cannot be stored just now."""
    return Unavailable("storage_unavailable", _("Berkas sedang tidak dapat disimpan. Coba lagi beberapa menit lagi."))


def busy() -> Unavailable:
    """Too much is asked for at once."""
    return Unavailable("busy", _BUSY, retry_after=SOON)


def outage_of(error: BaseException | None) -> Unavailable | None:
    """What an exception, or one behind it, says of database and disk; None for a fault of ours."""
    for each in _chain(error):
        if isinstance(each, Unavailable):
            return each
        if isinstance(each, psycopg2.Error):
            return _of_database(each)
        if isinstance(each, OSError) and each.errno in _STORAGE_ERRORS:
            return storage_failed()
        if isinstance(each, Behind):
            return Unavailable("updating", _UPDATING)
        if isinstance(each, NoConnection):  # ours, not the server's: the pool had none to give
            return busy()
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_database(error: psycopg2.Error) -> Unavailable | None:
    state = error.pgcode or ""
    for length in (5, 3, 2):
        if known := _OF_STATE.get(state[:length]):
            code, sentence, seconds = known
            return Unavailable(code, sentence, retry_after=seconds)
    is_cut = isinstance(error, psycopg2.OperationalError) or "connection" in str(error)
    if not state and isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError) and is_cut:
        return Unavailable("database_unreachable")
    return None
