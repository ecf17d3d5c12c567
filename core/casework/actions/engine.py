"""What every action shares: the lock, the guard, and the writing of a transition."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.audit import writing as audit
from core.audit.chain import Link
from core.casework.actions import breaks
from core.casework.queries.access import lock_report, may_see, number_of
from core.catalogue.models import Category, RejectionReason, Unit
from core.catalogue.settings import city_settings
from core.common.errors import Conflict, Invalid, NotFound, Sentence
from core.deadlines.report_clocks import Clocks
from core.notifications import actions as notifications
from core.notifications import outbox
from core.reports import snapshots
from core.reports.kinds import State
from core.reports.models import Message, Report
from core.reports.snapshots import Clock
from core.reports.workflow import TAKES_ON, UNDOABLE, Transition, guard
from tenants.compiled import Compiled, compiled
from tenants.law.events import ClockEvent
from tenants.law.models import RuleSet
from tenants.ledger import recording
from tenants.rows import write

_Coded = TypeVar("_Coded", Category, RejectionReason, Unit)
TEXT_LENGTH = {"minimum": 3, "maximum": 5000}
# What the clocks call an action (`core.deadlines`); actions no clock waits for are absent.
CLOCK_EVENTS = {
    "ask": ClockEvent.ASKED,
    "reply": ClockEvent.REPLIED,
    "record_reply": ClockEvent.REPLIED,
    "verify": ClockEvent.VERIFIED,
    "reject": ClockEvent.REJECTED,
    "refer": ClockEvent.REJECTED,
    "dispatch": ClockEvent.DISPATCHED,
    "redispatch": ClockEvent.DISPATCHED,
    "send_back": ClockEvent.SENT_BACK,
    "start": ClockEvent.STARTED,
    "answer": ClockEvent.ANSWERED,
    "follow_up": ClockEvent.ANSWERED,
    "check": ClockEvent.CHECKED,
    "rework": ClockEvent.REOPENED,
    "reopen": ClockEvent.REOPENED,
    "close": ClockEvent.CLOSED,
    "auto_close": ClockEvent.CLOSED,
    "resolve_outside": ClockEvent.CLOSED,
    "withdraw": ClockEvent.WITHDRAWN,
    "lapse": ClockEvent.WITHDRAWN,
    "merge": ClockEvent.MERGED,
    "transfer": ClockEvent.TRANSFERRED,
    "hand_back": ClockEvent.TRANSFERRED,
    "let_go": ClockEvent.TRANSFERRED,
}
# What would bring words into a report whose words were erased for good.
ADDS_WORDS = {"reopen", "rate", "redact"}
# While the reporter is asked, the office's clocks stand still.
PAUSES = "ask"
RESUMES = frozenset({"reply", "record_reply", "go_on_without"})
TAKES_BACK = "withdraw_question"
# Nothing is asked of the reporter any more, though nothing was answered.
STOPS_WAITING = frozenset({"withdraw_question", "go_on_without"})
# The deadline of the independent check, which not every city wants.
CHECKS = ("check",)


@dataclass
class Addition:
    """What a transition adds to its audit entry, and to its row in the ledger."""

    details: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)
    ledger: dict[str, Any] = field(default_factory=dict)


def by_code(model: type[_Coded], code: Any, name: str, sentence: Sentence, *, only_active: bool = True) -> _Coded:
    """The row with this code; Invalid at `name` for what is none, or is not in use any more."""
    usable = isinstance(code, str) and code.isascii() and "\x00" not in code
    found = _with_code(model).first(code) if usable else None
    if found is None or (only_active and not found.is_active):
        raise Invalid.at(name, sentence)
    return found


@cache
def _with_code(model: type[_Coded]) -> Compiled[[str], _Coded]:
    return compiled(lambda code: model.objects.filter(code=code))


def known_to(actor: Actor, report: Report | None) -> Report:
    """The report, if there is one that this actor may know of: of the office, one that is visible to that person.
    NotFound otherwise, absent and forbidden alike."""
    if report is None or (actor.kind == "staff" and not may_see(actor, report)):
        raise NotFound()
    return report


def locked(number: str, actor: Actor) -> Report:
    """The report's row, locked and held against its history, if this actor may know of it; NotFound otherwise. Four
    queries."""
    report = known_to(actor, lock_report(number_of(number)))
    breaks.write_down(report)
    return report


def take(number: str, actor: Actor, action: str) -> tuple[Report, Transition]:
    """The report, locked, and the table's line for an action that may be taken on it now."""
    report = locked(number, actor)
    line = guard(actor, action, report)
    if report.erased_at and action in ADDS_WORDS:
        raise Conflict("erased", _("Isi laporan ini sudah dihapus."))
    return report, line


def add_message(report: Report, text: str, at: datetime, *, from_reporter: bool) -> Message:
    return Message.objects.create(
        report=report, from_reporter=from_reporter, text=text, at=at, seq=report.audit_seq + 1
    )


def link_for(
    report: Report, action: str, actor: Actor, at: datetime, deadlines: Iterable[Clock], entry: Addition
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


def finish(
    report: Report,
    line: Transition,
    action: str,
    actor: Actor,
    at: datetime | None,
    entry: Addition | None = None,
    *,
    clocks: Clocks | None = None,
    rows: Iterable[Model] = (),
) -> Report:
    """Write what every transition writes, once its own part has set the report's columns.

    `clocks`: the report's clocks where the action has moved them itself; `rows`: new rows of its own.
    """
    at, entry = at or timezone.now(), entry or Addition()
    report.state = line.target or report.state
    if report.accept_by and action in TAKES_ON:
        report.accept_by, entry = None, replace(entry, details={**entry.details, "accepts": report.received_from})
    clocks = clocks or Clocks.of(report)
    advance_clocks(clocks, action, at, state=report.state, without=_unwanted(action))
    entry = with_restarts(entry, action, clocks)
    clocks.save()
    report.next_due_at = clocks.next_due()
    report.audit_seq += 1
    link = link_for(report, action, actor, at, clocks.rows, entry)
    written = audit.entry_of(link)
    report.audit_head = written.hash
    if line.target:
        notifications.end_notices(report, at)
    notices = notifications.notices(report, action, at) if line.target else []
    write(written, *rows, *notices, changed=report, columns=report.changed_columns())
    report.keep_as_locked()
    outbox.queue(report, action, at, entry_seq=report.audit_seq)
    recording.record(ledger_event(report, action, at, clocks.rows, entry.ledger))
    return report


def with_restarts(entry: Addition, action: str, clocks: Clocks) -> Addition:
    """The addition with what the deadlines had that the action began anew, so that it can be undone."""
    if action in UNDOABLE and clocks.restarted:
        return replace(entry, details={**entry.details, "restarted": clocks.restarted})
    return entry


def advance_clocks(clocks: Clocks, action: str, at: datetime, *, state: str, without: Collection[str]) -> None:
    """What an action in a state does to the clocks; `without` names deadlines the city has no use for."""
    if action in RESUMES:
        clocks.resume(at)
    elif action == TAKES_BACK:
        clocks.take_back_question()
    if action in STOPS_WAITING:
        clocks.stop_waiting()
    if event := clock_event(action, state):
        clocks.happened(event, at, without=without)
    if action == PAUSES:
        clocks.pause(at)


def clock_event(action: str, state: str) -> ClockEvent | None:
    """What an action in a state is to the clocks; None where no clock waits for it."""
    objects = action == "add_info" and state == State.ANSWERED
    return ClockEvent.OBJECTED if objects else CLOCK_EVENTS.get(action)


def _unwanted(action: str) -> tuple[str, ...]:
    """Deadlines that a city has no use for: of the independent check, where it wants none. One query at an answer."""
    return unwanted_deadlines() if CLOCK_EVENTS.get(action) == ClockEvent.ANSWERED else ()


def unwanted_deadlines() -> tuple[str, ...]:
    """The deadlines of the independent check, where the city wants none. One query."""
    return () if city_settings().independent_check else CHECKS


def ledger_event(
    report: Report, action: str, at: datetime, deadlines: Iterable[Clock], more: Mapping[str, Any] | None = None
) -> recording.NewEntry:
    """What the ledger records of one event; due times by the national calendar, whatever the city paused."""
    due = {deadline.rule: deadline.national_due for deadline in deadlines if deadline.rule_set == RuleSet.SP4N}
    return recording.NewEntry(
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
        **(more or {}),
    )
