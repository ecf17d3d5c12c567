"""Looking into a city's report: read-only, and never unseen. The city has who looked and when in its own chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.audit.models import Entry
from core.casework.actions import breaks
from core.casework.actions.identities import log_reading
from core.casework.queries import Story, desk_story
from core.casework.queries.access import lock_report, number_of
from core.casework.supervision.cases import case_for
from core.casework.supervision.powers import need
from core.common.errors import Forbidden, NotFound
from core.common.present import present
from core.reports.models import Report
from tenants.crossing import overseeing
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.supervision.models import Case, Reading

OVERSEER = "overseer"
READINGS_SHOWN = 50


@dataclass(frozen=True)
class Opened:
    """A report as the Ombudsman sees it: everything but who filed it."""

    tenant: Tenant
    story: Story
    case: Case | None


def open_report(number: Any, officer: Actor, *, at: datetime | None = None) -> Opened:
    """Open a report in the city that has it now, in the province's seat.

    A secret one opens only through a case the officer works on; Forbidden "secret" otherwise, and nothing was read.
    Each opening is written into the report's history and into the Ombudsman's own list, or does not happen.
    """
    need(officer, "read")
    at = at or timezone.now()
    with overseeing() as into:
        tenant = city_of(number)
        case = case_for(number_of(number), officer)
        with into(tenant):
            report = _locked(number)
            if not report.is_public and case is None:
                raise Forbidden("secret", _("Laporan ini rahasia; hanya terbuka lewat perkara dengan dasar tercatat."))
            log_reading(report, "overseer_read", _visitor(officer), at)
            story = desk_story(report)
        through = None if story.report.is_public else case
        Reading.objects.create(
            tenant=tenant.schema_name, number=story.report.number, at=at, case=through, **signed(officer)
        )
        return Opened(tenant, story, through)


def city_of(number: Any) -> Tenant:
    """The city that has a report now; NotFound for a number no city has recorded. Two queries."""
    fact = Fact.objects.filter(number=number_of(number)).first()
    tenant = Tenant.objects.filter(schema_name=fact.tenant, is_sandbox=False).first() if fact else None
    if tenant is None:
        raise NotFound()
    return tenant


def _locked(number: Any) -> Report:
    report = lock_report(number_of(number))
    if report is None:
        raise NotFound()
    breaks.write_down(report)
    return report


def _visitor(officer: Actor) -> Actor:
    """How a city's history names somebody of the Ombudsman, who has no account there."""
    return Actor(OVERSEER, name=visitor_label(officer.label[:150]))


def visitor_label(label: str) -> str:
    return f"Ombudsman: {label}"[:150]


def signed(officer: Actor) -> dict[str, Any]:
    """The columns that say which officer did it."""
    return {"officer_id": present(officer.user).pk, "officer_label": officer.label[:150]}


def readings(officer: Actor, *, before: int | None = None) -> list[Reading]:
    """What the Ombudsman's people opened, newest first: everything for the head, one's own for others. One query."""
    need(officer, "read")
    rows = Reading.objects.select_related("case")
    if not officer.roles & {"head"}:
        rows = rows.filter(officer_id=present(officer.user).pk)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:READINGS_SHOWN])


def looked_into(*, before: int | None = None) -> list[Entry]:
    """Who of the Ombudsman opened which report of this city, newest first; in the city's seat. One query."""
    rows = Entry.objects.filter(action="overseer_read")
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-at", "-pk")[:READINGS_SHOWN])
