"""The outbox: a mail is a row written in the transaction of what it tells about; `delivery` sends it afterwards."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from core.accounts.models import User
from core.notifications import audience, rules
from core.notifications.audience import preview_sentence, recipients, trouble
from core.notifications.delivery import deliver
from core.notifications.models import Mail
from core.reports.kinds import Channel
from core.reports.models import Report
from tenants.jobs import enqueue

__all__ = ["again", "preview_sentence", "queue", "recipients", "to_staff", "trouble"]


def queue(report: Report, action: str, at: datetime, *, entry_seq: int) -> None:
    """Write the mails an action causes, inside its transaction: one statement, and one for the job that sends them.

    `entry_seq` is the action's audit entry. Actions that tell nobody, and what happened more than `rules.NEWS` ago
    (history that is being entered), cost nothing. What is undone has its mails taken out of the outbox again.
    """
    if action.startswith("undo_"):
        _take_back(report, action.removeprefix("undo_"))
    elif at >= timezone.now() - rules.NEWS:
        _write(report, action, at, entry_seq)


def _write(report: Report, action: str, at: datetime, entry_seq: int) -> None:
    sources = audience.sources(report, action)
    if not sources:
        return
    union = " UNION ALL ".join(sources)
    values = audience.values(report, action, seq=entry_seq, at=at, language=_language(report, action))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO notifications_mail ({', '.join(audience.COLUMNS)}) {union}", values)
        is_queued = cursor.rowcount > 0
    if is_queued:
        is_later = values["next_at"] > timezone.now()
        enqueue(deliver.using(run_after=values["next_at"]) if is_later else deliver)


def _language(report: Report, action: str) -> str:
    """The language the reporter uses just now, where it is the reporter who acts; Indonesian otherwise."""
    is_online = report.channel not in (Channel.COUNTER, Channel.PHONE)
    spoken = get_language() if action == "submit" and is_online else None
    return spoken or "id"


def _take_back(report: Report, action: str) -> None:
    waiting = Mail.objects.filter(report=report, event=action, status=Mail.Status.QUEUED, attempts=0)
    waiting.update(status=Mail.Status.CANCELLED, next_at=None)


def to_staff(user: User, event: str, context: dict[str, Any], at: datetime) -> Mail | None:
    """A mail to a person of the office about work (texts/staff.toml), in the present transaction; None when the
    account has no address. `context` fills the text: figures, report numbers, lists of them, never personal data."""
    if not user.email:
        return None
    mail = Mail.objects.create(
        event=event, recipient=Mail.Recipient.STAFF, user=user, context=context, queued_at=at, next_at=at
    )
    enqueue(deliver)
    return mail


def again(mail: Mail, event: str, context: dict[str, Any], at: datetime) -> Mail:
    """Another mail to the reader of one, in the same language, about something that is no action on the report."""
    mail = Mail.objects.create(
        event=event,
        kind=mail.kind,
        report=mail.report,
        recipient=mail.recipient,
        language=mail.language,
        context=context,
        queued_at=at,
        next_at=at,
    )
    enqueue(deliver)
    return mail
