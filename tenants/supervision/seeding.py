"""What the Ombudsman may send a city, as rows for seeding. Runs after every migration, as owner."""

from django.db import transaction
from django.utils.translation import gettext_noop as _

from tenants.law.models import DayUnit
from tenants.law.seeding import Outcome, apply
from tenants.supervision.models import RequestKind

_BASIS = _("UU 37/2008 dan Peraturan Ombudsman 58/2023; angka hari belum dicocokkan dengan naskah")


def _kind(code: str, name: str, days: int | None, position: int) -> RequestKind:
    unit = DayUnit.CALENDAR_DAYS.value
    return RequestKind(
        code=code, name=name, days=days, unit=unit, legal_basis=_BASIS, confirmed=False, position=position
    )


def kinds() -> list[RequestKind]:
    """Unsaved rows: clarification 14 and saran 30 calendar days, a note without an answer."""
    return [
        _kind("clarification", _("Permintaan klarifikasi tertulis"), 14, 1),
        _kind("advice", _("Saran perbaikan"), 30, 2),
        _kind("note", _("Catatan pengawasan"), None, 3),
    ]


def seed() -> Outcome:
    """Bring the kinds up to date; running it again changes nothing."""
    outcome = Outcome()
    with transaction.atomic():
        apply(RequestKind, kinds(), lambda row: row.code, outcome)
    return outcome
