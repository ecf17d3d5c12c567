"""A stream of an office's history as a page shows it: in the city for its own changes, in the province for the law."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.roles import Role, UnitRole
from core.audit import streams
from core.audit.models import Entry
from core.audit.office_sentences import office_sentence
from core.common.errors import Sentence
from core.common.formats import short_date
from tenants.lazy_text import Promise

BEFORE = "sebelum"
# Details that may hold a day in ISO form.
_DAYS = ("day", "to", "from")
_LABELS: dict[str, Promise] = {
    "name": gettext_lazy("Nama"),
    "short_name": gettext_lazy("Nama pendek"),
    "type": gettext_lazy("Jenis"),
    "sentence": gettext_lazy("Kalimat"),
    "is_active": gettext_lazy("Tersedia"),
    "lead_unit": gettext_lazy("OPD"),
    "keywords": gettext_lazy("Kata-kata"),
    "independent_check": gettext_lazy("Pemeriksaan oleh orang lain"),
    "reopen_days": gettext_lazy("Hari untuk membuka lagi"),
    "digest_at": gettext_lazy("Ringkasan pagi"),
    "letterhead_name": gettext_lazy("Nama di kepala surat"),
    "letterhead_address": gettext_lazy("Alamat kantor"),
    "letterhead_phone": gettext_lazy("Telepon kantor"),
    "signatory_name": gettext_lazy("Nama penanda tangan"),
    "signatory_title": gettext_lazy("Jabatan penanda tangan"),
    "legal_basis": gettext_lazy("Dasar hukum"),
    "kind": gettext_lazy("Jenis"),
    "confirmed": gettext_lazy("Sudah dipastikan"),
}


class HistoryRow(TypedDict):
    """One entry for `components/timeline.html`."""

    title: Sentence
    at: datetime
    actor: str
    text: str
    icon: str


class EntriesPage(TypedDict):
    """Part of a history, with where the older and the newest part of it are; "" where there is none."""

    entries: list[HistoryRow]
    next_url: str
    first_url: str


def entries_page(request: HttpRequest, stream: str, *, size: int) -> EntriesPage:
    """`entries` for the page and where the older ones are. One query."""
    before = request.GET.get(BEFORE, "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= 9
    found = streams.newest(stream, size=size + 1, before=int(before) if is_number else None)
    more = len(found) > size
    return {
        "entries": [history_row(entry) for entry in found[:size]],
        "next_url": f"?{BEFORE}={found[size - 1].seq}" if more else "",
        "first_url": request.path if is_number else "",
    }


def history_row(entry: Entry) -> HistoryRow:
    lines = [*_roles(entry.details), *_changes(entry.details.get("changes", {})), *_counts(entry.details)]
    return {
        "title": office_sentence(entry.action, _with_dates(entry.details)),
        "at": entry.at,
        "actor": entry.actor_label,
        "text": "\n".join(lines),
        "icon": "check",
    }


def _with_dates(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details, with days as people read them."""
    return {name: _date(value) if name in _DAYS else value for name, value in details.items()}


def _date(value: str) -> str:
    try:
        return short_date(date.fromisoformat(value))
    except ValueError:  # "to" may also name a unit
        return value


def _roles(details: Mapping[str, Any]) -> list[str]:
    signs = (
        ("given", _("Diberi: %(roles)s")),
        ("taken", _("Dicabut: %(roles)s")),
        ("asked", _("Menunggu persetujuan orang kedua: %(roles)s")),
        ("declined", _("Tidak jadi: %(roles)s")),
    )
    found = ((sentence, details.get(name)) for name, sentence in signs)
    return [sentence % {"roles": ", ".join(map(_role, roles))} for sentence, roles in found if roles]


def _role(word: str) -> str:
    """ "coordinator", or "handle_unit:dishub", as people say it."""
    role, _separator, unit = word.partition(":")
    return f"{UnitRole(role).label} ({unit})" if unit else str(Role(role).label)


def _changes(changes: Mapping[str, list[Any]]) -> list[str]:
    return [f"{_LABELS.get(name, name)}: {_value(old)} → {_value(new)}" for name, (old, new) in changes.items()]


def _value(value: Any) -> str:
    if value in ("", None, []):
        return _("kosong")
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _counts(details: Mapping[str, Any]) -> list[str]:
    lines = []
    if details.get("asked_by"):
        lines.append(_("Diminta oleh %(person)s") % {"person": details["asked_by"]})
    if details.get("alone"):
        lines.append(_("Tanpa orang kedua: saat itu belum ada yang dapat menyetujui."))
    if details.get("to") and details.get("to_code"):
        lines.append(_("Diteruskan oleh %(unit)s") % {"unit": details["to"]})
    if "reports" in details:
        lines.append(_("Laporan yang terkena: %(n)s") % {"n": details["reports"]})
    return lines
