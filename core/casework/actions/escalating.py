"""Escalation: late reports are brought to the unit's head, the coordinator, the Ombudsman's list (`tenants.law`).

Each step also notifies the heads of the units whose part of the report is still open: they hold it up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from core.accounts.actors import SYSTEM
from core.accounts.roles import Role, UnitRole
from core.casework.actions.bulk import Change, finish_many
from core.casework.actions.dispatching import units_with_parts
from core.casework.actions.engine import Addition
from core.casework.common.staffing import InCharge, in_charge
from core.catalogue.models import Unit
from core.common.present import present
from core.deadlines.arithmetic import due, local_day
from core.deadlines.bulk import clock_rows
from core.deadlines.models import Escalation
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.reports import snapshots
from core.reports.kinds import OPEN
from core.reports.models import Report
from tenants.context import current
from tenants.law.memory import Law, current_law
from tenants.law.models import EscalationStep

UNIT_HEAD, COORDINATOR, OMBUDSMAN = (
    Escalation.Level.UNIT_HEAD,
    Escalation.Level.COORDINATOR,
    Escalation.Level.OMBUDSMAN,
)


@dataclass(frozen=True)
class _Rise:
    """Where a report goes now: the step, the levels passed over because nobody is there, and when the next is due.

    `parts`: the units whose part is open; `part_heads`: those of them that have a head, who is told with this step.
    """

    round: int
    step: EscalationStep
    passed_over: tuple[int, ...]
    next_at: datetime | None
    parts: tuple[Unit, ...] = ()
    part_heads: tuple[Unit, ...] = ()


def escalate(keys: Collection[int], *, at: datetime | None = None) -> int:
    """Take the next step with each of these reports that has one to take now; how many did. One transaction.

    Reports somebody else is working on are left for the next time. The rest may be late no more, or have been taken
    care of by another run: what is decided on is read under the lock.
    """
    at = at or timezone.now()
    with transaction.atomic():
        rising = _rising(_locked(keys, at), at)
        if rising:
            _write(rising, at)
        return len(rising)


def _locked(keys: Collection[int], at: datetime) -> list[Report]:
    # Few categories and units, many reports: fetched beside them, not with each.
    reports = Report.objects.prefetch_related("category", "unit", "rejection_reason")
    late = reports.filter(pk__in=keys, state__in=OPEN, next_due_at__lt=at)
    return list(late.select_for_update(skip_locked=True).order_by("pk"))


def _rising(reports: Sequence[Report], at: datetime) -> list[tuple[Report, _Rise]]:
    rows = Escalation.objects.filter(report__in=reports).order_by("report_id", "-round", "-level")
    last = {row.report_id: row for row in rows.distinct("report_id")}
    law, zone, charge = current_law(), current().zone, in_charge()
    found = ((report, _rise(report, last.get(report.pk), law, charge, at, zone)) for report in reports)
    rising = [(report, rise) for report, rise in found if rise]
    parts = units_with_parts(report for report, _rise in rising)
    return [(report, _with_parts(rise, parts.get(report.pk, ()), charge)) for report, rise in rising]


def _with_parts(rise: _Rise, units: Sequence[Unit], charge: InCharge) -> _Rise:
    heads = tuple(unit for unit in units if unit.pk in charge.headed)
    return replace(rise, parts=tuple(units), part_heads=heads)


def _rise(
    report: Report, last: Escalation | None, law: Law, charge: InCharge, at: datetime, zone: ZoneInfo
) -> _Rise | None:
    """The step a late report has to take at `at`, if any."""
    steps = law.steps_in_force(local_day(at, zone))
    # A deadline that ended after the last step: the report had been on time again in between.
    is_new_round = last is None or last.at <= present(report.next_due_at)
    if not steps or not _is_time(report, None if is_new_round else last, steps[0], law, at, zone):
        return None
    lowest = _first_level(report) if last is None or is_new_round else last.level + 1
    above = [step for step in steps if step.level >= lowest]
    for place, step in enumerate(above):
        if _is_there(step.level, report, charge):
            passed_over = tuple(passed.level for passed in above[:place])
            next_at = _after(at, above[place + 1], law, zone) if above[place + 1 :] else None
            number = (last.round if last else 0) + is_new_round
            return _Rise(number, step, passed_over, next_at)
    return None


def _is_time(
    report: Report, last: Escalation | None, first: EscalationStep, law: Law, at: datetime, zone: ZoneInfo
) -> bool:
    if last is None:
        return _after(present(report.next_due_at), first, law, zone) < at
    return last.next_at is not None and last.next_at <= at


def _after(moment: datetime, step: EscalationStep, law: Law, zone: ZoneInfo) -> datetime:
    """When a step is due that is counted from `moment`: at once, or at the end of a local day."""
    return due(moment, step.after_days, step.unit, law.calendar, zone).at if step.after_days else moment


def _first_level(report: Report) -> int:
    """The head of the unit whose turn it is; what no unit has, or has answered, waits for the coordinator."""
    return UNIT_HEAD if NEEDS.get(report.state) == "unit" else COORDINATOR


def _is_there(level: int, report: Report, charge: InCharge) -> bool:
    if level == UNIT_HEAD:
        return report.unit_id in charge.headed
    return level != COORDINATOR or charge.has_coordinator


def _write(rising: Sequence[tuple[Report, _Rise]], at: datetime) -> None:
    """History and ledger, the steps themselves, and a notice on the desk of the person it has come to."""
    clocks = clock_rows(report.pk for report, _rise in rising)
    changes = [Change(report, clocks[report.pk], _addition(report, rise)) for report, rise in rising]
    finish_many(changes, "escalate", SYSTEM, at)
    Escalation.objects.bulk_create(
        Escalation(
            report=report,
            round=rise.round,
            level=rise.step.level,
            unit=report.unit if rise.step.level == UNIT_HEAD else None,
            at=at,
            next_at=rise.next_at,
        )
        for report, rise in rising
    )
    Notice.objects.bulk_create(_notices(rising, at))


def _addition(report: Report, rise: _Rise) -> Addition:
    """To whom, why to nobody nearer, and who holds it up; the words are in `core.audit.sentences`."""
    details: dict[str, Any] = {
        "level": rise.step.level,
        "round": rise.round,
        "next": snapshots.time_text(rise.next_at),
    }
    if report.unit:
        details["unit"] = report.unit.short_name
    if rise.passed_over:
        details["passed_over"] = list(rise.passed_over)
    for name, units in (("parts", rise.parts), ("part_heads", rise.part_heads)):
        if units:
            details[name] = [unit.short_name for unit in units]
    return Addition(details, ledger={"escalation_level": rise.step.level})


def _notices(rising: Sequence[tuple[Report, _Rise]], at: datetime) -> Iterator[Notice]:
    """The Ombudsman's list is the province's: there the desk has nothing to show."""
    for report, rise in rising:
        if rise.step.level == UNIT_HEAD:
            yield Notice(report=report, event="escalate", role=UnitRole.HEAD, unit=report.unit, at=at)
        elif rise.step.level == COORDINATOR:
            yield Notice(report=report, event="escalate", role=Role.COORDINATOR, at=at)
    known = _known_to_part_heads(report.pk for report, rise in rising if rise.part_heads)
    for report, rise in rising:
        for unit in rise.part_heads:
            if (report.pk, unit.pk) not in known:
                yield Notice(report=report, event="escalate", role=UnitRole.HEAD, unit=unit, at=at)


def _known_to_part_heads(reports: Iterable[int]) -> set[tuple[int, int]]:
    """(report, unit) of what a head's desk shows already, since an earlier step. One query, none without parts."""
    if not (keys := list(reports)):
        return set()
    shown = Notice.objects.filter(report__in=keys, event="escalate", role=UnitRole.HEAD, handled_at=None)
    return set(shown.values_list("report_id", "unit_id"))
