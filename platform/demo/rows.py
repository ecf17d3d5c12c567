"""The rows of made-up reports, made in memory: what the actions would have written, without their statements.

Deadlines, whole chains, notices and ledger rows are made here with the functions the actions use, and loaded by COPY
(`demo.copying`); tests/config/test_demo_rows.py takes the same plans both ways and finds the same. What is
rare, and whatever is so young that somebody would be sent a mail, goes through `core.casework.actions`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model

from core.accounts.actors import REPORTER, Actor
from core.audit.chain import content_digest, link_hash
from core.audit.models import Entry
from core.casework.actions import publishing
from core.casework.actions.dispatching import mark_ended, named
from core.casework.actions.engine import CLOCK_EVENTS, Addition, advance_clocks, ledger_event, link_for, with_restarts
from core.casework.actions.identities import new_identity
from core.casework.actions.photos import photo_digests
from core.casework.actions.submitting import ASSISTED, new_report
from core.casework.queries.supports import voter_key
from core.catalogue.models import Category, RejectionReason, Unit
from core.common import numbers
from core.common.present import present
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import Clocks
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.notifications.rules import NEWS
from core.reports import snapshots
from core.reports.drafts import Checked
from core.reports.kinds import Outcome
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, Support
from core.reports.workflow import LINES
from core.routing.models import Dispatch, Note
from demo.plans import Plan, Step
from tenants.law.events import ClockEvent as LawEvent
from tenants.ledger.recording import NewEntry
from tenants.models import Tenant

Key = Callable[[type[Model]], int]


def is_common(plan: Plan, now: datetime) -> bool:
    """Whether its steps are all known here, and no mail would tell of them."""
    last = plan.steps[-1].at if plan.steps else plan.at
    return all(step.action in Maker.STEPS for step in plan.steps) and last < now - NEWS


@dataclass(frozen=True)
class Office:
    """The people who act in a city, its lead units' officers by the unit's code, and its catalogue by code."""

    tenant: Tenant
    coordinator: Actor
    checker: Actor
    officers: Mapping[str, Actor]
    categories: Mapping[str, Category]
    rejection_reasons: Mapping[str, RejectionReason]

    def lead_unit(self, category: str) -> Unit:
        return self.categories[category].lead_unit


@dataclass
class Rows:
    """The rows of one report, by model; ledger rows as the events the city tells."""

    report: Report
    identity: Identity | None = None
    deadlines: list[Deadline] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    ledger: list[NewEntry] = field(default_factory=list)


class Maker:
    """Makes the rows of one city's reports. In the city's seat.

    `photo_of` gives the unsaved row of a drawn photo whose files are stored, `next_key` the key of a row that others
    refer to. Nothing happens after `today`. `without` names the deadlines a city has no use for once a report is
    answered (`core.casework.actions.engine`).
    """

    def __init__(
        self, office: Office, photo_of: Callable[[bytes], Attachment], next_key: Key, today: datetime,
        without: Collection[str],
    ) -> None:  # fmt: skip
        self._office, self._photo_of, self._next_key = office, photo_of, next_key
        self._today, self._without = today, without

    def make(self, plan: Plan, checked: Checked, number: str) -> Rows:
        """The report of a plan: received as `checked`, then led through its steps."""
        code = numbers.receipt_code()
        report = new_report(checked, number, code, plan.at, is_synthetic=True)
        report.pk, report.audit_seq = self._next_key(Report), 0
        self._rows = Rows(report)
        self._receive(checked, plan)
        for step in plan.steps:
            self._step(step)
        self._support(plan)
        return self._rows

    def _receive(self, checked: Checked, plan: Plan) -> None:
        rows, report, entry = self._rows, self._rows.report, Addition()
        if identity := new_identity(report, checked.contact):
            entry.digests["identity"] = snapshots.identity_digest(identity, checked.contact)
            rows.identity = identity
        entry.digests |= self._photos(plan.photo, None)
        self._clocks = Clocks(report, [], self._office.tenant.zone)
        self._clocks.happened(LawEvent.RECEIVED, plan.at)
        rows.deadlines = self._clocks.rows
        self._write_step(
            "submit", self._office.coordinator if report.channel in ASSISTED else REPORTER, plan.at, entry
        )
        self._notify("submit", plan.at)

    def _photos(self, photo: bytes | None, follow_up: FollowUp | None) -> dict[str, Any]:
        if photo is None:
            return {}
        row = self._photo_of(photo)
        row.report, row.follow_up, row.seq = self._rows.report, follow_up, self._rows.report.audit_seq + 1
        self._rows.photos.append(row)
        return photo_digests([row])

    def _step(self, step: Step) -> None:
        """What `core.casework.actions.engine.finish` does, once the step's own part has set the report's columns."""
        report, action, at, entry = self._rows.report, step.action, step.at, Addition()
        actor = self._actor(action)
        self.STEPS[action](self, step, actor, entry)
        target = LINES[action].target
        report.state = target or report.state
        self._clocks.restarted = {}
        is_answer = CLOCK_EVENTS.get(action) == LawEvent.ANSWERED
        advance_clocks(self._clocks, action, at, state=report.state, without=self._without if is_answer else ())
        self._write_step(action, actor, at, with_restarts(entry, action, self._clocks))
        if target:
            self._notify(action, at)

    def _actor(self, action: str) -> Actor:
        if action in ("reply", "add_info", "rate"):
            return REPORTER
        if action in ("start", "send_back", "answer", "follow_up", "message"):
            return self._office.officers[self._office.lead_unit(self._rows.report.category.code).code]
        return self._office.checker if action == "close" else self._office.coordinator

    def _say(self, step: Step, actor: Actor, entry: Addition) -> None:
        report = self._rows.report
        row = Message(
            report=report, from_reporter=actor is REPORTER, text=step.words["text"], at=step.at,
            seq=report.audit_seq + 1,
        )  # fmt: skip
        self._rows.messages.append(row)
        entry.digests["message"] = snapshots.text_digest(row)

    def _note(self, step: Step, actor: Actor, entry: Addition, name: str = "text") -> None:
        report = self._rows.report
        row = Note(report=report, text=step.words[name], at=step.at, seq=report.audit_seq + 1)
        self._rows.notes.append(row)
        entry.digests["note"] = snapshots.text_digest(row)

    def _verify(self, step: Step, actor: Actor, entry: Addition) -> None:
        report = self._rows.report
        report.verified_at = step.at
        self._publish(entry, publishing.said_text(report, None), publishing.said_address(report, None))

    def _publish(self, entry: Addition, *parts: publishing.Said) -> None:
        report = self._rows.report
        publishing.with_redactions(entry, publishing.publish(report, parts) if report.is_public else [])

    def _reject(self, step: Step, actor: Actor, entry: Addition) -> None:
        report, reason = self._rows.report, self._office.rejection_reasons[step.words["reason"]]
        report.rejection_reason, report.rejection_note = reason, step.words["note"]
        report.outcome, report.ended_at = Outcome.REFUSED, step.at
        entry.details["reason"] = reason.code
        self._publish(entry, publishing.said_note(report))

    def _dispatch(self, step: Step, actor: Actor, entry: Addition) -> None:
        report = self._rows.report
        report.unit = self._office.lead_unit(report.category.code)
        row = Dispatch(report=report, unit=report.unit, by=actor.user, at=step.at, seq=report.audit_seq + 1)
        self._rows.dispatches.append(row)
        entry.details |= named(present(report.unit))
        entry.digests["dispatch_notes"] = {report.unit.code: content_digest(bytes(row.salt), b"")}

    def _send_back(self, step: Step, actor: Actor, entry: Addition) -> None:
        report, row = self._rows.report, self._rows.dispatches[-1]
        entry.details |= named(present(report.unit))
        entry.digests |= mark_ended(row, Dispatch.Ending.RETURNED, step.words["note"], step.at, report.audit_seq + 1)
        report.unit = None

    def _start(self, step: Step, actor: Actor, entry: Addition) -> None:
        entry.details["unit"] = present(self._rows.report.unit).short_name

    def _answer(self, step: Step, actor: Actor, entry: Addition) -> None:
        report, at, text = self._rows.report, step.at, step.words["text"]
        follow_up = FollowUp(
            id=self._next_key(FollowUp), report=report, unit=report.unit, author=actor.user, text=text, at=at,
            seq=report.audit_seq + 1,
        )  # fmt: skip
        self._rows.follow_ups.append(follow_up)
        report.answered_at, report.answered_by = at, actor.user
        report.checked_at = report.checked_by = None
        entry.details["unit"] = present(report.unit).short_name
        entry.digests["follow_up"] = snapshots.text_digest(follow_up)
        entry.digests |= self._photos(step.photo, follow_up)
        self._publish(entry, publishing.said_answer(follow_up.seq, text, None))

    def _rework(self, step: Step, actor: Actor, entry: Addition) -> None:
        self._rows.report.checked_at = self._rows.report.checked_by = None
        entry.details["unit"] = present(self._rows.report.unit).short_name
        self._note(step, actor, entry, "note")

    def _close(self, step: Step, actor: Actor, entry: Addition) -> None:
        report = self._rows.report
        report.outcome, report.ended_at = Outcome.DONE, step.at
        report.checked_at, report.checked_by = step.at, actor.user

    def _rate(self, step: Step, actor: Actor, entry: Addition) -> None:
        report = self._rows.report
        report.score = step.words["score"]
        entry.details["score"] = entry.ledger["score"] = report.score

    STEPS: ClassVar = {
        "ask": _say,
        "reply": _say,
        "add_info": _say,
        "message": _say,
        "note": _note,
        "verify": _verify,
        "reject": _reject,
        "dispatch": _dispatch,
        "send_back": _send_back,
        "start": _start,
        "answer": _answer,
        "follow_up": _answer,
        "rework": _rework,
        "close": _close,
        "rate": _rate,
    }

    def _write_step(self, action: str, actor: Actor, at: datetime, entry: Addition) -> None:
        """The next link of the chain, and the ledger row."""
        report, rows = self._rows.report, self._rows
        report.next_due_at = self._clocks.next_due()
        report.audit_seq += 1
        link = link_for(report, action, actor, at, rows.deadlines, entry)
        report.audit_head = link_hash(link)
        rows.entries.append(Entry(**vars(link), hash=report.audit_head))
        rows.ledger.append(ledger_event(report, action, at, rows.deadlines, entry.ledger))

    def _notify(self, action: str, at: datetime) -> None:
        """What was open is handled; whose turn is it now?"""
        report, rows = self._rows.report, self._rows
        for notice in rows.notices:
            notice.handled_at = notice.handled_at or at
        audience = NEEDS.get(report.state)
        if audience == "unit":
            rows.notices.append(Notice(report=report, event=action, unit_id=report.unit_id, at=at))
        elif audience:
            rows.notices.append(Notice(report=report, event=action, role=audience, at=at))

    def _support(self, plan: Plan) -> None:
        report = self._rows.report
        report.supporters = plan.supporters
        for place, at in enumerate(plan.supported_at(self._today)):
            voter = voter_key(f"{report.number} {place}", None)
            self._rows.supports.append(Support(report=report, voter=voter, at=at))
