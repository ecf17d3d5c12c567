"""The menu of the Ombudsman's own work, beside that of the figures."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.casework.supervision.powers import has
from tenants.lazy_text import Promise
from web.site.requests import StaffRequest

# (URL name, label, power it takes)
_PAGES: tuple[tuple[str, Promise, str], ...] = (
    ("supervision_find", _("Buka laporan"), "read"),
    ("supervision_requests", _("Permintaan ke daerah"), "read"),
    ("supervision_cases", _("Perkara"), "read"),
    ("supervision_readings", _("Siapa membuka apa"), "read"),
    ("supervision_people", _("Orang"), "appoint"),
    ("law_calendar", _("Hari libur nasional"), "read"),
    ("law_rules", _("Batas waktu"), "read"),
)


def group(request: StaffRequest) -> dict[str, Any]:
    """The group of this menu that the person at it may use."""
    pages = [(reverse(name), label) for name, label, power in _PAGES if has(request.actor, power)]
    items = [
        {"label": label, "url": url, "count": None, "is_late": False, "is_current": request.path.startswith(url)}
        for url, label in pages
    ]
    return {"title": _("Pengawasan"), "items": items}


def navigation_groups(request: StaffRequest) -> list[dict[str, Any]]:
    """The whole menu of these pages, with the way back to the figures."""
    figures = [(_("Semua kabupaten/kota"), reverse("ombudsman")), (_("Lewat batas"), reverse("ombudsman_overdue"))]
    items = [
        {"label": label, "url": url, "count": None, "is_late": False, "is_current": False} for label, url in figures
    ]
    return [group(request), {"title": _("Angka"), "items": items}]
