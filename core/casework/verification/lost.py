"""Reports that are gone, though something else still knows them."""

from collections.abc import Iterator

from core.casework.verification.looks import CLOSE, Look
from core.casework.verification.problems import Problem
from core.reports.models import Report
from tenants.models import Tenant
from tenants.sql import execute

_IN_THE_CITY = {"audit_entry": "SELECT DISTINCT stream FROM audit_entry WHERE stream LIKE '%%-%%'"}
_IN_THE_PROVINCE = {
    "ledger_entry": "SELECT DISTINCT number FROM public.ledger_entry WHERE tenant = %s",
    "ledger_fact": "SELECT number FROM public.ledger_fact WHERE tenant = %s",
    "ledger_witness": "SELECT DISTINCT stream FROM public.ledger_witness WHERE tenant = %s AND stream LIKE '%%-%%'",
}


def lost_reports(tenant: Tenant, look: Look = CLOSE) -> Iterator[Problem]:
    """Numbers that history, ledger or facts know, but no report has."""
    known = set(Report.objects.values_list("number", flat=True).iterator())
    gone = [
        (f"{tenant.schema_name}.{table}", number)
        for table, statement in _IN_THE_CITY.items()
        for number in _unknown(known, statement, [])
    ]
    with look.in_province():
        gone += [
            (f"public.{table}", number)
            for table, statement in _IN_THE_PROVINCE.items()
            for number in _unknown(known, statement, [tenant.schema_name])
        ]
    for table, number in gone:
        yield Problem(tenant.schema_name, number, table, "the report itself is gone", "gone")


def _unknown(known: set[str], statement: str, parameters: list[str]) -> list[str]:
    return sorted(number for (number,) in execute(statement, parameters) if number not in known)
