"""What the coordinator decides about a report: that it is ours, or how it ends without a unit's answer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.actions import publishing
from core.casework.actions.correcting import reclassify
from core.casework.actions.dispatching import dispatch, release
from core.casework.actions.engine import TEXT_LENGTH, Addition, add_message, by_code, finish, take
from core.casework.actions.replaying import clocks_of
from core.catalogue.models import RejectionReason
from core.common.text import check_text
from core.reports import snapshots
from core.reports.kinds import Outcome
from core.reports.models import Report

_AGENCY_LENGTH = {"minimum": 3, "maximum": 150}


def verify(
    number: str,
    actor: Actor,
    *,
    kind: Any = None,
    category: Any = None,
    area: Any = None,
    visibility: Any = None,
    unit: Any = None,
    note: Any = "",
    public_text: Any = None,
    public_address: Any = None,
    as_written: bool = False,
    at: datetime | None = None,
) -> Report:
    """The coordinator finds the report complete and ours, puts right how it is classified, and may hand it to a unit
    in the same breath. From now on its text may be public.

    `public_text`, `public_address`: what everybody reads then. Of a public report nothing is published that was not
    looked at: where they are left out, the proposal holds. `as_written`: published with the personal data in it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "verify")
        changes = reclassify(report, kind, category, area, visibility)
        report.verified_at = at
        clocks = clocks_of(report, changes, at)
        parts = [
            publishing.said_text(report, public_text, as_written=as_written),
            publishing.said_address(report, public_address, as_written=as_written),
        ]
        redacted = publishing.publish(report, parts) if report.is_public else []
        entry = publishing.with_redactions(Addition({"changes": changes} if changes else {}), redacted)
        report = finish(report, line, "verify", actor, at, entry, clocks=clocks)
        return dispatch(number, actor, unit=unit, note=note, at=at) if unit else report


def reject(number: str, actor: Actor, *, reason: Any, note: Any = "", at: datetime | None = None) -> Report:
    """Archive a report that cannot be followed up, with a reason that is data and a word to the reporter."""
    chosen = by_code(RejectionReason, reason, "reason", _("Pilih alasan dari daftar."))
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    with transaction.atomic():
        report, line = take(number, actor, "reject")
        report.rejection_reason, report.rejection_note = chosen, words
        report.outcome, report.ended_at = Outcome.REFUSED, (at := at or timezone.now())
        redacted = publishing.publish(report, [publishing.said_note(report)]) if report.is_public else []
        return finish(
            report, line, "reject", actor, at, publishing.with_redactions(Addition({"reason": chosen.code}), redacted)
        )


def refer(number: str, actor: Actor, *, agency: Any, text: Any, at: datetime | None = None) -> Report:
    """Neither ours nor another city's: the agency it is for gets it with a letter, and the reporter is told which."""
    name = check_text(agency, field="agency", **_AGENCY_LENGTH)
    words = check_text(text, field="text", **TEXT_LENGTH)
    return _end_with_words(number, actor, "refer", Outcome.REFERRED, words, {"agency": name}, at)


def resolve_outside(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """It is done already, by somebody who did not answer here; the reporter reads how."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    return _end_with_words(number, actor, "resolve_outside", Outcome.OUTSIDE, words, {}, at)


def _end_with_words(
    number: str, actor: Actor, action: str, outcome: Outcome, words: str, details: dict, at: datetime | None
) -> Report:
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, action)
        message = add_message(report, words, at, from_reporter=False)
        release(report, at)
        report.outcome, report.ended_at = outcome, at
        entry = Addition(details, {"message": snapshots.text_digest(message)})
        return finish(report, line, action, actor, at, entry)
