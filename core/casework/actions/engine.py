"""What every action shares: the lock, the guard, and the writing of a transition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.accounts.actors import Actor
from core.audit import writing as audit
from core.audit.chain import Link
from core.casework.queries import visible_to
from core.common import numbers
from core.common.errors import Invalid, NotFound
from core.deadlines.actions import open_deadlines, settle
from core.deadlines.models import Deadline
from core.notifications import actions as notifications
from core.reports import snapshots
from core.reports.models import Message, Report
from core.reports.workflow import Transition, guard
from tenants.context import current
from tenants.ledger import recording

TEXT_LENGTH = {"minimum": 3, "maximum": 5000}
# What the clocks call an action (`core.deadlines`); actions no clock waits for are absent.
CLOCK_EVENTS = {
    "verify": "verified",
    "reject": "rejected",
    "dispatch": "dispatched",
    "start": "started",
    "answer": "answered",
    "close": "closed",
}


@dataclass
class Addition:
    """What a transition adds to its audit entry."""

    details: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)


def by_code(model, code: Any, name: str, sentence):
    usable = isinstance(code, str) and code.isascii() and "\x00" not in code
    found = model.objects.filter(code=code, is_active=True).first() if usable else None
    if found is None:
        raise Invalid.at(name, sentence)
    return found


def locked(number: str, actor: Actor) -> Report:
    """The report's row, locked, if this actor may know of it; NotFound otherwise, absent and forbidden alike."""
    try:
        number = numbers.parse_number(number)
    except Invalid as error:
        raise NotFound() from error
    rows = visible_to(actor) if actor.kind == "staff" else Report.objects.all()
    report = (
        rows.select_related("category", "unit", "rejection_reason")
        .select_for_update(of=("self",))
        .filter(number=number)
        .first()
    )
    if report is None:
        raise NotFound()
    return report


def take(number: str, actor: Actor, action: str) -> tuple[Report, Transition]:
    report = locked(number, actor)
    return report, guard(actor, action, report)


def add_message(report: Report, text: str, at: datetime, *, from_reporter: bool) -> Message:
    return Message.objects.create(
        report=report, from_reporter=from_reporter, text=text, at=at, seq=report.audit_seq + 1
    )


def link_for(
    report: Report, action: str, actor: Actor, at: datetime, deadlines: Iterable[Deadline], entry: Addition
) -> Link:
    return Link(
        stream=report.number,
        seq=report.audit_seq,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.user.pk if actor.user else None,
        actor_label=actor.label,
        at=at,
        details=entry.details,
        columns=snapshots.columns(report, deadlines),
        digests={**snapshots.digests(report), **entry.digests},
        previous=bytes(report.audit_head),
    )


CHANGED = [
    "state",
    "kind",
    "category",
    "identity_level",
    "visibility",
    "area_code",
    "area_check",
    "public_text",
    "unit",
    "verified_at",
    "answered_at",
    "answered_by",
    "ended_at",
    "rejection_reason",
    "rejection_note",
    "next_due_at",
    "audit_seq",
    "audit_head",
]


def finish(
    report: Report, line: Transition, action: str, actor: Actor, at: datetime | None, entry: Addition | None = None
) -> Report:
    """Write what every transition writes, once its own part has set the report's columns."""
    at = at or timezone.now()
    report.state = line.target or report.state
    if event := CLOCK_EVENTS.get(action):
        settle(report, event, at)
        open_deadlines(report, event, at, zone=current().zone)
    deadlines = list(report.deadlines.all())
    report.next_due_at = next_due(deadlines)
    report.audit_seq += 1
    link = link_for(report, action, actor, at, deadlines, entry or Addition())
    report.audit_head = audit.append(**vars(link)).hash
    report.save(update_fields=CHANGED)
    if line.target:
        notifications.move_on(report, action, at)
    recording.record(ledger_event(report, action, at, deadlines))
    return report


def next_due(deadlines: Iterable[Deadline]) -> datetime | None:
    """The earliest due time still open, by which queues are sorted; None when no clock runs."""
    return min((limit.due_at for limit in deadlines if limit.outcome == Deadline.Outcome.OPEN), default=None)


def ledger_event(report: Report, action: str, at: datetime, deadlines: list[Deadline]) -> recording.Event:
    due = {deadline.rule: deadline.due_at for deadline in deadlines if deadline.rule_set == "sp4n"}
    return recording.Event(
        number=report.number,
        seq=report.audit_seq,
        event=action,
        state=report.state,
        occurred_at=at,
        kind=report.kind,
        category_group=report.category.group,
        unit_type=report.unit.type if report.unit else "",
        area_code=report.area_code,
        due_verify=due.get("verify"),
        due_first_follow_up=due.get("first_follow_up"),
        due_total=due.get("total"),
        entry_hash=bytes(report.audit_head),
    )
