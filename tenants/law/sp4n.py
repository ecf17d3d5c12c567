"""The deadlines of SP4N-LAPOR!, as rows for seeding. Working days; the kinds of report have different total times."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tenants.law import interpretations
from tenants.law.events import ClockEvent
from tenants.law.models import DayUnit, DeadlineRule, Party, RuleSet

_BASIS = _("PermenPANRB 62/2018 (SP4N-LAPOR!); diganti PermenPANRB 5/2025, batas hari yang baru belum dipastikan")
_UNCHECKED = _("Praktik SP4N-LAPOR!; belum dicocokkan dengan naskah peraturan")
_VALID_FROM = date(2019, 1, 1)

_KIND = DeadlineRule.ReportKind
_TOTAL_DAYS = {_KIND.INFORMATION: 5, _KIND.COMPLAINT: 14, _KIND.ASPIRATION: 14, _KIND.MISCONDUCT: 60}
_UNCHECKED_TOTALS = {_KIND.ASPIRATION}
# "Tunda" stops the clocks of whoever waits for the reporter; by how long a total may be extended is practice.
_EXTENSION = {_KIND.INFORMATION: 2, _KIND.COMPLAINT: 7, _KIND.ASPIRATION: 7, _KIND.MISCONDUCT: 30}


# Any first decision of the coordinator ends the wait, a reasoned refusal too; asking for more does not.
VERIFIED = [ClockEvent.VERIFIED, ClockEvent.REJECTED, ClockEvent.MERGED, ClockEvent.TRANSFERRED]


def _rule(
    code: str, kind: _KIND, limit: int, starts_at: ClockEvent, met_by: list[ClockEvent], **changes: Any
) -> DeadlineRule:
    fields = {"legal_basis": _BASIS, "confirmed": True, "is_public_figure": False, "pauses": True, **changes}
    return DeadlineRule(
        code=code,
        rule_set=RuleSet.SP4N.value,
        kind=kind.value,
        limit=limit,
        unit=DayUnit.WORKING_DAYS.value,
        starts_at=starts_at.value,
        met_by=[event.value for event in met_by],
        valid_from=_VALID_FROM,
        **fields,
    )


def _rules_of(kind: _KIND) -> list[DeadlineRule]:
    total: dict[str, Any] = {"is_public_figure": True, "extension": _EXTENSION[kind]}
    if kind in _UNCHECKED_TOTALS:
        total |= {"legal_basis": _UNCHECKED, "confirmed": False}
    return [
        _rule("verify", kind, 3, ClockEvent.RECEIVED, VERIFIED, readings=interpretations.VERIFY),
        # Counted from the first dispatch: sending back and dispatching again gives no second start.
        _rule("first_follow_up", kind, 5, ClockEvent.DISPATCHED, [ClockEvent.STARTED, ClockEvent.ANSWERED]),
        # A refusal with its reason is an answer; merging, transfer and withdrawal are not.
        _rule(
            "total", kind, _TOTAL_DAYS[kind], ClockEvent.RECEIVED, [ClockEvent.ANSWERED, ClockEvent.REJECTED], **total
        ),
        # Counted from the last follow-up; a word of the reporter ends the wait, and the office has to look again.
        _rule(
            "auto_close",
            kind,
            10,
            ClockEvent.ANSWERED,
            [ClockEvent.CLOSED, ClockEvent.OBJECTED, ClockEvent.REOPENED],
            party=Party.REPORTER.value,
            pauses=False,
            restarts=True,
        ),
    ]


def rules() -> list[DeadlineRule]:
    """Unsaved rows: verify 3, first follow-up 5, total 5, 14 or 60, auto-close 10 working days."""
    return [rule for kind in _KIND for rule in _rules_of(kind)]
