"""Filling the law tables: days off from the package `holidays`, deadlines and steps of escalation from `first_rows`.

Runs after every migration, as owner. A new version of the package or of the deadlines updates the rows it wrote
before, but never a row that someone has edited or entered by hand.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

import holidays
from django.db import transaction

from tenants.law import first_rows, memory
from tenants.law.models import CalendarYear, DeadlineRule, EscalationStep, Holiday, Seeded

# LAKSA began in 2016. Beyond the years with decreed cuti bersama the known holidays are kept too, so that a deadline
# that reaches there counts at least those and is marked provisional.
YEARS = range(2016, 2041)

Row = TypeVar("Row", bound=Seeded)

_ESTIMATE = " (perkiraan)"  # how the package marks a date it has computed
_DECREED = "Keputusan Bersama tiga Menteri tentang Hari Libur Nasional dan Cuti Bersama Tahun {year}"
_NOT_DECREED = "Belum ada keputusan bersama untuk tahun {year}"


@dataclass
class Outcome:
    """What one run did, in rows."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)  # edited by hand and different from what seeding would write


def seed() -> Outcome:
    """Bring holidays, years, deadlines and steps up to date; running it again changes nothing."""
    outcome = Outcome()
    with transaction.atomic():
        apply(Holiday, [row for year in YEARS for row in _days_off(year)], lambda row: row.date, outcome)
        apply(CalendarYear, [_year(year) for year in YEARS], lambda row: row.year, outcome)
        apply(
            DeadlineRule,
            list(first_rows.deadlines()),
            lambda row: (row.rule_set, row.code, row.kind, row.valid_from),
            outcome,
        )
        apply(EscalationStep, first_rows.escalation_steps(), lambda row: (row.level, row.valid_from), outcome)
    memory.forget()
    return outcome


def _names(year: int, category: str) -> dict:
    return dict(holidays.country_holidays("ID", years=year, categories=(category,), language="id"))


def _is_decreed(year: int) -> bool:
    """Whether the package knows the year's cuti bersama; the decree that sets it fixes the holidays as well."""
    return bool(_names(year, "government"))


def _basis(year: int) -> str:
    return (_DECREED if _is_decreed(year) else _NOT_DECREED).format(year=year)


def _days_off(year: int) -> list[Holiday]:
    """The days off of a year. In a decreed year no date is an estimate, even where the package still calls it one."""
    decreed, basis = _is_decreed(year), _basis(year)
    rows = {
        day: Holiday(date=day, name=name, kind=Holiday.Kind.CUTI_BERSAMA.value, legal_basis=basis, confirmed=True)
        for day, name in _names(year, "government").items()
    }
    for day, name in _names(year, "public").items():
        rows[day] = Holiday(
            date=day,
            name=name.replace(_ESTIMATE, "") if decreed else name,
            kind=Holiday.Kind.PUBLIC.value,
            legal_basis=basis,
            confirmed=decreed or _ESTIMATE not in name,
        )
    return list(rows.values())


def _year(year: int) -> CalendarYear:
    decreed = _is_decreed(year)
    return CalendarYear(
        year=year, holidays_confirmed=decreed, cuti_bersama_confirmed=decreed, legal_basis=_basis(year)
    )


def apply(model: type[Row], wanted: list[Row], key: Callable[[Row], Hashable], outcome: Outcome) -> None:
    """Bring a table to the wanted rows, but for those somebody has edited; in the caller's transaction."""
    stored = {key(row): row for row in model._default_manager.select_for_update()}
    created, updated = [], []
    for row in wanted:
        old = stored.pop(key(row), None)
        if old is None:
            row.seeded = row.values()
            created.append(row)
        elif old.values() == row.values():
            continue
        elif old.is_untouched:
            _overwrite(old, row)
            updated.append(old)
        else:
            outcome.kept.append(str(old))
    # Seeded before and no longer wanted: an estimate that moved to another date, a deadline that was renumbered.
    removed = [row.pk for row in stored.values() if row.is_untouched]
    model._default_manager.filter(pk__in=removed).delete()
    model._default_manager.bulk_create(created)
    model._default_manager.bulk_update(updated, [*model.SEEDED_FIELDS, "seeded"])
    outcome.created += len(created)
    outcome.updated += len(updated)
    outcome.removed += len(removed)


def _overwrite(old: Seeded, new: Seeded) -> None:
    for name in new.SEEDED_FIELDS:
        setattr(old, name, getattr(new, name))
    old.seeded = new.values()
