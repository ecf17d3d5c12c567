"""Who sends again and again, and what is sent twice, without saying who it is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from core.accounts.actors import Actor
from core.accounts.roles import READS_IDENTITY
from core.casework.queries.access import visible_to
from core.reports.kinds import IdentityLevel
from core.reports.models import Identity, Report

WINDOW = timedelta(days=30)
MOST = 3


@dataclass(frozen=True)
class Repeats:
    """Other reports of the last 30 days before or after this one: counted, and the newest to look at."""

    count: int = 0
    newest: list[Report] = field(default_factory=list)


def same_sender(actor: Actor, report: Report, *, now: datetime | None = None) -> Repeats:
    """Reports with the same e-mail or phone, among those this actor may see. One query, none for an anonymous one.

    Who may not know a masked reporter is not told of masked reports either: one of them beside a named report by the
    same sender would give the name away.
    """
    if report.identity_level not in _levels(actor):
        return Repeats()
    own = Identity.objects.filter(report=report)
    same = Q()
    for name in ("email_hash", "phone_hash"):
        # "Not empty" is the index's own condition.
        same |= ~Q(**{name: b""}) & Q(**{name: Subquery(own.values(name)[:1])})
    rows = visible_to(actor).filter(
        pk__in=Identity.objects.filter(same).values("report"), identity_level__in=_levels(actor)
    )
    return _repeats(rows, report, now)


def _levels(actor: Actor) -> tuple[str, ...]:
    if actor.roles & READS_IDENTITY:
        return IdentityLevel.NAMED, IdentityLevel.MASKED
    return (IdentityLevel.NAMED,)


def same_text(actor: Actor, report: Report, *, now: datetime | None = None) -> Repeats:
    """Reports with the very same words, among those this actor may see, whoever sent them. One query."""
    return _repeats(visible_to(actor).filter(description=report.description), report, now)


def _repeats(rows: QuerySet[Report], report: Report, now: datetime | None) -> Repeats:
    rows = rows.filter(received_at__gte=(now or timezone.now()) - WINDOW).exclude(pk=report.pk)
    found = list(rows.only("number", "state", "received_at").order_by("-received_at", "-pk"))
    return Repeats(len(found), found[:MOST])
