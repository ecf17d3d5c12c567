"""What moves due dates besides a pause: an extension with its reason, and a change of the calendar."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.actors import SYSTEM, Actor
from core.casework.actions.engine import TEXT_LENGTH, Addition, add_message, finish, take
from core.common.errors import Conflict, Invalid
from core.common.formats import short_date
from core.common.text import check_text
from core.deadlines.report_clocks import Clocks
from core.reports import snapshots
from core.reports.models import Report


def extend(number: str, actor: Actor, *, days: Any, text: Any, at: datetime | None = None) -> Report:
    """Give the office more time where a rule allows it, with a reason that the reporter reads.

    `days` of the deadline's own unit. The overseer goes on judging by the time without it. Conflict once the deadline
    has run out: what is late stays late.
    """
    wanted = _days(days)
    words = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "extend")
        clocks = Clocks.of(report)
        moved = clocks.extend(wanted, at)
        if not moved:
            raise Conflict("no_extension", _no_extension(clocks, at))
        message = add_message(report, words, at, from_reporter=False)
        details = {"days": wanted, "limits": [row.key for row in moved]}
        entry = Addition(details, {"message": snapshots.text_digest(message)})
        return finish(report, line, "extend", actor, at, entry, clocks=clocks)


def _days(days: Any) -> int:
    try:
        wanted = int(str(days))
    except ValueError:
        wanted = 0
    if not 1 <= wanted <= 365:
        raise Invalid.at("days", _("Isi jumlah hari, paling sedikit 1."))
    return wanted


def _no_extension(clocks: Clocks, at: datetime) -> str:
    """The sentence of a refusal: what has run out, or how many days are left to give."""
    left = max((row.extension - row.extension_days for row in clocks.rows if row.may_be_extended(at)), default=0)
    if left:
        return _("Batas waktu ini hanya dapat diperpanjang %(n)d hari lagi.") % {"n": left}
    late = [row for row in clocks.rows if row.is_running and row.extension and at > row.due_at]
    if late:
        ended = {"day": short_date(min(row.due_on for row in late))}
        return _("Batas waktu ini sudah lewat pada %(day)s, jadi tidak dapat diperpanjang lagi.") % ended
    return _("Batas waktu laporan ini tidak dapat diperpanjang lagi.")


def recalculate(number: str, *, cause: str, at: datetime | None = None) -> Report:
    """Compute the open deadlines by the calendar as it is now. A report whose due dates stay as they are gets no
    entry.

    `cause` names the decree or the day, for the history.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, SYSTEM, "recalculate")
        clocks = Clocks.of(report)
        changes = clocks.recalculate()
        if not changes:
            return report
        details = {"cause": cause, "due": changes}
        return finish(report, line, "recalculate", SYSTEM, at, Addition(details), clocks=clocks)
