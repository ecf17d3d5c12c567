"""Deadlines no law sets, but without which a report could lie still: Laksa's own proposals, as rows for seeding.

All of them are unconfirmed; the province may change or end them like any other row.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tenants.law.events import ClockEvent
from tenants.law.models import DayUnit, DeadlineRule, Party, RuleSet

_VALID_FROM = date(2016, 1, 1)
_KIND = DeadlineRule.ReportKind
# Kinds that UU 25/2009 says nothing about; for the others see `tenants.law.uu25`.
_NO_COMPLAINTS = (_KIND.ASPIRATION, _KIND.INFORMATION)


def _rule(
    code: str, kind: _KIND, limit: int, starts_at: ClockEvent, met_by: list[ClockEvent], **changes: Any
) -> DeadlineRule:
    fields = {"unit": DayUnit.WORKING_DAYS.value, "restarts": True, **changes}
    return DeadlineRule(
        code=code,
        rule_set=RuleSet.PRACTICE.value,
        kind=kind.value,
        limit=limit,
        starts_at=starts_at.value,
        met_by=[event.value for event in met_by],
        valid_from=_VALID_FROM,
        confirmed=False,
        is_public_figure=False,
        **fields,
    )


def _rules_of(kind: _KIND) -> list[DeadlineRule]:
    return [
        _rule(
            "check",
            kind,
            5,
            ClockEvent.ANSWERED,
            [ClockEvent.CHECKED, ClockEvent.CLOSED, ClockEvent.REOPENED, ClockEvent.OBJECTED],
            legal_basis=_("Praktik LAKSA: jawaban diperiksa silang sebelum selesai; batas hari usulan"),
        ),
        _rule(
            "objection",
            kind,
            5,
            ClockEvent.OBJECTED,
            [ClockEvent.ANSWERED, ClockEvent.CLOSED, ClockEvent.REOPENED],
            legal_basis=_("Praktik LAKSA: tanggapan pelapor atas jawaban dilihat lagi; batas hari usulan"),
        ),
        _rule(
            "reopened",
            kind,
            5,
            ClockEvent.REOPENED,
            [ClockEvent.ANSWERED, ClockEvent.REJECTED],
            legal_basis=_("Praktik LAKSA: laporan yang dibuka lagi dijawab lagi; batas hari usulan"),
        ),
        # No clock of the report: until when another city may give it back (`core.casework.actions.accepting`).
        _rule(
            "acceptance",
            kind,
            3,
            ClockEvent.HANDED_OVER,
            [ClockEvent.ACCEPTED, ClockEvent.RETURNED],
            legal_basis=_("Praktik LAKSA: daerah tujuan menerima atau mengembalikan; diam berarti menerima; usulan"),
        ),
    ]


def _completion(kind: _KIND) -> DeadlineRule:
    return _rule(
        "completion",
        kind,
        30,
        ClockEvent.ASKED,
        [ClockEvent.REPLIED],
        unit=DayUnit.CALENDAR_DAYS.value,
        party=Party.REPORTER.value,
        legal_basis=_("Praktik LAKSA, seperti untuk pengaduan menurut UU 25/2009; batas hari usulan"),
    )


def rules() -> list[DeadlineRule]:
    """Unsaved rows: check 5, objection 5, reopened 5, acceptance 3 working days; completion 30 calendar days."""
    return [rule for kind in _KIND for rule in _rules_of(kind)] + [_completion(kind) for kind in _NO_COMPLAINTS]
