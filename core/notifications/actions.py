"""Telling the desk what needs whom. Called inside the transaction of the transition that causes it."""

from datetime import datetime

from core.accounts.roles import Role
from core.notifications.models import Notice
from core.reports.kinds import State
from core.reports.models import Report

# Who has to act on a report in a state; states that need nobody of the office are absent.
NEEDS: dict[str, str] = {
    State.SUBMITTED: Role.COORDINATOR,
    State.VERIFIED: Role.COORDINATOR,
    State.DISPATCHED: "unit",
    State.IN_PROGRESS: "unit",
    State.ANSWERED: Role.COORDINATOR,
}


def open_notice(report: Report, event: str, at: datetime) -> None:
    """Say who has to act on the report now. One query, none when it is nobody's turn."""
    audience = NEEDS.get(report.state)
    if audience == "unit":
        Notice.objects.create(report=report, event=event, unit_id=report.unit_id, at=at)
    elif audience:
        Notice.objects.create(report=report, event=event, role=audience, at=at)


def move_on(report: Report, event: str, at: datetime) -> None:
    """Close what was open for the report and say who has to act now. Two queries at most."""
    Notice.objects.filter(report=report, handled_at=None).update(handled_at=at)
    open_notice(report, event, at)
