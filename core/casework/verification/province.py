"""What does not fit of the province's own: its histories, its law and people, and its papers. In its seat."""

import math
from collections.abc import Hashable, Iterator

from core.audit import streams
from core.audit.models import Entry
from core.casework.common import vouched_tables
from core.casework.verification.own_streams import stream_faults
from core.casework.verification.papers import paper_faults, state_faults
from core.casework.verification.problems import Fault, row_name
from core.casework.verification.surviving import survived
from core.casework.verification.vouched_rows import vouched_faults
from tenants.connection import connection
from tenants.models import Tenant
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

STREAMS = (streams.PROVINCE, streams.SEALS, streams.OMBUDSMAN)


def row_faults() -> Iterator[tuple[str, str, str]]:
    """(stream, row, what) of rows that are not what the stream says."""
    for fault in survived(row_name("audit_entry", streams.PROVINCE), _law_faults):
        yield streams.PROVINCE, fault.row, fault.what
    for check in (paper_faults, state_faults):
        for fault in survived(row_name("audit_entry", streams.OMBUDSMAN), check):
            yield streams.OMBUDSMAN, fault.row, fault.what
    for schema in _sealed_sandboxes():
        what = "is a sandbox, which no figure counts, though it was sealed as a city"
        yield streams.SEALS, f"public.tenants_tenant {schema}", what


def _law_faults() -> Iterator[Fault]:
    yield from vouched_faults(streams.PROVINCE, vouched_tables.rows_of_the_province())


def _sealed_sandboxes() -> Iterator[str]:
    """Cities that somebody has taken out of seals, figures and nightly looks. A query, and one for each sandbox."""
    for tenant in Tenant.objects.filter(is_sandbox=True).order_by("schema_name"):
        if Entry.objects.filter(stream=streams.SEALS, details__seals__has_key=tenant.schema_name).exists():
            yield tenant.schema_name


# Every row that is looked at for the Ombudsman's page: its place and the transaction that wrote it, which no write, by
# an action or by hand, leaves as they were.
_WRITTEN = "SELECT md5(string_agg(xidsend(xmin) || tidsend(ctid), ''::bytea ORDER BY ctid)) FROM {}"
_LOOKED_AT = (
    "audit_entry WHERE stream IN ('provinsi', 'ombudsman')",
    "ledger_witness WHERE tenant = 'public'",
    *("audit_streamend", "tenants_tenant", "accounts_user", "accounts_user_groups", "accounts_user_user_permissions"),
    *("law_holiday", "law_calendaryear", "law_deadlinerule", "law_escalationstep"),
    *("supervision_requestkind", "supervision_request", "supervision_reply", "supervision_statement"),
    *("supervision_case", "supervision_caseuserobjectpermission"),
)
# A database that was restored under a running process is another one.
_DATABASE = "SELECT oid FROM pg_database WHERE datname = current_database()"
_VERSION = f"SELECT {', '.join(f'({part})' for part in (_DATABASE, *map(_WRITTEN.format, _LOOKED_AT)))}"
_looked: Remembered[tuple[Hashable, list[Fault]]] = Remembered(math.inf)


def own_faults() -> list[Fault]:
    """All of it but the history of seals, which is long, for the Ombudsman's page. One query, and all is computed
    again, when a single one of the rows was written since this process looked last."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        version = cursor.fetchone()
    known = _looked.latest(PUBLIC)
    if known is None or known[0] != version:
        known = _looked.keep(PUBLIC, (version, _own_faults()))
    return known[1]


def _own_faults() -> list[Fault]:
    found = [fault for stream in (streams.PROVINCE, streams.OMBUDSMAN) for fault in stream_faults(stream)]
    return found + [Fault(row, what) for _stream, row, what in row_faults()]
