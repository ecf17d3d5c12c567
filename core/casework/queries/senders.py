"""Who sends again and again, and what is sent twice, without saying who it is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from core.accounts.actors import Actor
from core.accounts.roles import READS_IDENTITY
from core.casework.queries.access import may_see
from core.reports.kinds import IdentityLevel
from core.reports.models import Identity, Report
from tenants.compiled import compiled

WINDOW = timedelta(days=30)
MOST = 3


@dataclass(frozen=True)
class Repeats:
    """Other reports of the last 30 days before or after this one: counted, and the newest to look at."""

    count: int = 0
    newest: list[Report] = field(default_factory=list)


def same_sender(actor: Actor, report: Report, *, now: datetime | None = None) -> Repeats:
    """Reports with the same e-mail or phone, among those this actor may see. One query, none for an anonymous one.

    Who may not know a masked reporter sees no masked reports either: one of them beside a named report by the
    same sender would give the name away.
    """
    if report.identity_level not in _levels(actor):
        return Repeats()
    found = _of_sender(report.pk, (now or timezone.now()) - WINDOW)
    return _repeats(actor, [other for other in found if other.identity_level in _levels(actor)])


def _levels(actor: Actor) -> tuple[str, ...]:
    if actor.roles & READS_IDENTITY:
        return IdentityLevel.NAMED, IdentityLevel.MASKED
    return (IdentityLevel.NAMED,)


def same_text(actor: Actor, report: Report, *, now: datetime | None = None) -> Repeats:
    """Reports with the very same words, among those this actor may see, by any sender. One query."""
    return _repeats(actor, _with_text(report.description, report.pk, (now or timezone.now()) - WINDOW))


def _repeats(actor: Actor, reports: list[Report]) -> Repeats:
    found = [report for report in reports if may_see(actor, report)]
    return Repeats(len(found), found[:MOST])


@compiled
def _of_sender(report: int, since: datetime) -> QuerySet[Report]:
    own = Identity.objects.filter(report=report)
    same = Q()
    for name in ("email_hash", "phone_hash"):
        # "Not empty" is the index's own condition.
        same |= ~Q(**{name: b""}) & Q(**{name: Subquery(own.values(name)[:1])})
    return _others(Report.objects.filter(pk__in=Identity.objects.filter(same).values("report")), report, since)


@compiled
def _with_text(text: str, report: int, since: datetime) -> QuerySet[Report]:
    return _others(Report.objects.filter(description=text), report, since)


def _others(reports: QuerySet[Report], report: int, since: datetime) -> QuerySet[Report]:
    shown = ("number", "state", "received_at", "identity_level", "unit", "part_units")
    return reports.filter(received_at__gte=since).exclude(pk=report).order_by("-received_at", "-pk").only(*shown)
