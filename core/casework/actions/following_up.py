"""What the unit does with a report that was dispatched to it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.actions import publishing
from core.casework.actions.dispatching import refuse_open_parts
from core.casework.actions.engine import TEXT_LENGTH, Addition, finish, take
from core.casework.actions.photos import attach, claim_photos, photo_digests
from core.common.errors import Invalid
from core.common.present import present
from core.common.text import check_text
from core.reports import drafts, snapshots
from core.reports.models import FollowUp, Report


def start(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The unit begins to work on it."""
    with transaction.atomic():
        report, line = take(number, actor, "start")
        return finish(report, line, "start", actor, at, Addition({"unit": present(report.unit).short_name}))


def answer(
    number: str,
    actor: Actor,
    *,
    text: Any,
    attachments: Any = (),
    public_text: Any = None,
    as_written: bool = False,
    at: datetime | None = None,
) -> Report:
    """Tindak lanjut: the unit's answer to the citizen, with photos; Conflict while a part is not finished.

    `public_text`: what everybody reads of it, where the report is public; left out, the answer without the personal
    data that rules find in it. `as_written`: the answer with all that is in it.
    """
    return _follow_up(number, actor, "answer", text, attachments, public_text, as_written, at)


def follow_up(
    number: str,
    actor: Actor,
    *,
    text: Any,
    attachments: Any = (),
    public_text: Any = None,
    as_written: bool = False,
    at: datetime | None = None,
) -> Report:
    """A further tindak lanjut to an answer that was given. The time to closing by itself begins anew."""
    return _follow_up(number, actor, "follow_up", text, attachments, public_text, as_written, at)


def _follow_up(
    number: str,
    actor: Actor,
    action: str,
    text: Any,
    attachments: Any,
    public_text: Any,
    as_written: bool,
    at: datetime | None,
) -> Report:
    words = check_text(text, field="text", **TEXT_LENGTH)
    ids = drafts.attachment_ids(attachments)
    with transaction.atomic():
        report, line = take(number, actor, action)
        refuse_open_parts(report)
        at = at or timezone.now()
        pictures = claim_photos(ids)
        follow_up = FollowUp.objects.create(
            report=report,
            unit=present(report.unit),
            author=present(actor.user),
            text=words,
            at=at,
            seq=report.audit_seq + 1,
        )
        report.answered_at, report.answered_by = at, actor.user
        report.checked_at = report.checked_by = None
        said = publishing.said_answer(follow_up.seq, words, public_text, as_written=as_written)
        redacted = publishing.publish(report, [said]) if report.is_public else []
        entry = Addition(
            {"unit": present(report.unit).short_name},
            {"follow_up": snapshots.text_digest(follow_up), **photo_digests(pictures)},
        )
        publishing.with_redactions(entry, redacted)
        report = finish(report, line, action, actor, at, entry)
        attach(pictures, report, follow_up)
        return report


def work_photos(number: str, actor: Actor, *, attachments: Any, at: datetime | None = None) -> Report:
    """Photos from the spot while the work goes on. Reporter and office see them; the public waits for the answer's."""
    ids = drafts.attachment_ids(attachments)
    if not ids:
        raise Invalid.at("attachments", _("Pilih paling sedikit satu foto."))
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "work_photos")
        pictures = claim_photos(ids)
        report = finish(report, line, "work_photos", actor, at, Addition(digests=photo_digests(pictures)))
        attach(pictures, report)
        return report
