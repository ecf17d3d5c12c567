"""Everything that does not fit in one city, in its seat."""

from collections.abc import Iterator

from core.audit import streams
from core.casework.common import vouched_tables
from core.casework.verification.bundles import Bundle
from core.casework.verification.chain import chain_faults
from core.casework.verification.columns import column_faults
from core.casework.verification.content import text_faults
from core.casework.verification.dispatches import dispatch_faults
from core.casework.verification.escalations import escalation_faults
from core.casework.verification.facts import fact_faults
from core.casework.verification.identities import identity_faults
from core.casework.verification.ledger import ledger_faults
from core.casework.verification.looks import CLOSE, Look
from core.casework.verification.lost import lost_reports
from core.casework.verification.neighbours import neighbour_faults
from core.casework.verification.own_streams import Step, stream_faults
from core.casework.verification.papers import paper_faults
from core.casework.verification.photos import photo_faults
from core.casework.verification.problems import Fault, Problem, row_name
from core.casework.verification.readings import reading_faults
from core.casework.verification.surviving import survived
from core.casework.verification.vouched_rows import vouched_faults
from core.casework.verification.witnesses import witness_faults
from tenants.models import Tenant


def problems_of_the_whole(
    tenant: Tenant, look: Look = CLOSE, step: Step = lambda done, total: None
) -> Iterator[Problem]:
    """What belongs to no report, and reports that are gone."""
    for fault in stream_faults(streams.OFFICE, step, look):
        yield Problem(tenant.schema_name, streams.OFFICE, *fault)
    for fault in survived(row_name("audit_entry", streams.OFFICE), _office_faults):
        yield Problem(tenant.schema_name, streams.OFFICE, *fault)
    for fault in stream_faults(streams.OMBUDSMAN, look=look):
        yield Problem(tenant.schema_name, streams.OMBUDSMAN, *fault)
    for fault in survived(row_name("audit_entry", streams.OMBUDSMAN), paper_faults):
        yield Problem(tenant.schema_name, streams.OMBUDSMAN, *fault)
    yield from lost_reports(tenant, look)


def _office_faults() -> Iterator[Fault]:
    yield from vouched_faults(streams.OFFICE, vouched_tables.rows_of_the_office())


def problems_of(tenant: Tenant, bundle: Bundle, look: Look = CLOSE) -> Iterator[Problem]:
    for fault in faults(bundle, look):
        yield Problem(tenant.schema_name, bundle.report.number, *fault)


def faults(bundle: Bundle, look: Look = CLOSE) -> Iterator[Fault]:
    """Everything about one report."""
    row = row_name("reports_report", f"id {bundle.report.pk}")
    yield from survived(row, chain_faults, bundle)
    if bundle.entries:
        yield from survived(row, neighbour_faults, bundle)
        yield from survived(row, column_faults, bundle)
        yield from survived(row, text_faults, bundle)
        yield from survived(row, photo_faults, bundle, reads_files=look.reads_files(bundle.report.pk))
        yield from survived(row, dispatch_faults, bundle)
        yield from survived(row, escalation_faults, bundle)
        yield from survived(row, reading_faults, bundle)
        if look.opens_identities:
            yield from survived(row, identity_faults, bundle)
        yield from survived(row, ledger_faults, bundle)
        yield from survived(row, fact_faults, bundle)
        yield from survived(row, witness_faults, bundle)
