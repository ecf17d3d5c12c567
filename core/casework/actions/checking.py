"""What follows an answer: the independent check, work to be done again, and the end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import SYSTEM, Actor
from core.casework.actions.conversing import add_note
from core.casework.actions.dispatching import hand_over
from core.casework.actions.engine import TEXT_LENGTH, Addition, finish, take
from core.catalogue.settings import city_settings
from core.common.errors import Conflict
from core.common.present import present
from core.common.text import check_text
from core.deadlines.report_clocks import Clocks
from core.reports.kinds import Outcome
from core.reports.models import Report


def check(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator has held answer and photos against each other; from now on the report may close by itself.

    Where the city wants an independent check, never by the one who answered.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "check")
        if report.checked_at:
            raise Conflict("checked", _("Jawaban ini sudah diperiksa."))
        report.checked_at, report.checked_by = at, actor.user
        return finish(report, line, "check", actor, at)


def rework(number: str, actor: Actor, *, note: Any, at: datetime | None = None) -> Report:
    """The check found the answer wanting: the unit goes on and reads why. The citizen is told that work goes on.

    A unit that was closed meanwhile does not go on: the coordinator finds another.
    """
    words = check_text(note, field="note", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "rework")
        report.checked_at = report.checked_by = None
        details = {"unit": present(report.unit).short_name}
        entry = Addition(details, {"note": add_note(report, words, at)})
        report = finish(report, line, "rework", actor, at, entry)
        return report if present(report.unit).is_active else hand_over(report, None, at)


def close(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator has checked the answer (and its photos) and ends the report; never what he or she answered."""
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "close")
        if report.checked_at is None:
            report.checked_at, report.checked_by = at, actor.user
        report.outcome, report.ended_at = Outcome.DONE, at
        return finish(report, line, "close", actor, at)


def auto_close(number: str, *, at: datetime | None = None) -> Report:
    """Close an answered report whose reporter has said nothing since; Conflict before the time, or while the
    independent check the city wants is missing."""
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, SYSTEM, "auto_close")
        clocks = Clocks.of(report)
        if not has_lapsed(clocks, "auto_close", at):
            raise Conflict("too_early", _("Waktu pelapor untuk menanggapi belum habis."))
        if report.checked_at is None and city_settings().independent_check:
            raise Conflict("unchecked", _("Jawaban ini belum diperiksa."))
        report.outcome, report.ended_at = Outcome.AUTO, at
        return finish(report, line, "auto_close", SYSTEM, at, clocks=clocks)


def lapse(number: str, *, at: datetime | None = None) -> Report:
    """A report that was not completed in time is deemed withdrawn (UU 25/2009); Conflict before the time."""
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, SYSTEM, "lapse")
        clocks = Clocks.of(report)
        if not has_lapsed(clocks, "completion", at):
            raise Conflict("too_early", _("Waktu pelapor untuk melengkapi belum habis."))
        report.outcome, report.ended_at = Outcome.LAPSED, at
        return finish(report, line, "lapse", SYSTEM, at, clocks=clocks)


def has_lapsed(clocks: Clocks, rule: str, at: datetime) -> bool:
    """Whether a deadline of the reporter runs no more at `at`."""
    return any(row.rule == rule and row.is_open and row.due_at < at for row in clocks.rows)
