"""The law as one value this process remembers, so that no request has to read it from the database."""

from dataclasses import dataclass
from datetime import date

from tenants.law.calendar import WorkingCalendar
from tenants.law.models import CalendarYear, DeadlineRule, EscalationStep, Holiday
from tenants.remembered import Remembered
from tenants.seats import PUBLIC

# After how many seconds a process reads the law again, so that a change by the province arrives without a restart.
REREAD_SECONDS = 60


@dataclass(frozen=True)
class Law:
    """The national calendar, every deadline and every step of escalation, past ones too."""

    calendar: WorkingCalendar
    rules: tuple[DeadlineRule, ...]
    steps: tuple[EscalationStep, ...] = ()

    def rules_starting(self, event: str, kind: str, day: date) -> tuple[DeadlineRule, ...]:
        """The deadlines that begin to run for a report of this kind when `event` happens on the local day `day`."""
        return tuple(
            rule for rule in self.rules if rule.starts_at == event and rule.kind == kind and rule.is_in_force(day)
        )

    def steps_in_force(self, day: date) -> tuple[EscalationStep, ...]:
        """The steps a late report takes on the local day `day`, the lowest level first."""
        return tuple(step for step in self.steps if step.is_in_force(day))


_memory: Remembered[Law] = Remembered(REREAD_SECONDS)


def current_law() -> Law:
    """The law in the database, at most REREAD_SECONDS old. Four small queries when it has to be read."""
    return _memory.get(PUBLIC, _read)


def forget() -> None:
    """Drop what this process remembers: after the law was changed, and between tests."""
    _memory.forget()


def _read() -> Law:
    days_off = Holiday.objects.filter(is_day_off=True).values_list("date", flat=True)
    decreed = CalendarYear.objects.filter(cuti_bersama_confirmed=True).values_list("year", flat=True)
    return Law(
        WorkingCalendar(days_off, decreed), tuple(DeadlineRule.objects.all()), tuple(EscalationStep.objects.all())
    )
