"""Notices of the desk: which report needs whom. Called inside the transaction of the transition that causes it."""

from collections.abc import Collection
from datetime import datetime

from core.accounts.roles import Role
from core.catalogue.models import Unit
from core.notifications.models import Notice
from core.reports.kinds import State
from core.reports.models import Report
from tenants.connection import connection

# Who has to act on a report in a state; states that need nobody of the office are absent.
NEEDS: dict[str, str] = {
    State.SUBMITTED: Role.COORDINATOR,
    State.VERIFIED: Role.COORDINATOR,
    State.DISPATCHED: "unit",
    State.IN_PROGRESS: "unit",
    State.ANSWERED: Role.COORDINATOR,
}

# A part of the report waits for the unit of the notice, whichever unit has the report.
PART = "part"


def notices(report: Report, event: str, at: datetime) -> list[Notice]:
    """Who has to act on the report now, not yet written: one, or none when it is nobody's turn."""
    audience = NEEDS.get(report.state)
    if audience == "unit":
        return [Notice(report=report, event=event, unit_id=report.unit_id, at=at)]
    return [Notice(report=report, event=event, role=audience, at=at)] if audience else []


def end_notices(report: Report, at: datetime) -> None:
    """Close what was open for the report. One query.

    The parts of other units go on while the report moves, until it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(_END, {"report": report.pk, "at": at, "goes_on": PART if report.is_open else ""})


# Written out: each step of a report ends what was open before it.
_END = """
UPDATE notifications_notice SET handled_at = %(at)s
 WHERE report_id = %(report)s AND handled_at IS NULL AND event <> %(goes_on)s
"""


def open_part_notices(report: Report, units: Collection[Unit], at: datetime) -> None:
    """Tell units that a part of the report is theirs. One query, none without units."""
    if units:
        Notice.objects.bulk_create(Notice(report=report, event=PART, unit=unit, at=at) for unit in units)


def end_part_notice(report: Report, unit_id: int, at: datetime) -> None:
    """A unit has its part no more; its head has nothing to hurry any more either. One query."""
    running = Notice.objects.filter(report=report, event__in=(PART, "escalate"), unit_id=unit_id, handled_at=None)
    running.update(handled_at=at)
