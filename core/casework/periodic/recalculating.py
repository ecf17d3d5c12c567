"""The calendar has changed: every open due date is computed again, with a trace in the history of each that moves.

The change may be the province's (a decree) or the city's own day off. Both are found by comparing the calendar with
the one the deadlines were computed by, so no change is missed. Running it again changes nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.casework import actions
from core.common.formats import short_date
from core.common.rows import in_batches
from core.deadlines import calendars
from core.deadlines.calendars import Calendars, city_calendars
from core.deadlines.models import Deadline, LocalDayOff, Recalculation
from core.deadlines.report_clocks import Clocks
from core.reports.kinds import OPEN
from core.reports.models import Report
from tenants.context import current
from tenants.jobs import enqueue, tenant_task
from tenants.law import memory
from tenants.law.calendar import WorkingCalendar
from tenants.law.models import Holiday

log = structlog.get_logger("laksa.deadlines")

BATCH = 500
# So many changed days are named in a report's history; the rest are counted.
NAMED = 2


@tenant_task
def recalculate_deadlines() -> dict[str, int]:
    """Compute the open deadlines of a city again if its calendar is not the one they were computed by.

    Other processes remember a calendar for a while and may still begin deadlines by the old one, so the calendar is
    only written down as done by a second round, after that time.
    """
    counts = _recalculate()
    if counts["is_new"]:
        later = timezone.now() + timedelta(seconds=2 * memory.REREAD_SECONDS)
        enqueue(settle_deadlines.using(run_after=later))
    return counts


@tenant_task
def settle_deadlines() -> dict[str, int]:
    """The second round: what was begun by the old calendar meanwhile is computed too; then the calendar is done."""
    calendar = _fresh_calendar()
    counts = _recalculate()
    if counts["is_new"] and not counts["failed"]:
        _write_down(calendar)
    return counts


@tenant_task
def move_to_zone() -> dict[str, int]:
    """The city keeps another time zone: open deadlines end with the days of the present one.

    Run a second time after a while, for what processes have begun that still remembered the former zone.
    """
    _fresh_calendar()
    counts = {"moved": 0, "failed": 0}
    with override("id"):
        cause = _("zona waktu daerah ini kini %(zone)s") % {"zone": current().time_zone}
    _walk(cause, counts)
    return counts


def _recalculate() -> dict[str, int]:
    calendar = _fresh_calendar()
    counts = {"is_new": 0, "moved": 0, "failed": 0}
    known = Recalculation.objects.filter(pk=1).first()
    if known is None:
        _write_down(calendar)
    elif known.digest != city_calendars().digest:
        counts["is_new"] = 1
        _walk(_cause(known, calendar), counts)
    return counts


def _fresh_calendar() -> WorkingCalendar:
    """The calendar as the database has it now, whatever this process remembered."""
    memory.forget()
    calendars.forget()
    return city_calendars().local


def _write_down(calendar: WorkingCalendar) -> None:
    values = {
        "digest": Calendars(calendar, calendar).digest,
        "days_off": [day.isoformat() for day in calendar.days_off],
        "decreed": calendar.decreed_years,
        "at": timezone.now(),
    }
    Recalculation.objects.update_or_create(pk=1, defaults=values)


def _walk(cause: str, counts: dict[str, int]) -> None:
    for report in _reports():
        try:
            if _would_change(report):
                actions.recalculate(report.number, cause=cause)
                counts["moved"] += 1
        except Exception:  # one report must not keep the others by the old calendar
            log.exception("deadlines not recalculated", report=report.pk)
            counts["failed"] += 1


def _reports() -> Iterator[Report]:
    """Every open report with a deadline that runs or stands still, with its deadlines. Two queries a batch."""
    running = Deadline.objects.filter(outcome=Deadline.Outcome.OPEN)
    wanted = Report.objects.filter(state__in=OPEN, pk__in=running.values("report"))
    return in_batches(wanted.prefetch_related("deadlines"), BATCH)


def _would_change(report: Report) -> bool:
    """Whether a due date moves, tried on deadlines in memory that are thrown away. No query."""
    return bool(Clocks(report, report.deadlines.all(), current().zone).recalculate())


def _cause(known: Recalculation, calendar: WorkingCalendar) -> str:
    """What changed, in the language of decrees, as the history of each report keeps it for good."""
    before, after = set(known.days_off), {day.isoformat() for day in calendar.days_off}
    changed = sorted(before ^ after)
    with override("id"):
        parts = [_named(date.fromisoformat(day), is_off=day in after) for day in changed[:NAMED]]
        if rest := len(changed) - len(parts):
            parts.append(ngettext("%(n)d hari lain", "%(n)d hari lain", rest) % {"n": rest})
        decreed = sorted(set(known.decreed) ^ set(calendar.decreed_years))
        if not parts and decreed:
            return _("cuti bersama tahun %(years)s ditetapkan") % {"years": ", ".join(map(str, decreed))}
        return "; ".join(parts)


def _named(day: date, *, is_off: bool) -> str:
    row = next((found for model in (Holiday, LocalDayOff) if (found := _day_off(model, day))), None)
    words = {"day": short_date(day), "name": row.name if row else "", "basis": row.legal_basis if row else ""}
    if is_off:
        return _("%(day)s libur, %(name)s (%(basis)s)") % words
    return _("%(day)s tidak lagi libur") % words


def _day_off(model: type[Holiday] | type[LocalDayOff], day: date) -> Holiday | LocalDayOff | None:
    return model.objects.filter(date=day, is_day_off=True).first()
