"""What the coordinator decides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.actions.engine import (
    TEXT_LENGTH,
    Addition,
    by_code,
    finish,
    take,
)
from core.catalogue.models import RejectionReason, Unit
from core.common.text import check_text
from core.reports.models import Report
from core.routing.models import Dispatch


def verify(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator finds the report complete and ours; from now on its text may be public."""
    with transaction.atomic():
        report, line = take(number, actor, "verify")
        report.verified_at = at = at or timezone.now()
        return finish(report, line, "verify", actor, at)


def reject(number: str, actor: Actor, *, reason: Any, note: Any = "", at: datetime | None = None) -> Report:
    """End a report that cannot be followed up, with a reason that is data and a word to the reporter."""
    chosen = by_code(RejectionReason, reason, "reason", _("Pilih alasan dari daftar."))
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    with transaction.atomic():
        report, line = take(number, actor, "reject")
        report.rejection_reason, report.rejection_note = chosen, words
        report.ended_at = at = at or timezone.now()
        return finish(report, line, "reject", actor, at, Addition({"reason": chosen.code}))


def dispatch(number: str, actor: Actor, *, unit: Any, note: Any = "", at: datetime | None = None) -> Report:
    """Disposisi: hand the report to a unit."""
    chosen = by_code(Unit, unit, "unit", _("Pilih OPD dari daftar."))
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    with transaction.atomic():
        report, line = take(number, actor, "dispatch")
        at = at or timezone.now()
        report.unit = chosen
        Dispatch.objects.create(report=report, unit=chosen, by=actor.user, note=words, at=at)
        return finish(
            report, line, "dispatch", actor, at, Addition({"unit": chosen.short_name, "unit_code": chosen.code})
        )


def close(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator has checked the answer (and its photos) and ends the report; never what he or she answered."""
    with transaction.atomic():
        report, line = take(number, actor, "close")
        report.ended_at = at = at or timezone.now()
        return finish(report, line, "close", actor, at)
