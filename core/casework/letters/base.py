"""What all letters share: letterhead, the parts of the body, the way back to the report, date and signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.catalogue.settings import city_settings
from core.common.formats import local_date, short_date
from core.common.pdf import make_pdf
from core.common.places import area_words
from core.common.translate_data import in_language
from core.deadlines.models import Deadline
from core.reports.models import Report
from tenants.context import current
from tenants.models import Tenant

TEMPLATE = "letter.typ"
TRACKING_PATH = "/lacak/"

Part = dict[str, Any]
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """A finished letter: the name of its file, and its bytes."""

    filename: str
    pdf: bytes


@dataclass(frozen=True)
class Letterhead:
    """Who writes. `lines` stand below the name; without a signatory the letter says that the system made it."""

    name: str
    lines: tuple[str, ...]
    color: str = ""
    signatory_name: str = ""
    signatory_title: str = ""

    @classmethod
    def of(cls, tenant: Tenant) -> "Letterhead":
        """The head as the city's admin has set it; its name and brand until then. One query."""
        chosen, brand = city_settings(), tenant.brand
        service = " · ".join(filter(None, (site_name(tenant), brand.get("tagline", ""))))
        phone = _("Telepon %(phone)s") % {"phone": chosen.letterhead_phone} if chosen.letterhead_phone else ""
        return cls(
            name=chosen.letterhead_name or _("Pemerintah %(city)s") % {"city": tenant.name},
            lines=tuple(filter(None, (service, chosen.letterhead_address, phone))),
            color=str(brand.get("color", "")),
            signatory_name=chosen.signatory_name,
            signatory_title=chosen.signatory_title,
        )


def site_name(tenant: Tenant) -> str:
    return tenant.brand.get("site_name") or "LAKSA"


def heading(text: str) -> Part:
    return {"kind": "heading", "text": text}


def text(words: str) -> Part:
    return {"kind": "text", "text": words}


def words(quoted: str) -> Part:
    """Somebody's own words, set apart."""
    return {"kind": "words", "text": quoted}


def facts(rows: Rows) -> Part:
    return {"kind": "facts", "rows": [[str(label), str(value)] for label, value in rows if value]}


def deadline_rows(deadlines: Iterable[Deadline], *, to_reporter: bool = False) -> Part:
    """The legal deadlines with due day and basis, and whether either is still uncertain."""
    shown = [limit for limit in deadlines if limit.outcome != Deadline.Outcome.CANCELLED]
    named = [(limit.label_to_reporter if to_reporter else limit.label, limit) for limit in shown]
    rows = [[str(label), local_date(limit.due_on), basis(limit)] for label, limit in named]
    return {"kind": "deadline_rows", "head": [_("Batas"), _("Tanggal"), _("Dasar")], "rows": rows}


def basis(limit: Deadline) -> str:
    """How long the deadline is and what it rests on, with what is still uncertain of it."""
    parts = [f"{limit.limit} {limit.get_unit_display()}", in_language(limit.basis)]
    if not limit.confirmed:
        parts.append(_("dasar ini belum dipastikan"))
    if limit.provisional:
        parts.append(_("sementara, sampai cuti bersama tahun itu ditetapkan"))
    return "; ".join(parts)


def about(report: Report) -> Rows:
    """Which report it is: nothing of its words, and nothing of its reporter."""
    return [
        (_("Nomor laporan"), report.number),
        (_("Jenis"), report.get_kind_display()),
        (_("Kategori"), in_language(report.category.name)),
        (_("Diterima"), local_date(report.received_at)),
    ]


def place_rows(report: Report, address: str) -> Rows:
    """Where it is: area, address in the reporter's words, and the pin."""
    pin = f"{report.lat:.6f}, {report.lon:.6f}" if report.lat is not None and report.lon is not None else ""
    where = "\n".join(filter(None, (area_words(report.area_code), address)))
    return [(_("Tempat"), where), (_("Titik koordinat"), pin)]


def tracking_url(site: str, number: str) -> str:
    """Where a report is tracked: the page asks for the code, which no letter holds."""
    return f"{site}{TRACKING_PATH}?{urlencode({'nomor': number})}"


def finished(
    report: Report,
    *,
    kind: str,
    title: str,
    at: datetime,
    site: str,
    parts: Sequence[Part],
    meta: Rows,
    to: Sequence[str] = (),
) -> Letter:
    """Set a letter. `at` is the moment the letter is of; `site` the city's address without a slash at its end."""
    tenant = current()
    head = Letterhead.of(tenant)
    data = {
        "lang": get_language() or "id",
        "title": title,
        "color": head.color,
        "head": {"name": head.name, "lines": list(head.lines)},
        "meta": facts(meta)["rows"],
        "to": list(to),
        "parts": list(parts),
        "track": _way_back(site, report.number),
        "sign": _signature(head, tenant, at),
        "footer": f"{site_name(tenant)} {tenant.name} · {report.number}",
        "page_words": _("Halaman {page} dari {pages}"),
    }
    return Letter(f"{kind}-{report.number}.pdf", make_pdf(TEMPLATE, data, at=at))


def _way_back(site: str, number: str) -> dict[str, str]:
    url = tracking_url(site, number)
    shown = f"{urlsplit(site).netloc}{TRACKING_PATH}"
    return {
        "svg": qr_svg(url),
        "alt": _("Kode QR ke halaman lacak laporan %(number)s") % {"number": number},
        "heading": _("Lacak laporan ini"),
        "text": _("Pindai kode ini atau buka alamat di bawah. Kode tanda terima tidak tercetak di surat ini."),
        "url": url,
        "shown": shown,
    }


def qr_svg(content: str) -> str:
    """The QR code (ISO 18004, error correction M or better) of a text as SVG."""
    out = BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", border=1)
    return out.getvalue().decode()


def _signature(head: Letterhead, tenant: Tenant, at: datetime) -> dict[str, Any]:
    where = f"{tenant.name}, {short_date(at)}"
    if head.signatory_name:
        return {"place": where, "lines": list(filter(None, [head.signatory_title])), "name": head.signatory_name}
    made = _("Dibuat secara elektronik oleh %(site)s.") % {"site": f"{site_name(tenant)} {tenant.name}"}
    return {"place": where, "lines": [made], "name": ""}
