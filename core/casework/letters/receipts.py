"""The receipt (tanda terima)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.audit.models import Entry
from core.casework.letters import base
from core.casework.letters.base import Letter
from core.common.formats import local_datetime
from core.reports.kinds import IdentityLevel
from core.reports.models import Report


def receipt(report: Report, *, site: str, contact: Mapping[str, str] | None = None) -> Letter:
    """What the law owes a complainant: identity, description, place and time, the receiving officer, due dates.

    UU 25/2009 on the receipt of a complaint. `contact` is the identity as its reporter gave it; without it the letter
    says how the reporter chose to be known, and no more. Three queries.
    """
    parts = [
        base.heading(_("Pelapor")),
        base.facts(_reporter(report, contact)),
        base.heading(_("Tempat dan waktu")),
        base.facts([*base.place_rows(report, report.address), (_("Diterima"), local_datetime(report.received_at))]),
        base.heading(_("Isi laporan")),
        base.words(report.description),
        base.heading(_("Batas waktu")),
        base.deadline_rows(report.deadlines.all(), to_reporter=True),
        base.text(_("Pengaduan tidak dipungut biaya. Simpan surat ini bersama kode tanda terima Anda.")),
    ]
    meta = [
        *base.about(report)[:3],
        (_("Keterbukaan"), report.get_visibility_display()),
        (_("Diterima melalui"), report.get_channel_display()),
        (_("Petugas penerima"), _received_by(report)),
    ]
    return base.finished(
        report,
        kind="tanda-terima",
        title=_("Tanda terima laporan"),
        at=report.received_at,
        site=site,
        parts=parts,
        meta=meta,
    )


def _reporter(report: Report, contact: Mapping[str, str] | None) -> base.Rows:
    level = (_("Identitas"), report.get_identity_level_display())
    if report.identity_level == IdentityLevel.ANONYMOUS or contact is None:
        return [level]
    return [
        (_("Nama"), contact.get("name", "")),
        (_("Atas nama"), contact.get("on_behalf_of", "")),
        (_("Telepon"), contact.get("phone", "")),
        (_("Surel"), contact.get("email", "")),
        level,
    ]


def _received_by(report: Report) -> str:
    """The officer who wrote it down; otherwise the system did."""
    entry = Entry.objects.filter(stream=report.number, action="submit").first()
    return entry.actor_label if entry and entry.actor_kind == "staff" else _("Sistem, otomatis")
