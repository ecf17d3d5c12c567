"""The deadlines and steps of escalation every installation begins with, as rows for seeding."""

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib import resources

from tenants.law.events import ClockEvent
from tenants.law.models import DayUnit, DeadlineRule, EscalationStep


def deadlines() -> Iterator[DeadlineRule]:
    """Unsaved rows, as `deadlines.toml` has them. ValueError for an event or a kind of report that there is not."""
    text = resources.files(__package__).joinpath("deadlines.toml").read_text("utf-8")
    for rule_set, table in tomllib.loads(text).items():
        shared = {name: value for name, value in table.items() if not isinstance(value, dict)}
        for code, own in table.items():
            if isinstance(own, dict):
                fields = {**shared, **own}
                of_kind = {kind: fields.pop(kind, {}) for kind in DeadlineRule.ReportKind.values}
                for kind in map(DeadlineRule.ReportKind, fields.pop("kinds")):
                    yield _deadline(rule_set, code, kind.value, {**fields, **of_kind[kind]})


def _deadline(rule_set: str, code: str, kind: str, fields: dict) -> DeadlineRule:
    for event in (fields["starts_at"], *fields["met_by"]):
        ClockEvent(event)
    return DeadlineRule(rule_set=rule_set, code=code, kind=kind, **fields)


def escalation_steps() -> list[EscalationStep]:
    """Unsaved rows: the unit's head at once, the coordinator 3 working days later, the Ombudsman 5 after that.

    No law read so far sets these days, so all of them are Laksa's own proposals and unconfirmed.
    """
    return [
        EscalationStep(
            level=level.value,
            after_days=days,
            unit=DayUnit.WORKING_DAYS.value,
            legal_basis="Praktik LAKSA: laporan yang lewat batas dinaikkan bertahap; jumlah hari usulan",
            valid_from=date(2016, 1, 1),
            confirmed=False,
        )
        for level, days in zip(EscalationStep.Level, (0, 3, 5), strict=True)
    ]
