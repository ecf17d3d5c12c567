"""Verification of one report from inside a test's own transaction.

`laksa audit verify` reads as the owner, who sees everything at once. Here each part is read in the seat that may read
it, and what is read goes through the same checks.
"""

from core.audit.models import Entry
from core.casework.verification import cities
from core.casework.verification.bundles import Bundle, copies_erased, witnessed
from core.deadlines.models import Deadline, Escalation
from core.reports.models import Attachment, FollowUp, Identity, Message, Report
from core.routing.models import Dispatch, Note
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.seats import province_seat, seated
from tenants.supervision.models import Reading


def faults(tenant: Tenant, number: str) -> list[tuple[str, str]]:
    """(row, what) of everything about a report that does not fit."""
    with province_seat():
        ledger = list(LedgerEntry.objects.filter(number=number).order_by("seq", "pk"))
        fact = Fact.objects.filter(number=number).first()
        readings = list(Reading.objects.filter(tenant=tenant.schema_name, number=number).order_by("pk"))
        witnesses = {seq: told for _stream, seq, told in witnessed(tenant.schema_name, [number])}
    with seated(tenant):
        report = Report.objects.select_related("category", "unit", "rejection_reason").get(number=number)
        bundle = Bundle(
            report,
            entries=list(Entry.objects.filter(stream=number).order_by("seq", "pk")),
            deadlines=list(Deadline.objects.filter(report=report)),
            notes=list(Note.objects.filter(report=report)),
            dispatches=list(Dispatch.objects.filter(report=report).select_related("unit")),
            messages=list(Message.objects.filter(report=report)),
            follow_ups=list(FollowUp.objects.filter(report=report).select_related("unit")),
            photos=list(Attachment.objects.filter(report=report)),
            copy_erased=copies_erased([number]).last(),
            identity=Identity.objects.filter(report=report).first(),
            ledger=ledger,
            fact=fact,
            witnesses=witnesses,
            readings=readings,
            escalations=list(Escalation.objects.filter(report=report).select_related("unit")),
        )
        return [(fault.row, fault.what) for fault in cities.faults(bundle)]
