"""Words between the office and the reporter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.accounts.actors import REPORTER, Actor
from core.casework.actions.engine import (
    TEXT_LENGTH,
    Addition,
    add_message,
    finish,
    take,
)
from core.casework.actions.photos import attach, claim_photos, photo_digests
from core.casework.actions.reporters import ByCode, Key
from core.common.text import check_text
from core.reports import drafts, snapshots
from core.reports.kinds import State
from core.reports.models import Report
from core.reports.workflow import Transition
from core.routing.models import Note


def ask(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """Ask the reporter for more; the answer comes back through the tracking page."""
    question = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "ask")
        message = add_message(report, question, at, from_reporter=False)
        return finish(report, line, "ask", actor, at, Addition(digests={"message": snapshots.text_digest(message)}))


def record_reply(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """The reporter has answered by another way (telephone, counter): the office writes down what was said.

    The reporter reads it, and may put it right.
    """
    words = check_text(text, field="text", **TEXT_LENGTH)
    return _end_question(number, actor, "record_reply", words, at, from_reporter=True)


def withdraw_question(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """The question was needless. The reporter is told why, and the clocks go on as if it had never been asked."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    return _end_question(number, actor, "withdraw_question", words, at, from_reporter=False)


def go_on_without(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """The office decides without the answer; the reporter is told so. The time it has waited counts as a pause."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    return _end_question(number, actor, "go_on_without", words, at, from_reporter=False)


def _end_question(
    number: str, actor: Actor, action: str, words: str, at: datetime | None, *, from_reporter: bool
) -> Report:
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, action)
        row = add_message(report, words, at, from_reporter=from_reporter)
        return finish(report, line, action, actor, at, Addition(digests={"message": snapshots.text_digest(row)}))


def message(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """A word to the reporter, also to a masked one: nobody has to see the identity for it."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "message")
        row = add_message(report, words, at, from_reporter=False)
        return finish(report, line, "message", actor, at, Addition(digests={"message": snapshots.text_digest(row)}))


def reply(number: Any, code: Any, *, text: Any, attachments: Any = (), at: datetime | None = None) -> Report:
    """The reporter, known by number and code, answers what was asked, or adds something when nothing was."""
    return reply_by(ByCode(number, code), text=text, attachments=attachments, at=at)


def reply_by(key: Key, *, text: Any, attachments: Any = (), at: datetime | None = None) -> Report:
    """What the reporter says: an answer to what was asked, else something more."""
    words = Words.check(text, attachments)
    at = at or timezone.now()
    with transaction.atomic():
        known = key.find()
        action = "reply" if known.state == State.NEEDS_INFO else "add_info"
        report, line = take(known.number, REPORTER, action)
        return words.say(report, line, action, at)


@dataclass(frozen=True)
class Words:
    """Checked words of the reporter, with the ids of photos."""

    text: str
    photos: list[UUID]

    @classmethod
    def check(cls, text: Any, attachments: Any = (), *, required: bool = True) -> "Words":
        """Invalid at `text` or `attachments`."""
        limits = TEXT_LENGTH if required or str(text or "").strip() else {"maximum": TEXT_LENGTH["maximum"]}
        return cls(check_text(text or "", field="text", **limits), drafts.attachment_ids(attachments))

    def say(
        self,
        report: Report,
        line: Transition,
        action: str,
        at: datetime,
        entry: Addition | None = None,
    ) -> Report:
        """Take an action of the reporter that these words go with."""
        entry = entry or Addition()
        pictures = claim_photos(self.photos)
        if self.text:
            message = add_message(report, self.text, at, from_reporter=True)
            entry.digests["message"] = snapshots.text_digest(message)
        entry.digests |= photo_digests(pictures)
        report = finish(report, line, action, REPORTER, at, entry)
        attach(pictures, report)
        return report


def note(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """A word of the office to itself; no citizen reads it."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "note")
        return finish(report, line, "note", actor, at, Addition(digests={"note": add_note(report, words, at)}))


def add_note(report: Report, text: str, at: datetime) -> str:
    """Write a note that goes with the next entry of the report's history; its digest."""
    return snapshots.text_digest(Note.objects.create(report=report, text=text, at=at, seq=report.audit_seq + 1))
