"""Reports that are gone, though something else still knows them."""

from collections.abc import Iterator

from django.db import connection

from core.casework.verification.problems import Problem
from tenants.models import Tenant


def lost_reports(tenant: Tenant) -> Iterator[Problem]:
    """Numbers that history, ledger or facts know, but no report has."""
    sources = (
        (f"{tenant.schema_name}.audit_entry", "SELECT DISTINCT stream FROM audit_entry WHERE stream LIKE '%%-%%'", []),
        (
            "public.ledger_entry",
            "SELECT DISTINCT number FROM public.ledger_entry WHERE tenant = %s",
            [tenant.schema_name],
        ),
        ("public.ledger_fact", "SELECT number FROM public.ledger_fact WHERE tenant = %s", [tenant.schema_name]),
    )
    for table, known, parameters in sources:
        with connection.cursor() as cursor:
            cursor.execute(f"{known} EXCEPT SELECT number FROM reports_report ORDER BY 1", parameters)  # noqa: S608 (constants)
            for (number,) in cursor.fetchall():
                yield Problem(tenant.schema_name, number, table, "the report itself is gone")
