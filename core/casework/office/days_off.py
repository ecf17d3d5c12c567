"""Days on which this city does not work, by a decree of its own.

A change moves due dates: `core.casework.periodic.recalculating` computes them again and leaves a trace in each
history.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.office.transaction import change_of_office
from core.casework.periodic.recalculating import recalculate_deadlines
from core.common.errors import Conflict, Invalid, checked
from core.common.rows import row_or_404
from core.common.text import check_line
from core.deadlines import calendars
from core.deadlines.models import Deadline, LocalDayOff
from core.reports.kinds import OPEN
from tenants.context import current
from tenants.jobs import enqueue
from tenants.law.memory import current_law
from tenants.law.models import DayUnit

# How far from today a day off may lie, in years.
YEARS_BACK, YEARS_AHEAD = 1, 5


def parse_day(typed: Any, *, today: date, field: str = "day") -> date:
    """A day as a date field sends it ("2026-12-03"); Invalid when it is none, or far from today."""
    try:
        day = date.fromisoformat(str(typed).strip())
    except ValueError:
        raise Invalid.at(field, _("Isi tanggal lengkap: tanggal, bulan, dan tahun.")) from None
    if not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
        raise Invalid.at(field, _("Tanggal ini terlalu jauh. Periksa tahunnya."))
    return day


def check_local_day_off(day: Any, name: Any, basis: Any, *, at: datetime | None = None) -> dict[str, Any]:
    """What was typed at `at` (now), made fit to be kept. A day that is off anyway needs no decree of the city."""
    values = checked(
        {
            "day": lambda: parse_day(day, today=timezone.localdate(at)),
            "name": lambda: check_line(name, field="name", minimum=3, maximum=200),
            "basis": lambda: check_line(basis, field="basis", minimum=5, maximum=200),
        }
    )
    if not current_law().calendar.is_working_day(values["day"]):
        raise Invalid.at("day", _("Hari ini sudah libur: akhir pekan atau libur nasional."))
    if LocalDayOff.objects.filter(date=values["day"], is_day_off=True).exists():
        raise Invalid.at("day", _("Hari ini sudah tercatat sebagai libur daerah."))
    return values


def would_move(day: date) -> int:
    """How many open reports have a due date that moves when this working day becomes a day off (or this day off a
    working day): those with a deadline in working days that counts over it. One query."""
    morning = datetime.combine(day, time.min, tzinfo=current().zone)
    over = Deadline.objects.filter(
        outcome=Deadline.Outcome.OPEN, unit=DayUnit.WORKING_DAYS, started_at__lt=morning, due_on__gte=day
    )
    return over.filter(report__state__in=OPEN).values("report").distinct().count()


def add_local_day_off(actor: Actor, *, day: Any, name: Any, basis: Any, at: datetime | None = None) -> LocalDayOff:
    """Record a day off; `basis` names the decree with its number."""
    at = at or timezone.now()
    with change_of_office(actor, at) as write:
        values = check_local_day_off(day, name, basis, at=at)
        row, _is_new = LocalDayOff.objects.update_or_create(
            date=values["day"],
            defaults={
                "name": values["name"],
                "legal_basis": values["basis"],
                "is_day_off": True,
                "changed_by": actor.user,
                "changed_at": at,
            },
        )
        write("add_local_day_off", **_named(row), reports=would_move(row.date))
        _recalculate()
        return row


def withdraw_local_day_off(day: date, actor: Actor, *, at: datetime | None = None) -> LocalDayOff:
    """Take a day off back; the row stays, so that a due date that once counted it can be explained."""
    at = at or timezone.now()
    with change_of_office(actor, at) as write:
        row = row_or_404(LocalDayOff.objects.all(), date=day)
        if not row.is_day_off:
            raise Conflict("withdrawn", _("Libur ini sudah dicabut."))
        row.is_day_off, row.changed_by, row.changed_at = False, actor.user, at
        row.save(update_fields=["is_day_off", "changed_by", "changed_at"])
        write("withdraw_local_day_off", **_named(row), reports=would_move(row.date))
        _recalculate()
        return row


def _recalculate() -> None:
    transaction.on_commit(calendars.forget)
    enqueue(recalculate_deadlines)


def _named(row: LocalDayOff) -> dict[str, str]:
    return {"day": row.date.isoformat(), "name": row.name, "basis": row.legal_basis}
