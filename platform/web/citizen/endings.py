"""How a report ended, in the words its outcome deserves, for its reporter and for everybody."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.casework import queries
from core.casework.queries import Survivor
from core.common.translate_data import in_language
from core.reports.kinds import Outcome
from core.reports.models import Report
from tenants.lazy_text import Promise
from tenants.sites import CitySite


@dataclass(frozen=True)
class Wording:
    """A heading and a sentence for the reporter, and the same for the public."""

    title: Promise
    text: Promise
    public_title: Promise
    public_text: Promise


_NOT_OURS = gettext_lazy("Masalahnya bukan wewenang pemerintah daerah ini.")
_WORDINGS: dict[str, Wording] = {
    Outcome.DONE: Wording(
        gettext_lazy("Laporan Anda selesai ditangani"),
        gettext_lazy("Jawabannya sudah diperiksa petugas."),
        gettext_lazy("Laporan ini selesai ditangani"),
        gettext_lazy("Jawabannya sudah diperiksa petugas."),
    ),
    Outcome.AUTO: Wording(
        gettext_lazy("Laporan Anda ditutup karena tidak ada tanggapan lagi"),
        gettext_lazy("Laporan sudah dijawab, dan sampai batas waktunya Anda tidak menanggapi."),
        gettext_lazy("Laporan ini ditutup karena tidak ada tanggapan lagi"),
        gettext_lazy("Laporan sudah dijawab, dan sampai batas waktunya pelapor tidak menanggapi."),
    ),
    Outcome.OUTSIDE: Wording(
        gettext_lazy("Sudah selesai di luar layanan ini"),
        gettext_lazy("Menurut pemeriksaan petugas, masalah yang Anda laporkan sudah teratasi:"),
        gettext_lazy("Sudah selesai di luar layanan ini"),
        gettext_lazy("Menurut pemeriksaan petugas, masalahnya sudah teratasi."),
    ),
    Outcome.REFUSED: Wording(
        gettext_lazy("Laporan ini tidak dapat ditindaklanjuti"),
        gettext_lazy("Alasannya:"),
        gettext_lazy("Laporan ini tidak ditindaklanjuti"),
        gettext_lazy("Alasannya:"),
    ),
    Outcome.REFERRED: Wording(
        gettext_lazy("Laporan Anda diteruskan ke instansi lain"),
        gettext_lazy(
            "Masalahnya bukan wewenang pemerintah daerah ini. Laporan kami teruskan dengan surat; identitas Anda "
            "tidak kami sertakan."
        ),
        gettext_lazy("Laporan ini diteruskan ke instansi lain"),
        _NOT_OURS,
    ),
    Outcome.LAPSED: Wording(
        gettext_lazy("Laporan Anda dianggap dicabut"),
        gettext_lazy("Keterangan yang kami minta tidak kami terima sampai batas waktunya."),
        gettext_lazy("Laporan ini dianggap dicabut"),
        gettext_lazy("Keterangan yang diminta petugas tidak diterima sampai batas waktunya."),
    ),
    Outcome.WITHDRAWN: Wording(
        gettext_lazy("Anda mencabut laporan ini"),
        gettext_lazy("Laporan tidak kami tindaklanjuti lagi."),
        gettext_lazy("Pelapor mencabut laporan ini"),
        gettext_lazy("Laporan tidak ditindaklanjuti lagi."),
    ),
    Outcome.MERGED: Wording(
        gettext_lazy("Laporan Anda digabung dengan laporan lain"),
        gettext_lazy(
            "Ada laporan lain tentang hal yang sama, dan keduanya ditangani sekaligus. Isi laporan Anda tidak disalin "
            "ke laporan itu. Anda tetap mengikuti perkembangannya di sini."
        ),
        gettext_lazy("Laporan ini digabung dengan laporan lain"),
        gettext_lazy("Ada laporan lain tentang hal yang sama, dan keduanya ditangani sekaligus."),
    ),
    Outcome.TRANSFERRED: Wording(
        gettext_lazy("Laporan Anda dialihkan ke daerah lain"),
        gettext_lazy(
            "Masalahnya wewenang daerah itu. Nomor dan kode Anda tetap berlaku di sana, dengan riwayat dan batas "
            "waktu yang sama."
        ),
        gettext_lazy("Laporan ini dialihkan ke daerah lain"),
        gettext_lazy("Masalahnya wewenang daerah itu. Nomornya tetap, begitu juga riwayat dan batas waktunya."),
    ),
}


@dataclass(frozen=True)
class Ending:
    """What a page says of the end of a report. `reason`: the rule a refusal rests on, with the office's `note`.

    `city` and `onward_url`: where a transferred report is now; `survivor`: what became of the one it was merged into.
    """

    outcome: str
    title: str
    text: str
    reason: str = ""
    note: str = ""
    city: CitySite | None = None
    onward_url: str = ""
    survivor: Survivor | None = None

    @property
    def survivor_url(self) -> str:
        number = self.survivor.number if self.survivor else ""
        return reverse("public_report", args=[number]) if number else ""


def for_reporter(report: Report) -> Ending | None:
    """How a report ended; None while it is open. One query for a merged or transferred one."""
    reason = report.rejection_reason
    return _ending(
        report,
        is_reporter=True,
        reason=in_language(reason.sentence) if reason else "",
        note=report.rejection_note,
        path=f"{reverse('track')}?nomor={report.number}",
    )


def for_public(report: Report) -> Ending | None:
    """The same with what everybody may know. One query for a merged or transferred one."""
    reason = report.rejection_reason
    path = reverse("public_report", args=[report.number])
    return _ending(report, is_reporter=False, reason=in_language(reason.name) if reason else "", note="", path=path)


def _ending(report: Report, *, is_reporter: bool, reason: str, note: str, path: str) -> Ending | None:
    outcome = queries.outcome_of(report)
    if not outcome:
        return None
    wording = _WORDINGS[outcome]
    title, text = wording.public_title, wording.public_text
    if is_reporter:
        title, text = wording.title, wording.text
    city = queries.other_city(report.transferred_to)
    return Ending(
        outcome,
        _title(str(title), city, is_reporter=is_reporter),
        str(text),
        reason if outcome == Outcome.REFUSED else "",
        note if outcome == Outcome.REFUSED else "",
        city,
        f"{city.url}{path}" if city else "",
        queries.survivor(report),
    )


def _title(title: str, city: CitySite | None, *, is_reporter: bool) -> str:
    if city is None:
        return title
    named = _("Laporan Anda dialihkan ke %(city)s") if is_reporter else _("Laporan ini dialihkan ke %(city)s")
    return named % {"city": city.name}
