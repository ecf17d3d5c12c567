"""The steps by which a late report comes to higher ears: Laksa's own proposals, as rows for seeding.

No law read so far sets these days, so all of them are unconfirmed; the
province may change or end them like any other row.
"""

from datetime import date

from tenants.law.models import DayUnit, EscalationStep

_VALID_FROM = date(2016, 1, 1)
_BASIS = "Praktik LAKSA: laporan yang lewat batas dinaikkan bertahap; jumlah hari usulan"
_LEVEL = EscalationStep.Level
_AFTER_DAYS = {_LEVEL.UNIT_HEAD: 0, _LEVEL.COORDINATOR: 3, _LEVEL.OMBUDSMAN: 5}


def steps() -> list[EscalationStep]:
    """Unsaved rows: the unit's head at once, the coordinator 3 working days later, the Ombudsman 5 after that."""
    return [
        EscalationStep(
            level=level.value,
            after_days=days,
            unit=DayUnit.WORKING_DAYS.value,
            legal_basis=_BASIS,
            valid_from=_VALID_FROM,
            confirmed=False,
        )
        for level, days in _AFTER_DAYS.items()
    ]
