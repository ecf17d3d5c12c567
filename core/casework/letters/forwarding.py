"""The forwarding letter: to the unit that has the report, or to the agency or city it was passed on to."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.casework.letters import base
from core.casework.letters.base import Letter
from core.casework.letters.handing import Handing, handed_outside
from core.casework.letters.reporters import without_reporter
from core.common.errors import NotFound
from core.reports.models import Report
from core.reports.public_parts import versions


@dataclass(frozen=True)
class Recipient:
    """Whom the letter is to, since when, what the coordinator wrote to them and to the reporter."""

    name: str
    at: datetime
    note: str
    said: str = ""
    is_outside: bool = False


def forwarding(report: Report, *, site: str) -> Letter:
    """Facts and words of a report for those who have to act on it. The reporter's identity is never in it.

    Outside the office, words are read without the personal data that rules find in them and without the reporter's
    name; the description as the coordinator has edited it. NotFound while nobody has the report. At most five queries.
    """
    recipient = _recipient(report)
    if recipient is None:
        raise NotFound()
    description, address, said = report.description, report.address, ""
    if recipient.is_outside:
        public = versions(report)
        description, address, said = without_reporter(report, public.text, public.address, recipient.said)
    parts = [
        base.text(_opening(recipient)),
        base.heading(pgettext("satu", "Laporan")),
        base.facts([*base.about(report)[1:], *base.place_rows(report, address)]),
        base.heading(_("Isi laporan")),
        base.words(description),
    ]
    if recipient.note:
        parts += [base.heading(_("Catatan koordinator")), base.words(recipient.note)]
    if said:
        parts += [base.heading(_("Penjelasan kami kepada pelapor")), base.words(said)]
    if not recipient.is_outside:
        parts += [base.heading(_("Batas waktu")), base.deadline_rows(report.deadlines.all())]
    parts.append(base.text(_("Identitas pelapor tidak disertakan dalam surat ini.")))
    return base.finished(
        report,
        kind="penerusan",
        title=_("Penerusan laporan"),
        at=recipient.at,
        site=site,
        parts=parts,
        meta=[(_("Nomor laporan"), report.number), (_("Sifat"), report.get_visibility_display())],
        to=[_("Yth. %(name)s") % {"name": recipient.name}],
    )


def _recipient(report: Report) -> Recipient | None:
    """The agency or city it was passed on to; otherwise the unit that has it."""
    if handing := handed_outside(report):
        return _outside(handing)
    dispatch = report.dispatches.filter(unit=report.unit_id, is_part=False).select_related("unit").last()
    return Recipient(dispatch.unit.name, dispatch.at, dispatch.note) if dispatch else None


def _outside(handing: Handing) -> Recipient:
    return Recipient(handing.to, handing.at, handing.note, handing.said, is_outside=True)


def _opening(recipient: Recipient) -> str:
    if recipient.is_outside:
        return _(
            "Kami meneruskan laporan masyarakat berikut karena menurut pemeriksaan kami merupakan wewenang Saudara. "
            "Mohon ditindaklanjuti sesuai ketentuan; pelapor sudah kami beri tahu."
        )
    return _(
        "Mohon laporan masyarakat berikut ditindaklanjuti dan dijawab melalui sistem ini sebelum batas waktunya, "
        "dengan foto hasil pekerjaan bila ada."
    )
