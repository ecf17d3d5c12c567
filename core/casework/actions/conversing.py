"""Words between the office and the reporter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.actors import REPORTER, Actor
from core.accounts.models import User
from core.casework.actions.engine import (
    TEXT_LENGTH,
    Addition,
    add_message,
    finish,
    take,
)
from core.casework.actions.pictures import attach, claim_photos, photo_digests
from core.casework.queries import my_report, report_by_code
from core.common.text import check_text
from core.reports import drafts, snapshots
from core.reports.kinds import State
from core.reports.models import Report


def ask(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """Ask the reporter for more; the answer comes back through the tracking page."""
    question = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "ask")
        message = add_message(report, question, at, from_reporter=False)
        return finish(report, line, "ask", actor, at, Addition(digests={"message": snapshots.text_digest(message)}))


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
    return _say(lambda: report_by_code(number, code), text, attachments, at)


def reply_from_account(
    number: Any, account: User, *, text: Any, attachments: Any = (), at: datetime | None = None
) -> Report:
    """The same for a reporter who is known by the account the report is in."""
    return _say(lambda: my_report(account, number), text, attachments, at)


def _say(find: Callable[[], Report], text: Any, attachments: Any, at: datetime | None) -> Report:
    """Write down what the reporter says. `find` gives the report if the speaker is its reporter."""
    answer = check_text(text, field="text", **TEXT_LENGTH)
    ids = drafts.attachment_ids(attachments)
    at = at or timezone.now()
    with transaction.atomic():
        known = find()
        action = "reply" if known.state == State.NEEDS_INFO else "add_info"
        report, line = take(known.number, REPORTER, action)
        pictures = claim_photos(ids)
        message = add_message(report, answer, at, from_reporter=True)
        entry = Addition(digests={"message": snapshots.text_digest(message), **photo_digests(pictures)})
        report = finish(report, line, action, REPORTER, at, entry)
        attach(pictures, report)
        return report
