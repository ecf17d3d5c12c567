"""What the Ombudsman may send a city, as rows for seeding. Runs after every migration, as owner."""

from django.db import transaction
from django.utils.translation import gettext_noop as _

from tenants.law.models import DayUnit
from tenants.law.seeding import Outcome, apply
from tenants.supervision.models import RequestKind

_BASIS = _("UU 37/2008 dan Peraturan Ombudsman 58/2023; angka hari belum dicocokkan dengan naskah")


def kinds() -> list[RequestKind]:
    """Unsaved rows: clarification 14 and saran 30 calendar days, a note without an answer."""
    found = (
        ("clarification", _("Permintaan klarifikasi tertulis"), 14),
        ("advice", _("Saran perbaikan"), 30),
        ("note", _("Catatan pengawasan"), None),
    )
    shared = {"unit": DayUnit.CALENDAR_DAYS.value, "legal_basis": _BASIS, "confirmed": False}
    return [
        RequestKind(code=code, name=name, days=days, position=position, **shared)
        for position, (code, name, days) in enumerate(found, start=1)
    ]


def seed() -> Outcome:
    """Bring the kinds up to date; running it again changes nothing."""
    outcome = Outcome()
    with transaction.atomic():
        apply(RequestKind, kinds(), lambda row: row.code, outcome)
    return outcome
