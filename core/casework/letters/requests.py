"""The request for completion: what the office asks of the reporter, until when, and what happens otherwise."""

from django.utils.translation import gettext as _

from core.casework.letters import base
from core.casework.letters.base import Letter
from core.casework.queries import reporter_story
from core.common.formats import local_date
from core.deadlines.models import Deadline
from core.reports.models import Report
from tenants.law.models import Party


def request_for_completion(report: Report, *, site: str) -> Letter:
    """What was asked last, and the reporter's own deadline. One query besides those of the story."""
    story = reporter_story(report)
    asked = next(event for event in reversed(story.events) if event.action == "ask")
    limit = _reporters_deadline(story.deadlines)
    parts = [
        base.text(_("Kami membutuhkan keterangan tambahan agar laporan Anda dapat ditangani. Pertanyaan kami:")),
        base.words(asked.text),
        *_until(limit),
        base.heading(_("Cara menjawab")),
        base.text(
            _(
                "Buka halaman lacak, masukkan nomor dan kode tanda terima, lalu tulis jawaban Anda di sana. Anda juga "
                "dapat menjawab lewat loket dengan menyebut nomor laporan. Tidak dipungut biaya."
            )
        ),
    ]
    return base.finished(
        report,
        kind="kelengkapan",
        title=_("Permintaan kelengkapan laporan"),
        at=asked.at,
        site=site,
        parts=parts,
        meta=base.about(report),
        to=[_("Yth. Pelapor laporan %(number)s") % {"number": report.number}],
    )


def _reporters_deadline(deadlines: list[Deadline]) -> Deadline | None:
    return next((limit for limit in deadlines if limit.party == Party.REPORTER and limit.is_open), None)


def _until(limit: Deadline | None) -> list[base.Part]:
    if limit is None:
        return [base.text(_("Semakin cepat Anda menjawab, semakin cepat laporan ini dapat kami teruskan."))]
    otherwise = _(
        "Bila sampai hari itu keterangan belum kami terima, laporan dianggap dicabut. Anda tetap dapat membuat "
        "laporan baru kapan saja."
    )
    until = [(_("Kami tunggu sampai"), local_date(limit.due_on)), (_("Dasar"), base.basis(limit))]
    return [base.heading(_("Batas waktu")), base.facts(until), base.text(otherwise)]
