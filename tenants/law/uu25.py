"""The deadlines of a complaint under UU 25/2009 Pelayanan Publik, Art. 40-50, as rows for seeding. Calendar days.

They run beside those of SP4N; whichever ends first is the one to keep. The numbers 14 (whether the file is complete)
and 60 (decision) were seen in the text, 30 and the second 14 were not.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tenants.law import interpretations
from tenants.law.events import ClockEvent
from tenants.law.models import CountedFrom, DayUnit, DeadlineRule, Party, RuleSet

_VALID_FROM = date(2016, 1, 1)
_KIND = DeadlineRule.ReportKind
# Both kinds of pengaduan; an aspiration or a request for information is no complaint in the sense of the law.
_KINDS = (_KIND.COMPLAINT, _KIND.MISCONDUCT)


def _rule(
    code: str, kind: _KIND, limit: int, starts_at: ClockEvent, met_by: list[ClockEvent], **changes: Any
) -> DeadlineRule:
    fields = {"is_public_figure": False, "confirmed": True, **changes}
    return DeadlineRule(
        code=code,
        rule_set=RuleSet.UU25.value,
        kind=kind.value,
        limit=limit,
        unit=DayUnit.CALENDAR_DAYS.value,
        starts_at=starts_at.value,
        met_by=[event.value for event in met_by],
        valid_from=_VALID_FROM,
        **fields,
    )


def _rules_of(kind: _KIND) -> list[DeadlineRule]:
    told_complete = [
        ClockEvent.ASKED,
        ClockEvent.VERIFIED,
        ClockEvent.REJECTED,
        ClockEvent.MERGED,
        ClockEvent.TRANSFERRED,
    ]
    return [
        _rule(
            "complete",
            kind,
            14,
            ClockEvent.RECEIVED,
            told_complete,
            legal_basis=_("UU 25/2009: kelengkapan pengaduan dijawab paling lambat 14 hari"),
        ),
        # Not completed in time, the complaint is deemed withdrawn.
        _rule(
            "completion",
            kind,
            30,
            ClockEvent.ASKED,
            [ClockEvent.REPLIED],
            legal_basis=_(
                "UU 25/2009: pengadu melengkapi paling lambat 30 hari (angka belum dicocokkan dengan naskah)"
            ),
            confirmed=False,
            party=Party.REPORTER.value,
            restarts=True,
        ),
        # Begun when the coordinator has found the file complete, counted from the day on which it became so.
        _rule(
            "decision",
            kind,
            60,
            ClockEvent.VERIFIED,
            [ClockEvent.ANSWERED, ClockEvent.REJECTED],
            legal_basis=_("UU 25/2009: diputus paling lambat 60 hari sejak berkas lengkap"),
            counted_from=CountedFrom.COMPLETE.value,
            readings=interpretations.DECISION,
        ),
        _rule(
            "told",
            kind,
            14,
            ClockEvent.ANSWERED,
            [ClockEvent.CHECKED, ClockEvent.CLOSED],
            legal_basis=_(
                "UU 25/2009: disampaikan paling lambat 14 hari sejak diputus (belum dicocokkan dengan naskah)"
            ),
            confirmed=False,
        ),
    ]


def rules() -> list[DeadlineRule]:
    """Unsaved rows: complete 14, completion 30, decision 60, told 14 calendar days."""
    return [rule for kind in _KINDS for rule in _rules_of(kind)]
