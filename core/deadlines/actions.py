"""Starting and stopping the clocks of a report, inside the transaction of the action that causes it.

Events are those of `tenants.law.events`, given as Event or as its word ("dispatched"). An event no clock waits for
changes nothing; a word that is no event is a ValueError.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Q, QuerySet, Value, When

from core.deadlines.clock import Due, due, local_day
from core.deadlines.models import Deadline
from tenants.law.events import FINAL_EVENTS, Event
from tenants.law.memory import current_law
from tenants.law.models import DeadlineRule

if TYPE_CHECKING:
    from core.reports.models import Report


class LawMissing(RuntimeError):
    """No limit is in force for a kind of report: the law tables were never filled. No report may lack a clock."""


def open_deadlines(report: "Report", event: str, at: datetime, *, zone: ZoneInfo) -> list[Deadline]:
    """Start the limits that `event` at `at` (aware) starts for a report; returns the ones that were started.

    A limit starts once in a report's life, so a second dispatch gives nobody new time. One query when the report has
    just been received, else at most two; the caller holds the report's row lock.
    """
    deadlines = starting(report.kind, event, at, zone)
    if deadlines and event != Event.RECEIVED:
        running = set(report.deadlines.values_list("rule_set", "rule"))
        deadlines = [deadline for deadline in deadlines if (deadline.rule_set, deadline.rule) not in running]
    for deadline in deadlines:
        deadline.report = report
    return Deadline.objects.bulk_create(deadlines)


def preview(kind: str, at: datetime, zone: ZoneInfo) -> list[Deadline]:
    """The limits a report of this kind would get if it were received at `at`, unsaved: what a citizen sees first."""
    return starting(kind, Event.RECEIVED, at, zone)


def settle(report: "Report", event: str, at: datetime) -> int:
    """Stop the open limits that `event` at `at` meets, in time or late; returns how many rows changed. One query.

    A final event stops the others too: those whose time had already run out stay late, for ending a report must not
    wipe out a delay; the rest are cancelled.
    """
    happened = Event(event)
    running = Deadline.objects.filter(report=report, outcome=Deadline.Outcome.OPEN)
    meets = Q(met_by__contains=[happened.value])
    if happened in FINAL_EVENTS:
        return _stop_all(running, meets, at)
    return running.filter(meets).update(met_at=at, outcome=_punctuality(at))


def reterm(report: "Report", *, zone: ZoneInfo) -> None:
    """Give a report of another kind that kind's limits, counted from the same starts. Those already met stay met or
    become late by the new due time. One query to read, one for each limit that changes.
    """
    law = current_law()
    for deadline in report.deadlines.all():
        started = local_day(deadline.started_at, zone)
        rules = [rule for rule in law.rules if rule.kind == report.kind and rule.is_in_force(started)]
        rule = next((rule for rule in rules if (rule.rule_set, rule.code) == (deadline.rule_set, deadline.rule)), None)
        if rule is None:
            deadline.outcome = Deadline.Outcome.CANCELLED
        else:
            end = due(deadline.started_at, rule.limit, rule.unit, law.calendar, zone)
            _take_terms(deadline, rule, end)
        deadline.save()


def _take_terms(deadline: Deadline, rule: DeadlineRule, end: Due) -> None:
    fresh = _deadline(rule, end, deadline.started_at)
    for name in ("limit", "unit", "basis", "confirmed", "provisional", "met_by", "due_on", "due_at"):
        setattr(deadline, name, getattr(fresh, name))
    if deadline.met_at:
        in_time = deadline.met_at <= deadline.due_at
        deadline.outcome = Deadline.Outcome.MET if in_time else Deadline.Outcome.LATE


def restore(report: "Report", clocks: Mapping[str, Sequence[str | None]]) -> None:
    """Put the limits back to an earlier moment, as the history has them: "rule_set.rule" -> due, met, outcome.

    A limit that was started after that moment is removed from the report's clocks by cancelling it.
    """
    for deadline in report.deadlines.all():
        _due, met, outcome = clocks.get(
            f"{deadline.rule_set}.{deadline.rule}", (None, None, Deadline.Outcome.CANCELLED)
        )
        deadline.met_at = datetime.fromisoformat(met) if met else None
        deadline.outcome = outcome
        deadline.save(update_fields=["met_at", "outcome"])


def _stop_all(running: QuerySet[Deadline], meets: Q, at: datetime) -> int:
    return running.update(
        met_at=Case(When(meets, then=Value(at)), default=F("met_at")),
        outcome=Case(
            When(meets, then=_punctuality(at)),
            When(due_at__lt=at, then=Value(Deadline.Outcome.LATE)),
            default=Value(Deadline.Outcome.CANCELLED),
        ),
    )


def _punctuality(at: datetime) -> Case:
    return Case(When(due_at__gte=at, then=Value(Deadline.Outcome.MET)), default=Value(Deadline.Outcome.LATE))


def starting(kind: str, event: str, at: datetime, zone: ZoneInfo) -> list[Deadline]:
    """The limits that `event` at `at` starts for a report of this kind, unsaved, the earliest first."""
    law = current_law()
    rules = law.rules_starting(Event(event), kind, local_day(at, zone))
    if event == Event.RECEIVED and not rules:
        raise LawMissing(f"no limit is in force for a report of kind {kind} on {local_day(at, zone)}")
    deadlines = [_deadline(rule, due(at, rule.limit, rule.unit, law.calendar, zone), at) for rule in rules]
    return sorted(deadlines, key=lambda deadline: deadline.due_at)


def _deadline(rule: DeadlineRule, end: Due, started_at: datetime) -> Deadline:
    return Deadline(
        rule=rule.code,
        rule_set=rule.rule_set,
        limit=rule.limit,
        unit=rule.unit,
        basis=rule.legal_basis,
        confirmed=rule.confirmed,
        provisional=end.provisional,
        met_by=rule.met_by,
        started_at=started_at,
        due_on=end.on,
        due_at=end.at,
    )
