"""What does not fit of the province's own: its histories, its law and people, and its papers. In its seat."""

from collections.abc import Iterator

from core.audit import streams
from core.audit.models import Entry
from core.casework.common import vouched_tables
from core.casework.verification.own_streams import stream_faults
from core.casework.verification.papers import paper_faults, state_faults
from core.casework.verification.problems import Fault, row_name
from core.casework.verification.surviving import survived
from core.casework.verification.vouched_rows import vouched_faults
from tenants.models import Tenant

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


def own_faults() -> list[Fault]:
    """All of it but the history of seals, which is long, for the Ombudsman's page."""
    found = [fault for stream in (streams.PROVINCE, streams.OMBUDSMAN) for fault in stream_faults(stream)]
    return found + [Fault(row, what) for _stream, row, what in row_faults()]
