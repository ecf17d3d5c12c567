"""The law as one value this process remembers, so that no request has to read it from the database."""

import time
from dataclasses import dataclass
from datetime import date

from tenants.law.calendar import WorkingCalendar
from tenants.law.models import CalendarYear, DeadlineRule, EscalationStep, Holiday

# After how many seconds a process reads the law again, so that a change by the province arrives without a restart.
REREAD_SECONDS = 60


@dataclass(frozen=True)
class Law:
    """The national calendar, every limit and every step of escalation, past ones too."""

    calendar: WorkingCalendar
    rules: tuple[DeadlineRule, ...]
    steps: tuple[EscalationStep, ...] = ()

    def rules_starting(self, event: str, kind: str, day: date) -> tuple[DeadlineRule, ...]:
        """The limits that begin to run for a report of this kind when `event` happens on the local day `day`."""
        return tuple(
            rule for rule in self.rules if rule.starts_at == event and rule.kind == kind and rule.is_in_force(day)
        )

    def steps_in_force(self, day: date) -> tuple[EscalationStep, ...]:
        """The steps a late report takes on the local day `day`, the lowest level first."""
        return tuple(step for step in self.steps if step.is_in_force(day))


_memory: tuple[float, Law] | None = None


def current_law() -> Law:
    """The law in the database, at most REREAD_SECONDS old. Four small queries when it has to be read."""
    global _memory
    known = _memory
    if known and known[0] > time.monotonic():
        return known[1]
    law = _read()
    _memory = (time.monotonic() + REREAD_SECONDS, law)
    return law


def forget() -> None:
    """Drop what this process remembers: after the law was changed, and between tests."""
    global _memory
    _memory = None


def _read() -> Law:
    days_off = Holiday.objects.filter(is_day_off=True).values_list("date", flat=True)
    decreed = CalendarYear.objects.filter(cuti_bersama_confirmed=True).values_list("year", flat=True)
    return Law(
        WorkingCalendar(days_off, decreed), tuple(DeadlineRule.objects.all()), tuple(EscalationStep.objects.all())
    )
